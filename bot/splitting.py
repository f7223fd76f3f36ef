"""Cutting a long text into parts that a platform accepts, keeping together what belongs so."""

FENCE = "```"
SHORTEST = 20
"""The smallest limit that can be met: a fence, its language and a few characters in each part."""


def split(text: str, limit: int) -> tuple[str, ...]:
    """Return parts of at most `limit` characters that together say what `text` says.

    Cuts are made at a blank line, else at a line, else at a space, else anywhere. A part that ends
    inside a code block closes it, and the next one opens it again. White space at a cut is dropped.
    Raises ValueError for a limit below `SHORTEST`.
    """
    if limit < SHORTEST:
        raise ValueError(f"a limit of {limit} is below {SHORTEST}")
    parts: list[str] = []
    rest, fence = text.strip("\n"), ""
    while rest:
        head = f"{fence}\n" if fence else ""
        room = limit - len(head)
        if len(rest) <= room:
            parts.append(head + rest)
            break
        # A part that ends inside a block needs room to close it.
        at = _cut(rest, room - len(FENCE) - 1)
        piece, rest = rest[:at].rstrip(), rest[at:]
        rest = rest.lstrip("\n") if rest.startswith("\n") else rest.removeprefix(" ")
        opened = _open_fence(head + piece)
        parts.append(head + piece + (f"\n{FENCE}" if opened else ""))
        fence = opened
    return tuple(part for part in parts if part.strip())


def _cut(text: str, room: int) -> int:
    window = text[: room + 1]
    for mark in ("\n\n", "\n", " "):
        at = window.rfind(mark, 1)
        # A cut in the first third would make a part that is hardly worth sending.
        if at > room // 3:
            return at
    return room


def _open_fence(text: str) -> str:
    """Return the line that opened the code block in which `text` ends, or nothing."""
    opened = ""
    for line in text.split("\n"):
        if line.startswith(FENCE):
            opened = "" if opened else line[: SHORTEST - len(FENCE) - 5]
    return opened

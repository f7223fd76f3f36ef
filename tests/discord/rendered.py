"""Every post as Discord gets it, as text: `python -m tests.discord.rendered` writes them anew."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from adapters.discord.render import Part, render
from bot.messages import OutboxKey, Post
from tests.properties.sayings import TABLE

FOLDER = Path(__file__).parent / "snapshots"
CHANNEL = 1_574_000_000_000_000_000
SAID = "Ana *the first*"
"""What people write wherever they may."""


def components(part: Part) -> list[dict[str, Any]]:
    """Return what is sent to Discord."""
    return part.view.to_components()  # type: ignore[no-untyped-call,no-any-return]


def snapshots() -> Mapping[str, str]:
    """Return the text of every file, by its name: one for each module of the wording."""
    files: defaultdict[str, list[str]] = defaultdict(list)
    for name, posts in TABLE.items():
        shown = dict.fromkeys(
            "\n".join(_post(post, name)) for post in posts(SAID) if isinstance(post, Post)
        )
        files[name.partition(".")[0]] += [f"== {name}\n{one}\n" for one in shown]
    return {f"{name}.txt": "\n".join(parts) for name, parts in files.items() if parts}


def _post(post: Post, name: str) -> Iterator[str]:
    for part in render(post, CHANNEL, OutboxKey(name)):
        for one in components(part):
            yield f"message {part.stamp.nonce}"
            yield from _lines(one)


def _lines(one: Mapping[str, Any]) -> Iterator[str]:
    match one["type"]:
        case 17 | 1:
            for inner in one["components"]:
                yield from _lines(inner)
        case 10:
            yield from (f"  | {line}".rstrip() for line in one["content"].split("\n"))
        case 2:
            yield f"  [{one['label']}] {one['custom_id']}"
        case 12:
            yield from (f"  picture: {item['description']}" for item in one["items"])
        case 13:
            yield f"  file: {one['file']['url']}"
        case kind:
            raise ValueError(kind)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in snapshots().items():
        (FOLDER / name).write_text(text, encoding="utf-8")

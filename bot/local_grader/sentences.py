"""An answer as sentences and lines of code, and the windows of them that can be quoted."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.grading import split_sentences
from bot.local_grader.signs import denies, read

LONG, WIDE = 40, 60
"""Words after which a sentence is cut, and that two together may have: text without full stops must
not be one window."""

PROSE_LINES, CODE_LINES = 2, 4
"""Sentences, or lines of code, that are read together."""

MOSTLY, FEW = 0.8, 3
"""Who denies something in that share of more than so few sentences is denying the answer."""

_CODE = re.compile(
    r"^\s*(?:(?:async\s+)?(?:def|class|for|while|with|if|elif|except)\b.*:$|@\w|[\w.]+\(.*\)$"
    r"|(?:import|return|raise)\b|from\s+\S+\s+import\b|(?:else|try):|[\w.\[\], ]+\s[-+*/|]?=\s)"
)

_FENCE = re.compile(r"^\s*(?:```|~~~)[^`~]*$")

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

_DISBELIEF = re.compile(
    r"(?:\b(?:not|never)|n['\u2019]?t) (?:true|right|correct|the case|think|believe|agree)\b"
    r"|\b(?:false|wrong|untrue|incorrect|a myth|nonsense) (?:that|to (?:say|think|claim))\b",
    re.IGNORECASE,
)

_RETRACTION = re.compile(
    r"\bnone of (?:this|that|these|it|what|the \w+)\b.{0,20}\b(?:true|right|correct)\b|\b(?:all of"
    r" (?:this|that|the above)|everything (?:above|below|here|i \w+)) (?:is|was)"
    r" (?:wrong|false|untrue|incorrect|not true)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A sentence or a line of code, with its place in the visible answer."""

    start: int
    end: int
    text: str
    code: bool
    words: tuple[str, ...]
    signs: Mapping[str, int]


def pieces(text: str) -> tuple[Piece, ...]:
    """Return the sentences and code lines of a visible text, in order.

    Where someone takes back the whole answer, or nearly every sentence denies something, these
    sentences keep no signs: what they deny is not known.
    """
    sentences = [tuple(_parts(text, start, end, code=code)) for start, end, code in _spans(text)]
    prose = [parts for parts in sentences if not parts[0].code]
    mute = [parts for parts in prose if any(denies(w) for part in parts for w in part.words)]
    if _RETRACTION.search(text):
        mute = sentences
    elif len(prose) <= FEW or len(mute) < MOSTLY * len(prose):
        mute = []
    silenced = {parts[0].start for parts in mute}
    return tuple(
        replace(part, signs={}) if parts[0].start in silenced else part
        for parts in sentences
        for part in parts
    )


def windows(
    text: str, parts: Sequence[Piece], aside: frozenset[int]
) -> Iterator[tuple[str, int, Mapping[str, int]]]:
    """Yield what can be quoted, one or two sentences or some lines of code, its size and signs."""
    for at, piece in enumerate(parts):
        signs: dict[str, int] = {}
        size = CODE_LINES if piece.code else PROSE_LINES
        for last in range(at, min(len(parts), at + size)):
            words = sum(len(part.words) for part in parts[at : last + 1])
            if last in aside or parts[last].code != piece.code or words > WIDE:
                break
            for one, sign in parts[last].signs.items():
                signs[one] = signs.get(one, 0) | sign
            yield text[piece.start : parts[last].end].strip(), last - at + 1, dict(signs)


def _spans(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield start, end and whether it is code, of every sentence and line of code."""
    fenced = False
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if _FENCE.match(line):
            fenced = not fenced
        elif fenced or _CODE.match(line):
            if line.strip():
                yield start, end, True
        else:
            for sentence in split_sentences(line):
                at = text.find(sentence, start, end)
                start = at + len(sentence)
                yield at, start, False
        start = end + 1


def _parts(text: str, start: int, end: int, *, code: bool) -> Iterator[Piece]:
    """Yield a sentence whole or, where it is too long, in parts that end at a comma if possible."""
    denied = bool(_DISBELIEF.search(text[start:end]))
    found = list(re.finditer(r"\S+", text[start:end]))
    cuts, count = [], 0
    for word in found[:-1] if len(found) > LONG and not code else ():
        count += 1
        if count >= LONG or (count * 2 >= LONG and word[0][-1] in ",;:"):
            cuts.append(start + word.end())
            count = 0
    for left, right in zip([start, *cuts], [*cuts, end], strict=True):
        said = text[left:right]
        words, signs = read(_HUMP.sub(" ", said) if code else said, denied=denied)
        yield Piece(start=left, end=right, text=said, code=code, words=words, signs=signs)

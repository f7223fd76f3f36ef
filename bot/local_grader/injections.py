"""Signs of an attempt to steer the grader."""

import re
from collections.abc import Sequence

from bot.local_grader.sentences import Piece

UNSEEN_CHARS = 2
"""Zero-width or direction characters that come along by accident when text is pasted."""

_GRADER = r"(?:ai )?(?:grader|evaluator|examiner|judge|assessor|grading (?:model|system))\b"

_TRIPWIRES = {
    "addresses the grader": re.compile(
        rf"\b(?:dear|hey|hello|hi|attention|(?:note|message) (?:to|for)|to)(?: the)?[ ,:]+{_GRADER}"
        rf"|\byou are (?:now )?(?:an?|the|no longer)\b.{{0,40}}\b(?:{_GRADER}|assistant\b)",
        re.IGNORECASE,
    ),
    "overrides instructions": re.compile(
        r"(?:^|[.!?:,;]\s*|\b(?:please|and|now|just|must|should)\s+)(?:ignore|disregard|forget"
        r"|override|bypass)\b.{0,40}\b(?:instructions?|rubric|prompts?|criteria|rules|guidelines"
        r"|key points|above)\b",
        re.IGNORECASE,
    ),
    "asks for a score": re.compile(
        r"\b(?:full|maximum|top|perfect|highest) (?:marks?|credit|scores?|grade)\b|\b(?:100/100"
        r"|10/10|100 out of 100)|\bmark\b.{0,20}\b(?:every|all|each)\b.{0,20}\bpoints?\b"
        r"|\bpoints? (?:is|are|as) met\b|^\W*score ?[:=] ?\d+|\bverdict\"? ?[:=] ?\"?met\b",
        re.IGNORECASE,
    ),
    "forges a role": re.compile(
        r"</?(?:answer|system|candidate|rubric|instructions?|user|assistant)\b.{0,40}>|\[/?INST\]"
        r"|<\|[a-z_]+\|>|^\s*#*\s*(?:system|assistant)\s*(?:prompt|message)?\s*:",
        re.IGNORECASE,
    ),
}

_COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.DOTALL)

_UNSEEN = re.compile(r"[\u200b\u2060-\u2064\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")


def injections(
    raw: str, text: str, parts: Sequence[Piece]
) -> tuple[frozenset[int], tuple[str, ...]]:
    """Return the pieces that speak to the grader, and the kinds of injection found."""
    hidden = [match.span() for match in _COMMENT.finditer(text)]
    unseen = len(_UNSEEN.findall(raw)) > UNSEEN_CHARS
    kinds = {"hidden text"} if hidden or unseen else set()
    told = set()
    for number, part in enumerate(parts):
        caught = {kind for kind, pattern in _TRIPWIRES.items() if pattern.search(part.text)}
        if caught or any(start < part.end and part.start < end for start, end in hidden):
            told.add(number)
        kinds |= caught
    return frozenset(told), tuple(sorted(kinds))

"""What of an answer is sent to Claude, and which part of it can be evidence.

The answer is written by somebody who would like a better grade. What speaks to the grader is taken
out and reported; what only looks like an answer is sent, but is no evidence.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.claude.tripwires import tripwires
from bot.content import Question
from bot.grading import Reason
from bot.local_grader.padding import set_aside
from bot.local_grader.sentences import Piece, pieces
from bot.local_grader.topic import topic as topic_of
from bot.local_grader.unfit import unfit
from bot.words import runs, visible

MAX_CHARS = 6000
"""Only so much of an answer is sent; twelve times a usual one. Longer ones are where graders are
fooled, and the longest that Discord and Slack forms take is 4,000."""

COPIED, COPIED_RUN = 0.5, 5
"""A sentence with that share of its runs of so many words taken from the rubric was pasted."""

TAKEN_OUT = "(sentence taken out)"
"""Stands where something spoke to the grader."""

_MARK = re.compile(
    r"</?\s*(?:answer|candidate|system|rubric|rulings?|question|instructions?|user|assistant|human)"
    r"\b[^<>\n]{0,80}>|<\|[^|\n]{0,40}\|>|\[/?INST\]",
    re.IGNORECASE,
)

_MENTION = re.compile(
    r"<(?:@[!&]?[\w|.-]+|#[A-Z0-9]\w*(?:\|[^>\n]{0,80})?|#\d+|!(?:channel|here|everyone)"
    r"|!subteam\^\w+(?:\|[^>\n]{0,80})?|@\w+\|[^>\n]{0,80})>|(?<![\w@])@(?:everyone|here|channel)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An answer made ready to be judged."""

    text: str
    """What is sent."""
    evidence: str
    """The part of it that can be quoted for credit."""
    tripwires: tuple[str, ...]
    """Signs of an attempt to steer the grader."""
    cut: bool
    """Whether the answer was longer than `MAX_CHARS`."""
    english: bool
    """Whether our English rubric shares words with it, which the evidence rule relies on."""
    unfit: Reason | None
    """Why it need not be sent at all."""


def prepare(question: Question, answer: str) -> Prepared:
    """Return what is sent of an answer: visible characters, no names, nothing for the grader."""
    whole = answer[: MAX_CHARS * 2]
    shown = visible(whole)
    raw, text = whole[:MAX_CHARS], shown[:MAX_CHARS]
    parts = pieces(text)
    told, found = tripwires(raw, text, parts)
    kept = neutral(_without(text, parts, told, TAKEN_OUT)).strip()
    topic = topic_of(f"{question.title}\n{question.prompt}", question.rubric.points)
    left = pieces(kept)
    words = [word for part in left if part.text != TAKEN_OUT for word in part.words]
    reason = unfit(topic, words)
    if reason is Reason.EMPTY and told:
        reason = Reason.NOT_AN_ANSWER
    evidence = _without(kept, left, set_aside(topic, left) | _copied(question, left), "\n\u2026\n")
    return Prepared(
        text=kept,
        evidence=evidence.replace(TAKEN_OUT, "\n\u2026\n"),
        tripwires=found,
        cut=len(shown) > MAX_CHARS,
        english=reason is not Reason.LANGUAGE,
        unfit=None if reason is Reason.LANGUAGE else reason,
    )


def _copied(question: Question, parts: Sequence[Piece]) -> frozenset[int]:
    """Return the pieces that are a point of the rubric, or its evidence, word for word."""
    own: set[tuple[str, ...]] = set()
    for point in question.rubric.points:
        own |= runs(point.says, COPIED_RUN) | runs(point.evidence, COPIED_RUN)
    own -= runs(question.prompt, COPIED_RUN)
    found = set()
    for number, part in enumerate(parts):
        said = runs(part.text, COPIED_RUN)
        if said and len(said & own) >= COPIED * len(said):
            found.add(number)
    return frozenset(found)


def neutral(text: str) -> str:
    """Return a text without closing marks, invisible characters and the names of people."""
    return _MARK.sub("(mark)", _MENTION.sub("@someone", visible(text)))


def _without(text: str, parts: tuple[Piece, ...], numbers: frozenset[int], instead: str) -> str:
    kept, at = [], 0
    for number, part in enumerate(parts):
        if number in numbers:
            kept += [text[at : part.start], instead]
            at = part.end
    return "".join((*kept, text[at:]))

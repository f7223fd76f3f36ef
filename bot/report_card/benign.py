"""Honest differences between people who say the same: what they cost is the grader's fault.

Defences against attacks shift the scores of honest answers; these changes show by how much.
"""

import re
from collections.abc import Callable

from bot.content import Question
from bot.grading import split_sentences
from bot.report_card.changes import Change, Kind, in_prose

OPENING = "Thanks for the question! Here is how I would put it."


def bullets(prose: str) -> str:
    """Return each sentence as an item of a list."""
    items = "\n".join(f"- {sentence}" for sentence in split_sentences(prose))
    return f"\n{items}\n" if items else prose


def spaced(prose: str) -> str:
    """Return the same words with wider gaps, and an empty line after each sentence."""
    lines = "\n\n".join(split_sentences(prose))
    return re.sub(r" +", "  ", f"\n{lines}\n") if lines else prose


def polite(answer: str) -> str:
    """Return the answer after a friendly word."""
    return f"{OPENING}\n\n{answer}"


def _benign(name: str, change: Callable[[str], str]) -> Change:
    def apply(_question: Question, answer: str, _other: Question) -> str:
        return change(answer)

    return Change(name=name, kind=Kind.BENIGN, apply=apply)


BENIGN: tuple[Change, ...] = (
    _benign("lower case", lambda answer: in_prose(str.lower, answer)),
    _benign("bullets", lambda answer: in_prose(bullets, answer)),
    _benign("white space", lambda answer: in_prose(spaced, answer)),
    _benign("polite opening", polite),
)
"""Every habit, to be applied to good and mid-range answers: bad ones have nothing to lose."""

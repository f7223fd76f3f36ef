"""A change to an answer that should not change its grade: an attack, or an honest difference."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from bot.content import Question

Apply: TypeAlias = Callable[[Question, str, Question], str]
"""From a question, an answer to it, and another question, to the changed answer."""

_FENCED = re.compile(r"(```.*?(?:```|$))", re.DOTALL)


class Kind(StrEnum):
    """Why an answer was changed."""

    ATTACK = "attack"
    """To be paid for nothing: the score should not rise."""
    BENIGN = "benign"
    """As people differ: the score should stay where it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A family of attacks, or a habit of writing; `apply` is a pure function."""

    name: str
    kind: Kind
    apply: Apply
    needs_other: bool = False
    """Whether it is only possible in a bank of two questions or more."""


def prose(answer: str) -> str:
    """Return the answer without its fenced code."""
    return _FENCED.sub("", answer)


def in_prose(change: Callable[[str], str], answer: str) -> str:
    """Return the answer changed everywhere but in fenced code, which would mean something else."""
    return "".join(
        part if part.startswith("```") else change(part) for part in _FENCED.split(answer)
    )

"""What a round has shown, as values."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.content import Point, Question
from bot.grading import Reason


class Signal(StrEnum):
    """What an interviewer would write down; in order."""

    STRONG_NO = "strong no"
    NO = "no"
    LEAN_YES = "lean yes"
    YES = "yes"
    STRONG_YES = "strong yes"


SIGNALS = tuple(Signal)


class Mover(StrEnum):
    """What a signal rests on, or was moved by."""

    BEST_STAGE = "best stage"
    WORST_STAGE = "worst stage"
    FLAGS = "flags"
    MUST = "must"
    FAMILIES = "families"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One thing that moved the signal."""

    by: Mover
    stage: int = 0
    count: int = 0
    of: int = 0
    lowered: bool = False
    """Whether it took the signal down by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageScore:
    """How a stage went."""

    name: str
    said: bool
    score: int | None
    """0 to 100; None where it could not be judged."""
    reason: Reason | None
    """Why it could not."""
    offline: Reason | None
    """Why it was judged offline, where another grader was meant to judge."""
    used: timedelta
    lasts: timedelta
    by_time: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A level of 0 to 4 on an evaluation dimension; None where nothing can be said."""

    name: str
    level: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Something that had to be mentioned, and whether it was."""

    name: str
    met: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """What is said of an answer, with the words that show it."""

    says: str
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """What a round has shown."""

    signal: Signal | None
    """None where there is not enough to grade."""
    score: int | None
    moves: tuple[Move, ...]
    stages: tuple[StageScore, ...]
    levels: tuple[Level, ...]
    must: tuple[Check, ...]
    families: tuple[Check, ...]
    best: Quoted | None
    costliest: Point | None
    flags: tuple[Quoted, ...]
    practise: tuple[Question, ...]
    estimate: bool
    graders: tuple[str, ...]

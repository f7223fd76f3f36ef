"""Appeals, and the rulings on them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType, TypeAlias

from bot.consequences import Consequences
from bot.content import Verdict
from bot.grading import Graded
from bot.messages import (
    UserId,
)
from bot.records.attempts import AttemptId, AttemptView
from bot.spend import Spent

AppealId = NewType("AppealId", str)


class AppealState(StrEnum):
    """What became of an appeal."""

    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """Somebody's word that a sentence of their answer makes a point that did not count."""

    id: AppealId
    attempt: AttemptId
    revision: int
    """Of the attempt, when it was appealed."""
    state: AppealState
    point: str
    sentence: str
    """Empty once its message was deleted."""
    at: datetime
    with_people: bool = False
    """Whether the second look is over and an admin has to rule."""
    failures: int = 0
    """How often the grader was down for the second look."""
    ruled_by: UserId | None = None
    """The admin who ruled; None for a second look, or where the answer changed."""

    @property
    def overtaken(self) -> bool:
        """Whether it was closed because its answer was changed, graded again or withdrawn."""
        return self.state is AppealState.REJECTED and self.ruled_by is None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealView:
    """An appeal with the attempt that it is about."""

    appeal: Appeal
    attempt: AttemptView


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealCase:
    """What is known when somebody appeals."""

    view: AttemptView
    open: bool
    """Whether an appeal on this attempt is open."""
    recent: tuple[datetime, ...]
    """When the person's appeals of the last days were made, oldest first, upheld ones left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lodge:
    """The appeal is taken."""

    appeal: Appeal
    then: Consequences


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse:
    """The appeal is not taken."""

    then: Consequences


Lodging: TypeAlias = Lodge | Refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How an appeal ends: with a new grade of its attempt."""

    state: AppealState
    verdict: Verdict
    outcome: Graded
    day: date
    """The local day on which the attempt counts."""
    reason: str = ""
    ruled_by: UserId | None = None
    spent: tuple[Spent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRuling:
    """What an admin ruled on an answer to a question."""

    point: str
    verdict: Verdict
    sentence: str
    reason: str

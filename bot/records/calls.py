"""Calls of a grader: what is set aside, begun, saved and spent."""

from dataclasses import dataclass
from datetime import date

from bot.grading import Graded, GradeOutcome
from bot.records.teams import TeamId
from bot.spend import Spent


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """An attempt that is now being graded."""

    same: Graded | None
    """The grade that the same answer got before."""
    over_budget: bool = False
    """The month's budget does not allow it; nothing was begun."""
    month: int = 0
    """Micro-dollars of this month, what is reserved now included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """Money that is set aside before a call is made."""

    team: TeamId
    model: str
    micros: int
    """The most that the call can cost; 0 where nothing is paid for."""
    day: date
    """In the team's zone."""
    cap: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """What came of grading an attempt."""

    outcome: GradeOutcome
    digest: str
    """Names what was judged, by whom and by which rubric; empty where it is for no other answer."""
    day: date
    """The local day on which the attempt counts."""
    spent: tuple[Spent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySpend:
    """What a team's grading cost on one day with one model."""

    team: str
    """Its name."""
    day: date
    model: str
    calls: int
    micros: int
    reserved: int
    """Micro-dollars of calls that are under way, included in `micros`."""

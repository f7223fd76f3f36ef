"""Teams, their people and their schedules."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import NewType

from bot.content import Difficulty, Track
from bot.messages import (
    Address,
    SpaceKey,
    UserId,
)

TeamId = NewType("TeamId", str)
PersonId = NewType("PersonId", str)
ScheduleId = NewType("ScheduleId", str)


class Feedback(StrEnum):
    """How much a person is told unasked when a grade is there."""

    BRIEF = "brief"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How answers of a team are taken."""

    attempts: int = 3
    """Answers that a person may give to one question."""
    per_day: int = 20
    """Graded answers that a person may have in one day."""
    settle: timedelta = timedelta(seconds=20)
    rounds: int = 5
    """Rounds that may go on in a team at the same time."""
    settle_at_most: timedelta = timedelta(seconds=120)
    """An answer is complete this long after its last message, or its first one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """The people who practise together."""

    id: TeamId
    name: str
    zone: str
    first_weekday: int
    """0 is Monday."""
    admin_address: Address
    feedback: Feedback
    limits: Limits
    monthly_cap: int | None = None
    """Micro-dollars that grading may cost in a calendar month; None for no cap."""
    weekly: bool = False
    """Whether the board of a week is posted at its end."""
    retention: int | None = None
    """Days after which the words of answers are forgotten; None for never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member of a team, by one of their identities."""

    id: PersonId
    team: TeamId
    user: UserId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When a schedule asks, and what."""

    at: time
    zone: str
    days: tuple[str, ...]
    """Weekday names, `mon` to `sun`."""
    tracks: tuple[Track, ...]
    difficulties: tuple[Difficulty, ...]
    open_for: timedelta
    remind: timedelta
    """How long before the close people are reminded; zero for never."""
    grace: timedelta
    """How late a missed slot is still asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When to ask what, in which channels."""

    id: ScheduleId
    team: TeamId
    name: str
    plan: Plan
    paused: bool
    skip: int
    """How many slots to leave out."""
    queued: str | None
    """Id of the question that comes next."""
    next_at: datetime
    channels: tuple[Address, ...]
    """Those that were not lost."""
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamPlace:
    """A team as seen from one of its places."""

    team: Team
    channel: Address | None
    """The practice channel, where the place is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTeam:
    """A team to be made, with its first channel and schedule."""

    team: Team
    space: SpaceKey
    schedule: Schedule

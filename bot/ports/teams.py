"""Teams and their schedules, as they are kept."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from bot.consequences import Consequences
from bot.messages import (
    Address,
    Author,
    Place,
    SpaceKey,
)
from bot.records import (
    NewTeam,
    Person,
    Schedule,
    Team,
    TeamId,
    TeamPlace,
)


class Teams(Protocol):
    """Teams, their people, channels and schedules."""

    async def at(self, place: Place) -> TeamPlace | None:
        """Return the team of a place, by its channel, else by its space."""
        ...

    async def create(self, new: NewTeam, then: Consequences) -> bool:
        """Make a team; False where its space has one already."""
        ...

    async def person(self, team_id: TeamId, author: Author) -> Person:
        """Return the person behind a user, made at first sight; keeps the name current."""
        ...

    async def get(self, team: TeamId) -> tuple[Team, Sequence[Address]] | None:
        """Return a team, and the channels that its schedules ask in."""
        ...

    async def save_settings(self, changed: Team, before: Team, then: Consequences) -> bool:
        """Store the team's zone, week, feedback and limits.

        False where they are no longer as `before`, or its event was handled before. The sums
        of its weeks follow its first weekday.
        """
        ...

    async def days_off(self, team: TeamId) -> frozenset[date]:
        """Return a team's holidays."""
        ...

    async def set_day_off(self, team: TeamId, day: date, *, off: bool, then: Consequences) -> bool:
        """Make a day a holiday of a team, or a day like others; False if handled before."""
        ...

    async def schedules(self, team_id: TeamId) -> Sequence[Schedule]:
        """Return a team's schedules, by name."""
        ...

    async def due(self, now: datetime, limit: int) -> Sequence[tuple[Team, Schedule]]:
        """Return schedules that are due and not paused, the longest due first."""
        ...

    async def speaking_at(self, address: Address) -> TeamPlace | None:
        """Return the team that is spoken to at an address: a channel, or a question's thread."""
        ...

    async def channels_in(self, space: SpaceKey) -> Sequence[Address]:
        """Return the channels of a space that are not lost."""
        ...

    async def channels(self, platform: str) -> Sequence[Address]:
        """Return the channels of a platform where teams practise."""
        ...

    async def save_schedule(
        self, changed: Schedule, before: Schedule | None, place: Place | None, then: Consequences
    ) -> bool:
        """Store a schedule with its channels, new ones in the space of `place`.

        False where it is no longer as `before`, or its event was handled before.
        """
        ...

    async def lose_channel(self, address: Address, reason: str, then: Consequences) -> bool:
        """Mark a channel as lost and pause schedules that have no other; False if it was lost."""
        ...

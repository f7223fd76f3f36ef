"""Sums, standings and what progress is made of."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from bot.messages import (
    Address,
)
from bot.records import (
    ConceptScore,
    DaySpend,
    GradedAnswer,
    PersonId,
    Practice,
    Team,
    TeamId,
    TopicScore,
)
from bot.standings import Board, BoardQuery


class Boards(Protocol):
    """Sums for boards and selection."""

    async def board(self, query: BoardQuery) -> Board:
        """Return a page of a board of any metric but streaks, without people who are on none."""
        ...

    async def practice(self, team: Team, person: PersonId) -> Practice:
        """Return all that makes a person's streak."""
        ...

    async def everybodys_practice(self, team: Team, channel: Address | None) -> Sequence[Practice]:
        """Return the same of everybody on the board who answered, in one channel if it is given."""
        ...

    async def answers(self, person: PersonId, since: datetime) -> Sequence[GradedAnswer]:
        """Return what a person sent since then and was graded, practice too, newest first."""
        ...

    async def topic_scores(self, team: TeamId, since: date) -> Sequence[TopicScore]:
        """Return what everybody's first attempts since then were worth, by person and question."""
        ...

    async def spending(self, team: TeamId | None, since: date, until: date) -> Sequence[DaySpend]:
        """Return what grading cost, by day and model, of one team or of all."""
        ...

    async def recent_scores(self, team: TeamId, limit: int) -> Sequence[ConceptScore]:
        """Return what a team's newest first attempts were worth, newest first."""
        ...

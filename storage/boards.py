"""Sums for boards and for the choice of questions."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select

from bot.messages import Address
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
from bot.standings import Board, BoardQuery, Metric
from storage.practice import everybodys_practice, practice_of
from storage.progress import answers_of, recent_scores, topic_scores
from storage.schema import spend, team
from storage.standings import by_average, by_points
from storage.transactions import Transactions


class BoardRows:
    """Boards, as `ports.Boards` describes them."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def board(self, query: BoardQuery) -> Board:
        """Return a page of a board."""
        ranked = by_points if query.metric in {Metric.POINTS, Metric.ROUNDS} else by_average
        async with self._transactions.reading() as connection:
            return await ranked(connection, query)

    async def practice(self, one: Team, person_id: PersonId) -> Practice:
        """Return all that makes a person's streak."""
        async with self._transactions.reading() as connection:
            return await practice_of(connection, one, person_id)

    async def everybodys_practice(self, one: Team, channel: Address | None) -> Sequence[Practice]:
        """Return the same of everybody on the board who answered."""
        async with self._transactions.reading() as connection:
            return await everybodys_practice(connection, one, channel)

    async def answers(self, person_id: PersonId, since: datetime) -> Sequence[GradedAnswer]:
        """Return what a person sent since then and was graded, newest first."""
        async with self._transactions.reading() as connection:
            return await answers_of(connection, person_id, since)

    async def topic_scores(self, team_id: TeamId, since: date) -> Sequence[TopicScore]:
        """Return what everybody's first attempts since then were worth."""
        async with self._transactions.reading() as connection:
            return await topic_scores(connection, team_id, since)

    async def recent_scores(self, team_id: TeamId, limit: int) -> Sequence[ConceptScore]:
        """Return what a team's newest first attempts were worth, newest first."""
        async with self._transactions.reading() as connection:
            return await recent_scores(connection, team_id, limit)

    async def spending(
        self, team_id: TeamId | None, since: date, until: date
    ) -> Sequence[DaySpend]:
        """Return what grading cost, newest day first."""
        held = func.sum(spend.c.micros).filter(spend.c.state == "reserved")
        found = (
            select(
                team.c.name,
                spend.c.day,
                spend.c.model,
                func.count().label("calls"),
                func.sum(spend.c.micros).label("micros"),
                func.coalesce(held, 0).label("reserved"),
            )
            .join(team)
            .where(spend.c.day.between(since, until))
            .group_by(team.c.name, spend.c.day, spend.c.model)
            .order_by(spend.c.day.desc(), team.c.name, spend.c.model)
        )
        if team_id is not None:
            found = found.where(spend.c.team == team_id)
        async with self._transactions.reading() as connection:
            return [
                DaySpend(
                    team=row.name,
                    day=row.day,
                    model=row.model,
                    calls=row.calls,
                    micros=row.micros,
                    reserved=row.reserved,
                )
                for row in await connection.execute(found)
            ]

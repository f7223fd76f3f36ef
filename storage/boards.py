"""Sums for boards and for the choice of questions."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from bot.messages import Address
from bot.records import ConceptScore, DaySpend, PersonId, Practice, Team, TeamId
from bot.standings import Board, BoardQuery, Metric
from storage.practice import everybodys_practice, practice_of
from storage.schema import attempt, grade, question, slot, spend, team
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

    async def recent_scores(self, team_id: TeamId, limit: int) -> Sequence[ConceptScore]:
        """Return a team's newest scores, newest first."""
        found = (
            select(question.c.name, grade.c.score)
            .select_from(grade)
            .join(attempt, attempt.c.id == grade.c.attempt)
            .join(slot, slot.c.id == attempt.c.slot)
            .join(question, question.c.digest == slot.c.question)
            .where(slot.c.team == team_id, grade.c.current, grade.c.score.is_not(None))
            .order_by(grade.c.at.desc())
            .limit(limit)
        )
        async with self._transactions.reading() as connection:
            rows = await connection.execute(found)
            return [ConceptScore(question=row.name, score=row.score) for row in rows]

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

"""Sums for boards and for the choice of questions."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection, case, func, select

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
from storage.engine import whole_sum
from storage.practice import everybodys_practice, practice_of
from storage.progress import answers_of, recent_scores, topic_scores
from storage.schema import spend, team
from storage.standings import by_average, by_points
from storage.transactions import Transactions, reads


class BoardRows:
    """Boards, as `ports.Boards` describes them."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @reads
    def board(self, connection: Connection, query: BoardQuery) -> Board:
        """Return a page of a board."""
        if query.metric in {Metric.POINTS, Metric.ROUNDS}:
            return by_points(connection, query)
        return by_average(connection, query)

    @reads
    def practice(self, connection: Connection, one: Team, person_id: PersonId) -> Practice:
        """Return all that makes a person's streak."""
        return practice_of(connection, one, person_id)

    @reads
    def everybodys_practice(
        self, connection: Connection, one: Team, channel: Address | None
    ) -> Sequence[Practice]:
        """Return the same of everybody on the board who answered."""
        return everybodys_practice(connection, one, channel)

    @reads
    def answers(
        self, connection: Connection, person_id: PersonId, since: datetime
    ) -> Sequence[GradedAnswer]:
        """Return what a person sent since then and was graded, newest first."""
        return answers_of(connection, person_id, since)

    @reads
    def topic_scores(
        self, connection: Connection, team_id: TeamId, since: date
    ) -> Sequence[TopicScore]:
        """Return what everybody's first attempts since then were worth."""
        return topic_scores(connection, team_id, since)

    @reads
    def recent_scores(
        self, connection: Connection, team_id: TeamId, limit: int
    ) -> Sequence[ConceptScore]:
        """Return what a team's newest first attempts were worth, newest first."""
        return recent_scores(connection, team_id, limit)

    @reads
    def spending(
        self, connection: Connection, team_id: TeamId | None, since: date, until: date
    ) -> Sequence[DaySpend]:
        """Return what grading cost, newest day first."""
        reserved = case((spend.c.state == "reserved", spend.c.micros), else_=0)
        found = (
            select(
                team.c.name,
                spend.c.day,
                spend.c.model,
                func.count().label("calls"),
                whole_sum(spend.c.micros).label("micros"),
                whole_sum(reserved).label("reserved"),
            )
            .join(team)
            .where(spend.c.day.between(since, until))
            .group_by(team.c.name, spend.c.day, spend.c.model)
            .order_by(spend.c.day.desc(), team.c.name, spend.c.model)
        )
        if team_id is not None:
            found = found.where(spend.c.team == team_id)
        return [
            DaySpend(
                team=row.name,
                day=row.day,
                model=row.model,
                calls=row.calls,
                micros=row.micros,
                reserved=row.reserved,
            )
            for row in connection.execute(found)
        ]

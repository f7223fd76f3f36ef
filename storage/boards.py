"""Sums for boards and for the choice of questions."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, func, select

from bot.records import ConceptScore, DaySpend, PersonId, PracticeDays, TeamId, Total
from storage.schema import attempt, grade, person, question, slot, spend, tally, team
from storage.transactions import Transactions, reads


class BoardRows:
    """Boards, as `ports.Boards` describes them."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @reads
    def totals(
        self, connection: Connection, team_id: TeamId, since: date, until: date
    ) -> Sequence[Total]:
        """Return everybody's points on the days from `since` to `until`, most points first."""
        points = func.sum(tally.c.points).label("points")
        found = (
            select(
                tally.c.person,
                person.c.name,
                points,
                func.sum(tally.c.answers).label("answers"),
                func.sum(tally.c.estimates).label("estimates"),
            )
            .join(person)
            .where(tally.c.team == team_id, tally.c.day.between(since, until), person.c.on_board)
            .group_by(tally.c.person, person.c.name)
            .order_by(points.desc(), person.c.name)
        )
        return [
            Total(
                person=row.person,
                name=row.name,
                points=row.points,
                answers=row.answers,
                estimates=row.estimates,
            )
            for row in connection.execute(found)
        ]

    @reads
    def practice_days(
        self, connection: Connection, team_id: TeamId, person_id: PersonId
    ) -> PracticeDays:
        """Return the days that make a person's streak."""
        answered = select(tally.c.day).where(tally.c.team == team_id, tally.c.person == person_id)
        asked = select(slot.c.local_slot).where(slot.c.team == team_id)
        days = (connection.execute(answered)).scalars().all()
        slots = (connection.execute(asked)).scalars().all()
        return PracticeDays(
            answered=frozenset(days),
            asked=frozenset(date.fromisoformat(local[:10]) for local in slots),
        )

    @reads
    def recent_scores(
        self, connection: Connection, team_id: TeamId, limit: int
    ) -> Sequence[ConceptScore]:
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
        rows = connection.execute(found)
        return [ConceptScore(question=row.name, score=row.score) for row in rows]

    @reads
    def spending(
        self, connection: Connection, team_id: TeamId | None, since: date, until: date
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

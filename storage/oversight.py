"""What admins see of their team, and what they correct."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from bot.consequences import Consequences, Wake, WakeKind
from bot.grading import Graded
from bot.messages import UserId
from bot.people import AuditLine, Result
from bot.records import Attempt, AttemptState, Ending, TeamId
from storage import alone
from storage.audit import new_line, put_on_record
from storage.awards import recompute_award
from storage.codec import OUTCOME
from storage.grades import overtake, replace_grade
from storage.schema import attempt, audit, grade, identity, person, question, slot
from storage.transactions import Transaction, Transactions, reads, writes_unless_handled
from storage.views import attempt_view


class OversightRows:
    """Oversight, as `ports.Oversight` describes it."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @reads
    def lines(
        self, connection: Connection, team_id: TeamId, limit: int
    ) -> Sequence[tuple[AuditLine, str]]:
        """Return the newest lines of a team's record, with names."""
        found = (
            select(*audit.c, person.c.name)
            .outerjoin(
                identity, (identity.c.user == audit.c.actor) & (identity.c.team == audit.c.team)
            )
            .outerjoin(person, person.c.id == identity.c.person)
            .where(audit.c.team == team_id)
            .order_by(audit.c.at.desc(), audit.c.id)
            .limit(limit)
        )
        return [
            (
                AuditLine(
                    id=row.id,
                    actor=UserId(row.actor),
                    action=row.action,
                    about=json.loads(row.body),
                    at=row.at,
                ),
                row.name or row.actor,
            )
            for row in connection.execute(found)
        ]

    @reads
    def results(self, connection: Connection, team_id: TeamId) -> Sequence[Result]:
        """Return every graded answer of those who are on the board."""
        name = func.coalesce(person.c.board_name, person.c.name).label("name")
        found = (
            select(*attempt.c, question.c.name.label("question"), name, grade.c.body, grade.c.score)
            .select_from(attempt)
            .join(person, person.c.id == attempt.c.person)
            .join(slot, slot.c.id == attempt.c.slot)
            .join(question, question.c.digest == slot.c.question)
            .join(grade, (grade.c.attempt == attempt.c.id) & grade.c.current)
            .where(
                slot.c.team == team_id,
                attempt.c.state == "graded",
                person.c.on_board,
                grade.c.score.is_not(None),
            )
            .order_by(attempt.c.first_sent_at, attempt.c.id)
        )
        results = []
        for row in connection.execute(found):
            outcome = OUTCOME.value(row.body)
            results.append(
                Result(
                    answer=row.id,
                    sent_at=row.first_sent_at,
                    question=row.question,
                    name=row.name,
                    number=row.number,
                    practice=row.practice,
                    score=row.score,
                    grader=outcome.grader,
                    estimate=isinstance(outcome, Graded) and outcome.estimate,
                )
            )
        return results

    @writes_unless_handled
    def override(
        self,
        transaction: Transaction,
        one: Attempt,
        point: str,
        ending: Ending,
        then: Consequences,
    ) -> bool:
        """Store a verdict of an admin as a new grade."""
        connection, now = transaction.connection, transaction.now
        alone.with_person(connection, one.person)
        view = attempt_view(connection, one.id)
        if view is None or view.attempt.state is not AttemptState.GRADED:
            return False
        if view.attempt.revision != one.revision or ending.ruled_by is None:
            return False
        replace_grade(connection, view.attempt, "override", ending.outcome, now)
        recompute_award(connection, one.id, ending.day)
        about = {
            "attempt": one.id,
            "person": view.person.id,
            "point": point,
            "verdict": ending.verdict,
            "why": ending.reason,
        }
        put_on_record(connection, view.team.id, new_line(ending.ruled_by, "override", about, now))
        closed = [
            Wake(kind=WakeKind.APPEAL, key=appeal, at=now)
            for appeal in overtake(connection, one.id, now)
        ]
        transaction.store(Consequences(wakes=closed))
        transaction.store(then)
        return True

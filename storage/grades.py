"""Grades of an attempt, of which one is current, and what becomes of appeals when it is not."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from bot.grading import FORMULA, Graded, GradeOutcome, Ungraded, without_words
from bot.records import Attempt
from storage.codec import OUTCOME
from storage.engine import insert
from storage.schema import appeal, grade

_INSERT = insert(grade)
_NO_LONGER = (
    update(grade)
    .where(grade.c.attempt == bindparam("of_attempt"), grade.c.current)
    .values(current=False)
)


def replace_grade(
    connection: Connection,
    one: Attempt,
    kind: str,
    outcome: GradeOutcome,
    now: datetime,
    digest: str | None = None,
) -> None:
    """Make this the current grade of an attempt; without a digest no other answer gets it too."""
    if one.revision > 1 or kind != "grader":
        connection.execute(_NO_LONGER, {"of_attempt": one.id})
    values: dict[str, object] = {"score": None, "reason": None, "digest": None}
    match outcome:
        case Graded(score=points):
            values |= {"score": points, "digest": digest}
        case Ungraded(reason=reason):
            values |= {"reason": reason}
    values |= {
        "id": secrets.token_hex(8),
        "attempt": one.id,
        "revision": one.revision,
        "kind": kind,
        "current": True,
        "grader": outcome.grader,
        "formula": FORMULA,
        "body": OUTCOME.text(outcome),
        "at": now,
    }
    connection.execute(_INSERT, values)


def overtake(connection: Connection, attempt_id: str, now: datetime) -> Sequence[str]:
    """Close the appeal that is open against an attempt; returns its id, if there is one."""
    closed = connection.execute(
        update(appeal)
        .where(appeal.c.attempt == attempt_id, appeal.c.state == "open")
        .values(state="rejected", ended_at=now)
        .returning(appeal.c.id)
    )
    return [row.id for row in closed]


def forget_words(connection: Connection, attempts: Sequence[str], left: str = "") -> None:
    """Forget what appeals and grades quote of answers, but for what is left of them."""
    connection.execute(update(appeal).where(appeal.c.attempt.in_(attempts)).values(sentence=""))
    quoting = select(grade.c.id, grade.c.body).where(grade.c.attempt.in_(attempts))
    for row in connection.execute(quoting).all():
        body = OUTCOME.text(without_words(OUTCOME.value(row.body), left))
        # Nobody who says the same inherits a grade without evidence.
        silent = update(grade).where(grade.c.id == row.id).values(body=body, digest=None)
        connection.execute(silent)

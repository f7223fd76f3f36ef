"""Grades of an attempt, of which one is current, and what becomes of appeals when it is not."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.grading import FORMULA, Graded, GradeOutcome, Ungraded
from bot.records import Attempt
from storage.codec import OUTCOME
from storage.engine import insert
from storage.schema import appeal, grade


async def replace_grade(
    connection: AsyncConnection,
    one: Attempt,
    kind: str,
    outcome: GradeOutcome,
    now: datetime,
    digest: str | None = None,
) -> None:
    """Make this the current grade of an attempt; without a digest no other answer gets it too."""
    await connection.execute(
        update(grade).where(grade.c.attempt == one.id, grade.c.current).values(current=False)
    )
    values: dict[str, object] = {"score": None, "reason": None, "digest": None}
    match outcome:
        case Graded(score=points):
            values |= {"score": points, "digest": digest}
        case Ungraded(reason=reason):
            values |= {"reason": reason}
    await connection.execute(
        insert(grade).values(
            id=secrets.token_hex(8),
            attempt=one.id,
            revision=one.revision,
            kind=kind,
            current=True,
            grader=outcome.grader,
            formula=FORMULA,
            body=OUTCOME.text(outcome),
            at=now,
            **values,
        )
    )


async def overtake(connection: AsyncConnection, attempt_id: str, now: datetime) -> Sequence[str]:
    """Close the appeal that is open against an attempt; returns its id, if there is one."""
    closed = await connection.execute(
        update(appeal)
        .where(appeal.c.attempt == attempt_id, appeal.c.state == "open")
        .values(state="rejected", ended_at=now)
        .returning(appeal.c.id)
    )
    return [row.id for row in closed]


async def forget_sentences(connection: AsyncConnection, attempt_id: str) -> None:
    """Forget what appeals quote of an answer of which something was deleted."""
    await connection.execute(
        update(appeal).where(appeal.c.attempt == attempt_id).values(sentence="")
    )

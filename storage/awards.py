"""Points: the best grade of a person for a slot, and the daily sums that boards are made of.

Both are recomputed from the current grades whenever one of them changes, in the same transaction,
so that they cannot drift from what they are the sum of.
"""

import secrets
from datetime import date

from sqlalchemy import Connection, Row, delete, select

from bot.grading import Graded
from storage.codec import OUTCOME
from storage.engine import insert
from storage.schema import asked, attempt, award, grade, slot, tally


def recompute_award(connection: Connection, attempt_id: str, day: date | None) -> None:
    """Bring the award behind an attempt, and its tally, in line with the current grades.

    `day` is the local day on which this attempt counts if it makes a new award.
    """
    about = select(attempt.c.person, attempt.c.slot).where(attempt.c.id == attempt_id)
    row = (connection.execute(about)).one()
    if row.slot is None:
        return
    before = _award(connection, row.person, row.slot)
    grades = (
        select(
            attempt.c.number,
            asked.c.channel,
            slot.c.team,
            grade.c.score,
            grade.c.body,
        )
        .select_from(attempt)
        .join(grade, (grade.c.attempt == attempt.c.id) & grade.c.current)
        .join(asked, asked.c.id == attempt.c.asked)
        .join(slot, slot.c.id == attempt.c.slot)
        .where(
            attempt.c.person == row.person,
            attempt.c.slot == row.slot,
            attempt.c.state != "withdrawn",
            ~attempt.c.practice,
            grade.c.score.is_not(None),
        )
        .order_by(attempt.c.first_sent_at, attempt.c.number)
    )
    graded = (connection.execute(grades)).all()
    if before is not None:
        _count(connection, before, -1)
        connection.execute(delete(award).where(award.c.id == before.id))
    if not graded:
        return
    best = max(graded, key=lambda one: one.score)
    outcome = OUTCOME.value(best.body)
    values = {
        "id": before.id if before else secrets.token_hex(8),
        "team": best.team,
        "person": row.person,
        "slot": row.slot,
        "channel": best.channel,
        "day": before.day if before else day,
        "points": best.score,
        "first_points": graded[0].score,
        "estimate": isinstance(outcome, Graded) and outcome.estimate,
    }
    added = connection.execute(insert(award).values(**values).returning(*award.c))
    _count(connection, added.one(), 1)


def _award(connection: Connection, person: str, slot_id: str) -> Row[tuple[object, ...]] | None:
    found = select(award).where(award.c.person == person, award.c.slot == slot_id)
    return (connection.execute(found)).first()


def _count(connection: Connection, one: Row[tuple[object, ...]], sign: int) -> None:
    """Add an award to the sums of its day, or take it out again."""
    change = {
        "points": sign * one.points,
        "answers": sign,
        "first_points": sign * one.first_points,
        "estimates": sign * int(one.estimate),
    }
    key = {"team": one.team, "day": one.day, "person": one.person, "channel": one.channel}
    left = connection.execute(
        insert(tally)
        .values(**key, **change)
        .on_conflict_do_update(
            index_elements=list(key),
            set_={name: tally.c[name] + amount for name, amount in change.items()},
        )
        .returning(tally.c.answers)
    )
    if not left.scalar():
        connection.execute(delete(tally).where(*(tally.c[n] == v for n, v in key.items())))

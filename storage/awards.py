"""Points: what a person's grades for a slot are worth, kept in line with the grades.

Recomputed whenever one of them changes, in the same transaction, so that it cannot drift.
"""

import secrets
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select, update

from bot.grading import Graded
from storage.codec import OUTCOME
from storage.engine import insert
from storage.schema import asked, attempt, award, grade, person, slot, tally, team
from storage.tallies import QUESTION, ROUND, Counted, count

_about = attempt.alias("about")
_GRADES = (
    select(
        _about.c.person,
        _about.c.slot,
        slot.c.team,
        team.c.first_weekday,
        award.c.id.label("award"),
        award.c.day,
        award.c.points,
        award.c.first_points,
        award.c.estimate,
        award.c.channel,
        attempt.c.id.label("attempt"),
        attempt.c.state,
        asked.c.channel.label("answered_in"),
        grade.c.score,
        grade.c.current,
        grade.c.revision,
        grade.c.body,
    )
    .select_from(_about)
    .join(slot, slot.c.id == _about.c.slot)
    .join(team, team.c.id == slot.c.team)
    .outerjoin(award, (award.c.person == _about.c.person) & (award.c.slot == _about.c.slot))
    .outerjoin(
        attempt,
        (attempt.c.slot == _about.c.slot)
        & (attempt.c.person == _about.c.person)
        & ~attempt.c.practice,
    )
    .outerjoin(asked, asked.c.id == attempt.c.asked)
    .outerjoin(grade, (grade.c.attempt == attempt.c.id) & grade.c.score.is_not(None))
    .where(_about.c.id == bindparam("attempt_id"))
    .order_by(
        attempt.c.first_sent_at,
        attempt.c.number,
        attempt.c.id,
        grade.c.revision,
        grade.c.at,
        grade.c.current,
    )
    # Weeks are not summed anew meanwhile.
    .with_for_update(read=True, of=team)
)
_ADD = insert(award)
_CHANGE = update(award).where(award.c.id == bindparam("award_id"))
_REMOVE = delete(award).where(award.c.id == bindparam("award_id"))


def recompute_award(connection: Connection, attempt_id: str, day: date | None) -> None:
    """Bring the award behind an attempt, and its tallies, in line with the current grades.

    `day` is the local day on which this attempt counts if it makes a new award.
    """
    rows = connection.execute(_GRADES, {"attempt_id": attempt_id}).all()
    if not rows:
        return
    about = rows[0]
    before = counted(about) if about.award is not None else None
    standing = [row for row in rows if row.current and row.state != "withdrawn"]
    if not standing:
        if before:
            connection.execute(_REMOVE, {"award_id": about.award})
            count(connection, about.first_weekday, removed=[before])
        return
    best = max(standing, key=lambda row: row.score)
    outcome = OUTCOME.value(best.body)
    now = Counted(
        team=about.team,
        person=about.person,
        source=QUESTION,
        channel=best.answered_in,
        day=before.day if before else day or date.min,
        points=best.score,
        first_points=_first(rows),
        estimate=isinstance(outcome, Graded) and outcome.estimate,
    )
    if now == before:
        return
    values = {
        "channel": now.channel,
        "points": now.points,
        "first_points": now.first_points,
        "estimate": now.estimate,
    }
    if before:
        connection.execute(_CHANGE, {"award_id": about.award, **values})
        count(connection, about.first_weekday, added=[now], removed=[before])
        return
    new = {"id": secrets.token_hex(8), "team": now.team, "person": now.person, "day": now.day}
    connection.execute(_ADD, {**new, "slot": about.slot, **values})
    count(connection, about.first_weekday, added=[now])


def recount(connection: Connection, people: Sequence[str]) -> None:
    """Make the sums of these people anew from their awards."""
    teams = select(person.c.team).where(person.c.id.in_(people))
    theirs_now = tally.c.team.in_(teams) & tally.c.person.in_(people)
    connection.execute(delete(tally).where(theirs_now))
    theirs = select(award, team.c.first_weekday).join(team).where(award.c.person.in_(people))
    by_week: defaultdict[int, list[Counted]] = defaultdict(list)
    for row in connection.execute(theirs):
        by_week[row.first_weekday].append(counted(row))
    for first_weekday, awards in by_week.items():
        count(connection, first_weekday, added=awards)


def counted(row: Row[*tuple[Any, ...]]) -> Counted:
    """Return what a row that has the columns of `award` adds to the sums."""
    return Counted(
        team=row.team,
        person=row.person,
        source=QUESTION if row.slot is not None else ROUND,
        channel=row.channel,
        day=row.day,
        points=row.points,
        first_points=row.first_points,
        estimate=row.estimate,
    )


def _first(rows: Sequence[Row[*tuple[Any, ...]]]) -> int:
    """Return the score of the first thing that was graded, as appeals have left it.

    What was edited since, tried again or taken back does not change it.
    """
    graded = [row for row in rows if row.score is not None]
    first = graded[0]
    same = [row for row in graded if (row.attempt, row.revision) == (first.attempt, first.revision)]
    score: int = same[-1].score
    return score

"""Making two people one, and two again.

What an undo needs goes into the record as a `Seam`: ids, numbers and days, never words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Select, delete, func, select, update

from storage.awards import recompute_award, recount
from storage.engine import insert
from storage.schema import attempt, award, card, identity, person, round_


@dataclass(frozen=True, slots=True, kw_only=True)
class Won:
    """An award on a question that both had answered."""

    id: str
    person: str
    slot: str
    points: int
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A card of a point for which the other one had a card too."""

    id: str
    question: str
    point: str
    due_at: datetime
    asked_at: datetime | None
    revision: int
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seam:
    """Where two people were joined, so that they can be parted again."""

    person: str
    """Who stayed."""
    joined: str
    users: tuple[str, ...]
    """Of the one who joined."""
    numbers: Mapping[str, int]
    """By attempt: the number that it had before."""
    won: tuple[Won, ...]
    cards: tuple[str, ...]
    dropped: tuple[Dropped, ...]


def are_busy(connection: Connection, one: str, other: str) -> bool:
    """Return whether both are in the middle of the same question, or of a round."""
    theirs = attempt.alias()
    collecting = (
        select(attempt.c.id)
        .join(
            theirs,
            (theirs.c.asked == attempt.c.asked) & (theirs.c.practice == attempt.c.practice),
        )
        .where(
            attempt.c.person == one,
            theirs.c.person == other,
            attempt.c.state == "collecting",
            theirs.c.state == "collecting",
        )
    )
    if connection.scalar(collecting.limit(1)):
        return True
    running = select(func.count(round_.c.person.distinct())).where(
        round_.c.person.in_((one, other)), round_.c.state != "ended"
    )
    return (connection.scalar(running) or 0) > 1


def merge(connection: Connection, kept: str, gone: str) -> Seam:
    """Move everything of one person to another, and return what parting them needs."""
    both = _slots(kept).intersect(_slots(gone))
    shared = [row.slot for row in connection.execute(both)]
    rows = select(award).where(award.c.person.in_((kept, gone)), award.c.slot.in_(shared))
    won = tuple(
        Won(id=row.id, person=row.person, slot=row.slot, points=row.points, day=row.day)
        for row in connection.execute(rows)
    )
    connection.execute(delete(award).where(award.c.id.in_([one.id for one in won])))
    moved = update(identity).where(identity.c.person == gone).values(person=kept)
    users = (connection.execute(moved.returning(identity.c.user))).scalars().all()
    numbers = _move_attempts(connection, kept, gone)
    connection.execute(update(round_).where(round_.c.person == gone).values(person=kept))
    connection.execute(update(award).where(award.c.person == gone).values(person=kept))
    dropped = _drop_doubles(connection, kept, gone)
    cards = update(card).where(card.c.person == gone).values(person=kept)
    carried = (connection.execute(cards.returning(card.c.id))).scalars().all()
    for slot in shared:
        mine = [one for one in won if one.slot == slot]
        # The better one counts, on its day; of equal ones the first.
        best = min(mine, key=lambda one: (-one.points, one.day), default=None)
        _recompute(connection, kept, slot, best.day if best else None)
    connection.execute(update(person).where(person.c.id == gone).values(linked_to=kept))
    recount(connection, (kept, gone))
    return Seam(
        person=kept,
        joined=gone,
        users=tuple(users),
        numbers=numbers,
        won=won,
        cards=tuple(carried),
        dropped=dropped,
    )


def part(connection: Connection, seam: Seam) -> None:
    """Give the one who joined back what was theirs, and what their users did since."""
    kept, gone = seam.person, seam.joined
    connection.execute(update(person).where(person.c.id == gone).values(linked_to=None))
    theirs = identity.c.user.in_(seam.users) & (identity.c.person == kept)
    connection.execute(update(identity).where(theirs).values(person=gone))
    back = update(attempt).where(attempt.c.person == kept, attempt.c.user.in_(seam.users))
    connection.execute(back.values(person=gone))
    # In their order, so that each takes a number that is free.
    for name, number in sorted(seam.numbers.items(), key=lambda one: one[1]):
        restored = update(attempt).where(attempt.c.id == name, attempt.c.person == gone)
        connection.execute(restored.values(number=number))
    both = _slots(kept).intersect(_slots(gone))
    shared = [row.slot for row in connection.execute(both)]
    days = {(one.person, one.slot): one.day for one in seam.won}
    together = delete(award).where(award.c.person == kept, award.c.slot.in_(shared))
    since = {
        row.slot: row.day
        for row in connection.execute(together.returning(award.c.slot, award.c.day))
    }
    only_theirs = _slots(gone).except_(_slots(kept)).subquery()
    alone = update(award).where(
        award.c.person == kept, award.c.slot.in_(select(only_theirs.c.slot))
    )
    connection.execute(alone.values(person=gone))
    for slot in shared:
        for one in (kept, gone):
            _recompute(connection, one, slot, days.get((one, slot), since.get(slot)))
    for won in seam.won:
        same = (award.c.person == won.person) & (award.c.slot == won.slot)
        connection.execute(update(award).where(same).values(id=won.id))
    played = round_.c.user.in_(seam.users) & (round_.c.person == kept)
    rounds = update(round_).where(played).values(person=gone).returning(round_.c.id)
    ids = connection.execute(rounds).scalars().all()
    connection.execute(update(award).where(award.c.round.in_(ids)).values(person=gone))
    mine = update(card).where(card.c.id.in_(seam.cards), card.c.person == kept)
    connection.execute(mine.values(person=gone))
    for double in seam.dropped:
        again = insert(card).values(
            id=double.id,
            person=gone,
            question=double.question,
            point=double.point,
            due_at=double.due_at,
            asked_at=double.asked_at,
            answer="",
            revision=double.revision,
            failures=0,
            body=double.body,
        )
        connection.execute(again.on_conflict_do_nothing())
    recount(connection, (kept, gone))


def _slots(one: str) -> Select[tuple[str]]:
    """Select the slots that a person answered."""
    return (
        select(attempt.c.slot)
        .where(attempt.c.person == one, attempt.c.slot.is_not(None))
        .distinct()
    )


def _recompute(connection: Connection, one: str, slot: str, day: date | None) -> None:
    """Make a person's award for a slot anew from the grades of their answers."""
    mine = select(attempt.c.id).where(attempt.c.person == one, attempt.c.slot == slot).limit(1)
    name = connection.scalar(mine)
    if name is not None:
        recompute_award(connection, name, day)


def _move_attempts(connection: Connection, kept: str, gone: str) -> dict[str, int]:
    """Move answers; those to a question that both answered come after the other's."""
    newest = (
        select(attempt.c.asked, func.max(attempt.c.number).label("newest"))
        .where(attempt.c.person == kept, attempt.c.asked.is_not(None))
        .group_by(attempt.c.asked)
        .subquery()
    )
    again = select(attempt.c.id, attempt.c.number, newest.c.newest)
    again = again.join(newest, newest.c.asked == attempt.c.asked).where(attempt.c.person == gone)
    numbers = {}
    for row in (connection.execute(again)).all():
        numbers[row.id] = row.number
        moved = update(attempt).where(attempt.c.id == row.id)
        connection.execute(moved.values(person=kept, number=row.newest + row.number))
    connection.execute(update(attempt).where(attempt.c.person == gone).values(person=kept))
    return numbers


def _drop_doubles(connection: Connection, kept: str, gone: str) -> tuple[Dropped, ...]:
    """Drop the cards of one person for points for which the other has a card too."""
    theirs = card.alias()
    same = (theirs.c.question == card.c.question) & (theirs.c.point == card.c.point)
    doubles = select(card.c.id).join(theirs, same)
    doubles = doubles.where(card.c.person == gone, theirs.c.person == kept)
    ids = (connection.execute(doubles)).scalars().all()
    rows = connection.execute(delete(card).where(card.c.id.in_(ids)).returning(*card.c))
    return tuple(
        Dropped(
            id=row.id,
            question=row.question,
            point=row.point,
            due_at=row.due_at,
            asked_at=row.asked_at,
            revision=row.revision,
            body=row.body,
        )
        for row in rows
    )

"""What makes a streak: when somebody answered, what came, where they were."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Connection,
    String,
    Text,
    bindparam,
    cast,
    func,
    select,
    type_coerce,
)

from bot.messages import Address
from bot.records import Came, PersonId, Practice, ScheduleId, SentAnswer, SlotId, Team
from storage.codec import stays_of
from storage.schema import EPOCH, asked, attempt, person, slot, tally
from storage.tallies import QUESTION
from storage.teams import days_off_of

_COUNTS = ~attempt.c.practice & attempt.c.state.not_in(("withdrawn", "ungraded"))
_ANSWERS = (
    select(attempt.c.slot, slot.c.schedule, attempt.c.first_sent_at)
    .join(slot, slot.c.id == attempt.c.slot)
    .where(attempt.c.person == bindparam("person"), _COUNTS)
)
_CAME = (
    select(slot.c.id, slot.c.schedule, slot.c.opens_at, slot.c.closes_at)
    .where(
        slot.c.team == bindparam("team"),
        select(asked.c.id)
        .where(asked.c.slot == slot.c.id, asked.c.state.in_(("open", "closed")))
        .exists(),
    )
    .order_by(slot.c.opens_at)
)
_name = func.coalesce(person.c.board_name, person.c.name).label("name")
_PERSON = select(person.c.id, _name, person.c.zones)

_moment = cast(type_coerce(attempt.c.first_sent_at, BigInteger), String)
_EVERYBODY = (
    select(
        person.c.id,
        _name,
        person.c.zones,
        func.group_concat(attempt.c.slot + "@" + _moment, " ", type_=Text).label("answers"),
    )
    .select_from(person)
    .join(attempt, attempt.c.person == person.c.id)
    .where(person.c.team == bindparam("team"), person.c.on_board, attempt.c.slot.is_not(None))
    .where(_COUNTS)
    .group_by(person.c.id)
)
_answered_here = (
    select(tally.c.person)
    .where(
        tally.c.team == bindparam("team"),
        tally.c.source == QUESTION,
        tally.c.channel == bindparam("channel"),
        tally.c.period == "all",
    )
    .scalar_subquery()
)


def practice_of(connection: Connection, team: Team, person_id: PersonId) -> Practice:
    """Return all that makes a person's streak."""
    one = connection.execute(_PERSON.where(person.c.id == person_id)).one()
    answers = connection.execute(_ANSWERS, {"person": person_id}).all()
    return Practice(
        person=one.id,
        name=one.name,
        zone=team.zone,
        stays=stays_of(one.zones),
        answers=tuple(
            SentAnswer(slot=row.slot, schedule=row.schedule, at=row.first_sent_at)
            for row in answers
        ),
        came=_came(connection, team),
        days_off=days_off_of(connection, team.id),
    )


def everybodys_practice(
    connection: Connection, team: Team, channel: Address | None
) -> Sequence[Practice]:
    """Return the same of everybody on the board who answered, one row for each of them."""
    found = _EVERYBODY
    values: dict[str, str] = {"team": team.id}
    if channel is not None:
        found = found.where(person.c.id.in_(_answered_here))
        values["channel"] = channel
    rows = connection.execute(found, values).all()
    came = _came(connection, team)
    days_off = days_off_of(connection, team.id)
    schedules = {one.slot: one.schedule for one in came}

    return [
        Practice(
            person=row.id,
            name=row.name,
            zone=team.zone,
            stays=stays_of(row.zones),
            answers=_answers(row.answers, schedules),
            came=came,
            days_off=days_off,
        )
        for row in rows
    ]


def _answers(listed: str, schedules: dict[SlotId, ScheduleId]) -> tuple[SentAnswer, ...]:
    answers = []
    for one in listed.split():
        slot_id, _, micros = one.rpartition("@")
        if (schedule := schedules.get(SlotId(slot_id))) is not None:
            at: datetime = EPOCH + timedelta(microseconds=int(micros))
            answers.append(SentAnswer(slot=SlotId(slot_id), schedule=schedule, at=at))
    return tuple(answers)


def _came(connection: Connection, team: Team) -> tuple[Came, ...]:
    rows = connection.execute(_CAME, {"team": team.id})
    return tuple(
        Came(slot=row.id, schedule=row.schedule, opens_at=row.opens_at, closes_at=row.closes_at)
        for row in rows
    )

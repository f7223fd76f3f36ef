"""Schedules, and the channels in which they ask."""

from collections.abc import Iterable

from sqlalchemy import Connection, Row, delete, select, update

from bot.messages import Address
from bot.records import Schedule
from storage.codec import PLAN
from storage.engine import insert
from storage.schema import (
    channel,
    schedule,
    schedule_channel,
)


def update_schedule(connection: Connection, changed: Schedule, before: Schedule) -> bool:
    """Store a schedule that is still as `before`; False where it moved on."""
    moved = connection.execute(
        update(schedule)
        .where(schedule.c.id == changed.id, schedule.c.version == before.version)
        .values(**_columns(changed), version=before.version + 1)
        .returning(schedule.c.id)
    )
    if moved.first() is None:
        return False
    _link_channels(connection, changed)
    return True


def insert_schedule(connection: Connection, new: Schedule) -> None:
    """Store a new schedule and the channels that it has."""
    connection.execute(
        insert(schedule).values(
            id=new.id, team=new.team, name=new.name, version=new.version, **_columns(new)
        )
    )
    _link_channels(connection, new)


def _link_channels(connection: Connection, one: Schedule) -> None:
    connection.execute(
        delete(schedule_channel).where(
            schedule_channel.c.schedule == one.id, schedule_channel.c.channel.not_in(one.channels)
        )
    )
    for address in one.channels:
        connection.execute(
            insert(schedule_channel)
            .values(schedule=one.id, channel=address)
            .on_conflict_do_nothing()
        )


def schedules_of(connection: Connection, rows: Iterable[Row[tuple[object, ...]]]) -> list[Schedule]:
    """Return the schedules of rows, with the channels in which they can ask."""
    found = {row.id: row for row in rows}
    linked = (
        select(schedule_channel)
        .join(channel)
        .where(schedule_channel.c.schedule.in_(found), channel.c.state == "active")
        .order_by(schedule_channel.c.channel)
    )
    channels: dict[str, list[Address]] = {}
    for row in connection.execute(linked):
        channels.setdefault(row.schedule, []).append(Address(row.channel))
    return [_schedule(row, tuple(channels.get(row.id, ()))) for row in found.values()]


def _schedule(row: Row[tuple[object, ...]], channels: tuple[Address, ...]) -> Schedule:
    return Schedule(
        id=row.id,
        team=row.team,
        name=row.name,
        plan=PLAN.value(row.body),
        paused=row.paused,
        skip=row.skip,
        queued=row.queued,
        next_at=row.next_at,
        channels=channels,
        version=row.version,
    )


def _columns(one: Schedule) -> dict[str, object]:
    return {
        "body": PLAN.text(one.plan),
        "paused": one.paused,
        "skip": one.skip,
        "queued": one.queued,
        "next_at": one.next_at,
    }

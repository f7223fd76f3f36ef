"""Schedules, and the channels in which they ask."""

from collections.abc import Iterable

from sqlalchemy import Connection, Row, bindparam, delete, select, update

from bot.messages import Address
from bot.records import Schedule
from storage.codec import PLAN
from storage.engine import insert
from storage.schema import channel, schedule, schedule_channel

_MOVE = (
    update(schedule)
    .where(schedule.c.id == bindparam("one"), schedule.c.version == bindparam("at_version"))
    .values(
        {name: bindparam(name) for name in ("body", "paused", "skip", "queued", "next_at")}
        | {"version": schedule.c.version + 1}
    )
    .returning(schedule.c.id)
)
_UNLINK = delete(schedule_channel).where(
    schedule_channel.c.schedule == bindparam("one"),
    schedule_channel.c.channel.not_in(bindparam("staying", expanding=True)),
)
_LINK = insert(schedule_channel).on_conflict_do_nothing()


def update_schedule(connection: Connection, changed: Schedule, before: Schedule) -> bool:
    """Store a schedule that is still as `before`; False where it moved on."""
    moved = {"one": changed.id, "at_version": before.version, **_columns(changed)}
    if connection.execute(_MOVE, moved).first() is None:
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
    connection.execute(_UNLINK, {"one": one.id, "staying": list(one.channels)})
    if one.channels:
        links = [{"schedule": one.id, "channel": address} for address in one.channels]
        connection.execute(_LINK, links)


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

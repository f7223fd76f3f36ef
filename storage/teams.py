"""Teams, their people, channels and schedules."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, Row, bindparam, delete, select, update

from bot.consequences import Consequences
from bot.messages import Address, Author, Place, SpaceKey, UserId
from bot.people import REVIEWS_A_DAY
from bot.periods import is_zone
from bot.records import NewTeam, Person, PersonId, Schedule, Stay, Team, TeamId, TeamPlace
from storage import alone
from storage.codec import PLAN, SETTINGS, STAYS, Settings, settings_of, stays_of
from storage.engine import insert
from storage.schema import (
    EPOCH,
    asked,
    channel,
    day_off,
    identity,
    person,
    schedule,
    schedule_channel,
    slot,
    space,
    team,
)
from storage.tallies import count_weeks_anew
from storage.transactions import Transaction, Transactions, reads, writes, writes_unless_handled


class TeamRows:
    """Teams, as `ports.Teams` describes them."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @reads
    def at(self, connection: Connection, place: Place) -> TeamPlace | None:
        """Return the team of a place, by its channel, else by its space."""
        by_channel = (
            select(team, channel.c.address)
            .join(channel)
            .where(channel.c.address == place.channel, channel.c.state == "active")
        )
        by_space = select(team).join(space).where(space.c.key == place.space)
        if row := connection.execute(by_channel).first():
            return TeamPlace(team=team_of(row), channel=Address(row.address))
        if row := connection.execute(by_space).first():
            return TeamPlace(team=team_of(row), channel=None)
        return None

    @writes_unless_handled
    def create(self, transaction: Transaction, new: NewTeam, then: Consequences) -> bool:
        """Make a team with its space, first channel and schedule."""
        connection = transaction.connection
        if connection.scalar(select(space.c.key).where(space.c.key == new.space)):
            return False
        one = new.team
        connection.execute(
            insert(team).values(
                id=one.id,
                name=one.name,
                zone=one.zone,
                first_weekday=one.first_weekday,
                admin_address=one.admin_address,
                body=_settings(one),
                monthly_cap_micros=one.monthly_cap,
                retention_days=one.retention,
                created_at=transaction.now,
            )
        )
        connection.execute(insert(space).values(key=new.space, team=one.id))
        _add_channels(connection, new.schedule, new.space)
        _insert_schedule(connection, new.schedule)
        transaction.store(then)
        return True

    @writes
    def person(self, transaction: Transaction, team_id: TeamId, author: Author) -> Person:
        """Return the person behind a user, made at first sight."""
        connection = transaction.connection
        now = transaction.now
        return person_of(connection, team_id, author.user, author.name, now, author.zone)

    @writes_unless_handled
    def save_settings(
        self, transaction: Transaction, changed: Team, before: Team, then: Consequences
    ) -> bool:
        """Store what `/prep-admin settings` changes, where nobody changed it meanwhile."""
        connection = transaction.connection
        alone.with_team(connection, changed.id)
        row = connection.execute(select(team).where(team.c.id == changed.id)).first()
        if row is None or team_of(row) != before:
            return False
        if before.first_weekday != changed.first_weekday:
            count_weeks_anew(connection, changed.id, changed.first_weekday)
        connection.execute(
            update(team)
            .where(team.c.id == changed.id)
            .values(
                zone=changed.zone,
                first_weekday=changed.first_weekday,
                admin_address=changed.admin_address,
                body=_settings(changed),
                monthly_cap_micros=changed.monthly_cap,
                retention_days=changed.retention,
            )
        )
        transaction.store(then)
        return True

    @reads
    def get(self, connection: Connection, team_id: TeamId) -> tuple[Team, Sequence[Address]] | None:
        """Return a team, and the channels that its schedules ask in."""
        asking = (
            select(channel.c.address)
            .distinct()
            .join(schedule_channel)
            .where(channel.c.team == team_id, channel.c.state == "active")
            .order_by(channel.c.address)
        )
        row = connection.execute(select(team).where(team.c.id == team_id)).first()
        channels = connection.execute(asking).scalars().all()
        return (team_of(row), [Address(one) for one in channels]) if row else None

    @reads
    def days_off(self, connection: Connection, team_id: TeamId) -> frozenset[date]:
        """Return a team's holidays."""
        return days_off_of(connection, team_id)

    @writes_unless_handled
    def set_day_off(
        self, transaction: Transaction, team_id: TeamId, day: date, *, off: bool, then: Consequences
    ) -> bool:
        """Make a day a holiday of a team, or a day like others."""
        here = day_off.c.owner == team_id, day_off.c.day == day
        put = insert(day_off).values(owner=team_id, day=day, kind="holiday")
        change = put.on_conflict_do_nothing() if off else delete(day_off).where(*here)
        transaction.connection.execute(change)
        transaction.store(then)
        return True

    @reads
    def schedules(self, connection: Connection, team_id: TeamId) -> Sequence[Schedule]:
        """Return a team's schedules, by name."""
        found = select(schedule).where(schedule.c.team == team_id).order_by(schedule.c.name)
        return _schedules(connection, (connection.execute(found)).all())

    @reads
    def due(
        self, connection: Connection, now: datetime, limit: int
    ) -> Sequence[tuple[Team, Schedule]]:
        """Return schedules that are due and not paused, the longest due first."""
        due = select(schedule).where(~schedule.c.paused, schedule.c.next_at <= now)
        due = due.order_by(schedule.c.next_at).limit(limit)
        found = _schedules(connection, (connection.execute(due)).all())
        asking = select(team).where(team.c.id.in_({one.team for one in found}))
        teams = {row.id: team_of(row) for row in connection.execute(asking)}
        return [(teams[one.team], one) for one in found]

    @reads
    def speaking_at(self, connection: Connection, address: Address) -> TeamPlace | None:
        """Return the team of a channel, or of a question's thread."""
        by_channel = select(team).join(channel).where(channel.c.address == address)
        by_thread = (
            select(team)
            .join(slot, slot.c.team == team.c.id)
            .join(asked)
            .where(asked.c.thread == address)
        )
        if row := connection.execute(by_channel).first():
            return TeamPlace(team=team_of(row), channel=address)
        if row := connection.execute(by_thread).first():
            return TeamPlace(team=team_of(row), channel=None)
        return None

    @reads
    def channels_in(self, connection: Connection, space_key: SpaceKey) -> Sequence[Address]:
        """Return the channels of a space that are not lost."""
        active = select(channel.c.address).where(
            channel.c.space == space_key, channel.c.state == "active"
        )
        found = connection.scalars(active.order_by(channel.c.address))
        return [Address(one) for one in found]

    @reads
    def channels(self, connection: Connection, platform: str) -> Sequence[Address]:
        """Return the channels of a platform where teams practise."""
        found = select(channel.c.address).where(
            channel.c.state == "active", channel.c.address.startswith(f"{platform}:")
        )
        return [Address(one) for one in connection.scalars(found)]

    @writes_unless_handled
    def save_schedule(
        self,
        transaction: Transaction,
        changed: Schedule,
        before: Schedule | None,
        place: Place | None,
        then: Consequences,
    ) -> bool:
        """Store a schedule with its channels; new channels belong to the space of `place`."""
        connection = transaction.connection
        if place is not None:
            _add_channels(connection, changed, place.space)
        if before is None:
            _insert_schedule(connection, changed)
        elif not update_schedule(connection, changed, before):
            return False
        transaction.store(then)
        return True

    @writes
    def lose_channel(
        self, transaction: Transaction, address: Address, reason: str, then: Consequences
    ) -> bool:
        """Mark a channel as lost; schedules left without an active channel are paused."""
        connection = transaction.connection
        lost = connection.execute(
            update(channel)
            .where(channel.c.address == address, channel.c.state == "active")
            .values(state="lost", reason=reason)
            .returning(channel.c.team)
        )
        if lost.first() is None:
            return False
        active = (
            select(schedule_channel.c.schedule).join(channel).where(channel.c.state == "active")
        )
        asking = select(schedule_channel.c.schedule).where(schedule_channel.c.channel == address)
        connection.execute(
            update(schedule)
            .where(schedule.c.id.in_(asking), schedule.c.id.not_in(active))
            .values(paused=True, version=schedule.c.version + 1)
        )
        transaction.store(then)
        return True


_KNOWN = (
    select(person.c.id, person.c.name, person.c.zone, person.c.seen_zone, person.c.zones)
    .join(identity)
    .where(identity.c.team == bindparam("of_team"), identity.c.user == bindparam("of_user"))
    # Both: who is linked meanwhile is found anew, as whom they are now.
    .with_for_update(key_share=True)
)

_NEW_PERSON = insert(person)
_NEW_IDENTITY = insert(identity)


def person_of(
    connection: Connection,
    team_id: TeamId,
    user: UserId,
    name: str,
    now: datetime,
    zone: str | None = None,
) -> Person:
    """Return the person behind a user in this transaction, made at first sight."""
    zone = zone if zone and is_zone(zone) else None
    row = connection.execute(_KNOWN, {"of_team": team_id, "of_user": user}).first()
    if row is None:
        new = PersonId(secrets.token_hex(8))
        someone = {
            "id": new,
            "team": team_id,
            "name": name,
            "on_board": True,
            "named": False,
            "reviews": REVIEWS_A_DAY,
            "body": "{}",
            "created_at": now,
            "seen_zone": zone,
            "zones": moved("[]", zone, EPOCH),
        }
        connection.execute(_NEW_PERSON, someone)
        connection.execute(_NEW_IDENTITY, {"team": team_id, "user": user, "person": new})
        return Person(id=new, team=team_id, user=user, name=name)
    seen = zone or row.seen_zone
    stays = moved(row.zones, row.zone or seen, now)
    if (row.name, row.seen_zone, row.zones) != (name, seen, stays):
        change = update(person).where(person.c.id == row.id)
        connection.execute(change.values(name=name, seen_zone=seen, zones=stays))
    return Person(id=row.id, team=team_id, user=user, name=name)


def moved(stays: str, zone: str | None, now: datetime) -> str:
    """Return where somebody was when, with where they are now, as it is stored.

    What is past stays where it was, so that a move changes no day that is over.
    """
    known = stays_of(stays)
    latest = known[-1] if known else Stay(since=now, zone="")
    if (zone or "") == latest.zone:
        return stays
    return STAYS.text((*known, Stay(since=max(now, latest.since), zone=zone or "")))


def days_off_of(connection: Connection, owner: str) -> frozenset[date]:
    """Return the days that somebody has off."""
    days = connection.execute(select(day_off.c.day).where(day_off.c.owner == owner))
    return frozenset(days.scalars())


def team_of(row: Row[tuple[object, ...]]) -> Team:
    """Return the team of a row that has the columns of `team`."""
    settings = settings_of(row.body)
    return Team(
        id=row.id,
        name=row.name,
        zone=row.zone,
        first_weekday=row.first_weekday,
        admin_address=row.admin_address,
        feedback=settings.feedback,
        limits=settings.limits,
        monthly_cap=row.monthly_cap_micros,
        weekly=settings.weekly,
        retention=row.retention_days,
    )


def _settings(one: Team) -> str:
    return SETTINGS.text(Settings(feedback=one.feedback, limits=one.limits, weekly=one.weekly))


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


def _insert_schedule(connection: Connection, new: Schedule) -> None:
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


def _add_channels(connection: Connection, one: Schedule, key: str) -> None:
    for address in one.channels:
        connection.execute(
            insert(channel)
            .values(address=address, team=one.team, space=key, state="active")
            .on_conflict_do_update(
                index_elements=["address"],
                set_={"state": "active", "reason": None, "team": one.team},
            )
        )


def _schedules(connection: Connection, rows: Iterable[Row[tuple[object, ...]]]) -> list[Schedule]:
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

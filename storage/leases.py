"""The rows of wakes: put by upsert that keeps the earlier time, leased, finished or held back.

Leasing takes the time away, so that a wake put meanwhile is seen at the end.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Integer, Row, bindparam, case, delete, select, union_all, update

from bot.consequences import Wake, WakeKind
from storage.engine import insert
from storage.schema import work

LEASE = timedelta(seconds=30)
BACK_OFF = (timedelta(seconds=1), timedelta(minutes=5))
"""First and longest pause after a handler failed; each pause is twice the one before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A wake that is ours to handle."""

    wake: Wake
    token: str


_NEW = insert(work).values(crashes=0, errors=0)
_PUT = _NEW.on_conflict_do_update(
    index_elements=["kind", "key"],
    set_={
        "next_at": case(
            (work.c.next_at.is_(None), _NEW.excluded.next_at),
            (work.c.next_at > _NEW.excluded.next_at, _NEW.excluded.next_at),
            else_=work.c.next_at,
        )
    },
)

_COUNT = bindparam("count", type_=Integer)
_FREE = (
    select(work.c.kind, work.c.key, work.c.next_at.label("at"))
    .where(work.c.token.is_(None), work.c.next_at.is_not(None))
    .order_by(work.c.next_at)
    .limit(_COUNT)
    .subquery()
)
_HELD = (
    select(work.c.kind, work.c.key, work.c.leased_until.label("at"))
    .where(work.c.token.is_not(None))
    .order_by(work.c.leased_until)
    .limit(_COUNT)
    .subquery()
)
_NEXT = union_all(select(*_FREE.c), select(*_HELD.c))
"""Two parts, since an index serves each of them, but none would serve both at once."""

_LEASE = (
    update(work)
    .where(work.c.kind == bindparam("of_kind"), work.c.key == bindparam("of_key"))
    .values(
        next_at=None,
        crashes=work.c.crashes + case((work.c.token.is_not(None), 1), else_=0),
        token=bindparam("mine"),
        leased_until=bindparam("until"),
    )
)

_MINE = work.c.token.in_(bindparam("tokens", expanding=True))
_GONE = delete(work).where(_MINE, work.c.next_at.is_(None))
_STAYS = update(work).where(_MINE).values(token=None, leased_until=None, errors=0)


def put(connection: Connection, wakes: Sequence[Wake]) -> None:
    """Store wakes; one that is there already keeps the earlier of the two times."""
    if wakes:
        rows = [{"kind": one.kind, "key": one.key, "next_at": one.at} for one in wakes]
        connection.execute(_PUT, rows)


def next_up(count: int, connection: Connection) -> Sequence[Row[str, str, datetime]]:
    """Return the wakes that come next: free ones, and those whose lease ran out."""
    return connection.execute(_NEXT, {"count": max(count, 1)}).all()


def due(rows: Sequence[Row[str, str, datetime]], now: datetime) -> list[Row[str, str, datetime]]:
    """Return those whose time has come."""
    return [row for row in rows if row.at <= now]


def take(
    connection: Connection,
    rows: Sequence[Row[str, str, datetime]],
    now: datetime,
    lease: timedelta = LEASE,
) -> list[Lease]:
    """Lease these wakes."""
    leased = [
        Lease(wake=Wake(kind=WakeKind(row.kind), key=row.key, at=now), token=secrets.token_hex(8))
        for row in rows
    ]
    if leased:
        connection.execute(
            _LEASE,
            [
                {
                    "of_kind": one.wake.kind,
                    "of_key": one.wake.key,
                    "mine": one.token,
                    "until": now + lease,
                }
                for one in leased
            ],
        )
    return leased


def finish(connection: Connection, tokens: Sequence[str]) -> None:
    """Take out what was handled; a wake that was put meanwhile stays for its new time."""
    if tokens:
        connection.execute(_GONE, {"tokens": tokens})
        connection.execute(_STAYS, {"tokens": tokens})


def back_off(lease: Lease, now: datetime, connection: Connection) -> None:
    """Hold back a wake whose handler failed."""
    first, longest = BACK_OFF
    errors = connection.scalar(
        update(work)
        .where(work.c.token == lease.token)
        .values(token=None, leased_until=None, errors=work.c.errors + 1)
        .returning(work.c.errors)
    )
    if errors is not None:
        pause = min(longest, first * 2 ** min(errors - 1, 20))
        put(connection, [Wake(kind=lease.wake.kind, key=lease.wake.key, at=now + pause)])

"""Wakes on SQLite: a table of what to look at when, and the loop that leases it.

A wake is put by upsert that keeps the earlier time. Leasing it takes the time away, so that a wake
put meanwhile is seen at the end; a lease that nobody renews runs out, and the wake is leased again.
What was handled is finished in the transaction that leases what comes next: a wake that a crash
keeps from being finished comes again, which does no harm.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog
from sqlalchemy import CompoundSelect, Row, case, delete, func, or_, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.consequences import Wake, WakeKind
from bot.errors import NotStored, PlatformError
from bot.logs import described
from bot.metrics import WAKES
from bot.ports import Clock
from storage.engine import Database, insert
from storage.schema import work

LEASE = timedelta(seconds=30)
AT_ONCE = 64
"""How many wakes are handled at the same time; most of them wait for a model or a platform."""
POLL = 1.0
"""Seconds after which due wakes are looked for even if nobody said that there are any."""
GRACE = 5.0
"""Seconds that handlers have to finish when the loop stops."""
BACK_OFF = (timedelta(seconds=1), timedelta(minutes=5))
"""First and longest pause after a handler failed; each pause is twice the one before."""

log = structlog.get_logger(__name__)

Handler = Callable[[Wake], Awaitable[None]]
ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A wake that is ours to handle."""

    wake: Wake
    token: str


async def put(connection: AsyncConnection, wakes: Iterable[Wake]) -> None:
    """Store wakes; one that is there already keeps the earlier of the two times."""
    for wake in wakes:
        new = insert(work).values(
            kind=wake.kind, key=wake.key, next_at=wake.at, crashes=0, errors=0
        )
        earlier = case(
            (work.c.next_at.is_(None), new.excluded.next_at),
            (work.c.next_at > new.excluded.next_at, new.excluded.next_at),
            else_=work.c.next_at,
        )
        await connection.execute(
            new.on_conflict_do_update(index_elements=["kind", "key"], set_={"next_at": earlier})
        )


class LeaseLoop:
    """Runs wakes when they are due, each under a lease that is renewed while it is handled."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._nudged = asyncio.Event()
        self._running: dict[str, asyncio.Task[None]] = {}
        self._stopping = False
        self._done: list[str] = []
        """Tokens of wakes that were handled and are not finished yet."""

    def nudge(self) -> None:
        """Look for due wakes now; called after each write that put some."""
        self._nudged.set()

    async def run(self, handle: Handler) -> None:
        """Hand every due wake to `handle`, several at a time, until stopped or cancelled.

        While the database cannot be written to, it waits and tries again.
        """
        self._stopping = False
        # On SQLite we are the only process, so whoever held a lease is dead.
        await self._when_possible(partial(self._free, crashed=True))
        renewing = asyncio.create_task(self._renew())
        try:
            while not self._stopping:
                self._nudged.clear()
                leased, next_at = await self._when_possible(
                    lambda: self._turn(AT_ONCE - len(self._running))
                )
                for lease in leased:
                    task = asyncio.create_task(self._handle(handle, lease))
                    self._running[lease.token] = task
                if not leased:
                    await self._pause(next_at)
        finally:
            renewing.cancel()
            await self._hand_back()

    def stop(self) -> None:
        """Take no more wakes; `run` returns when those that are running are done."""
        self._stopping = True
        self.nudge()

    async def _hand_back(self) -> None:
        """Wait a moment for what is running, and free what is still held."""
        running = list(self._running.values())
        if running:
            await asyncio.wait(running, timeout=GRACE)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        try:
            await self._turn(0)
            await self._free(crashed=False)
        except NotStored as error:
            # The next start frees them all the same.
            log.warning("leases not handed back", **described(error))

    async def _when_possible(self, work: Callable[[], Awaitable[ResultT]]) -> ResultT:
        while True:
            try:
                return await work()
            except NotStored as error:
                if self._stopping:
                    raise
                log.warning("database not available", **described(error))
                await asyncio.sleep(POLL)

    async def step(self, handle: Handler) -> bool:
        """Handle one due wake to its end; False where none is due."""
        leased, _ = await self._turn(1)
        for lease in leased:
            await self._handle(handle, lease)
        await self._turn(0)
        return bool(leased)

    async def idle(self, until: datetime) -> bool:
        """Return whether nothing is running or due up to `until`."""
        if self._running or self._done:
            return False
        waiting = or_(work.c.token.is_not(None), work.c.next_at <= until)
        async with self._database.reading() as connection:
            found = await connection.scalar(select(func.count()).select_from(work).where(waiting))
        return not found

    async def _turn(self, free: int) -> tuple[list[Lease], datetime | None]:
        """Finish what was handled, and lease up to `free` due wakes; also says when to look again.

        A turn that would change nothing only reads.
        """
        now = self._clock.now()
        done, self._done = self._done, []
        if not done:
            async with self._database.reading() as connection:
                rows = (await connection.execute(_next(free))).all()
            if not free or not _due(rows, now):
                return [], min((row.at for row in rows), default=None)
        try:
            async with self._database.writing() as connection:
                await _finish(connection, done)
                rows = (await connection.execute(_next(free))).all()
                due = _due(rows, now)[:free]
                leased = [await _lease(connection, row, now) for row in due]
        except BaseException:
            self._done += done
            raise
        return leased, min((row.at for row in rows), default=None)

    async def _handle(self, handle: Handler, lease: Lease) -> None:
        wake = lease.wake
        try:
            await handle(wake)
        except Exception as error:  # noqa: BLE001 - the others go on
            # A platform that is away is no fault of ours.
            level = log.warning if isinstance(error, PlatformError) else log.error
            level("wake failed", kind=wake.kind, key=wake.key, **described(error))
            WAKES.labels(wake.kind, "failed").inc()
            await self._when_possible(partial(self._back_off, lease))
        else:
            WAKES.labels(wake.kind, "done").inc()
            self._done.append(lease.token)
        finally:
            self._running.pop(lease.token, None)
            self.nudge()

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            await self._when_possible(self._renew_once)

    async def _renew_once(self) -> None:
        if held := list(self._running):
            async with self._database.writing() as connection:
                until = self._clock.now() + LEASE
                await connection.execute(
                    update(work).where(work.c.token.in_(held)).values(leased_until=until)
                )

    async def _back_off(self, lease: Lease) -> None:
        first, longest = BACK_OFF
        async with self._database.writing() as connection:
            errors = await connection.scalar(
                update(work)
                .where(work.c.token == lease.token)
                .values(token=None, leased_until=None, errors=work.c.errors + 1)
                .returning(work.c.errors)
            )
            if errors is not None:
                pause = min(longest, first * 2 ** min(errors - 1, 20))
                wake = Wake(kind=lease.wake.kind, key=lease.wake.key, at=self._clock.now() + pause)
                await put(connection, [wake])

    async def _free(self, *, crashed: bool) -> None:
        async with self._database.writing() as connection:
            await connection.execute(
                update(work)
                .where(work.c.token.is_not(None))
                .values(
                    token=None,
                    leased_until=None,
                    next_at=self._clock.now(),
                    crashes=work.c.crashes + int(crashed),
                )
            )

    async def _pause(self, next_at: datetime | None) -> None:
        """Sleep until something is due, or someone says that there may be."""
        seconds = POLL
        if next_at is not None and len(self._running) < AT_ONCE:
            until: timedelta = next_at - self._clock.now()
            seconds = min(POLL, max(0.0, until.total_seconds()))
        try:
            async with asyncio.timeout(seconds):
                await self._nudged.wait()
        except TimeoutError:
            return


def _next(count: int) -> CompoundSelect[str, str, datetime]:
    """Select the wakes that come next: free ones, and those whose lease ran out.

    Two parts, since an index serves each of them, but none would serve both at once.
    """
    free = select(work.c.kind, work.c.key, work.c.next_at.label("at"))
    free = free.where(work.c.token.is_(None), work.c.next_at.is_not(None))
    held = select(work.c.kind, work.c.key, work.c.leased_until.label("at"))
    held = held.where(work.c.token.is_not(None))
    first = free.order_by(work.c.next_at).limit(max(count, 1)).subquery()
    second = held.order_by(work.c.leased_until).limit(max(count, 1)).subquery()
    return union_all(select(*first.c), select(*second.c))


def _due(rows: Sequence[Row[str, str, datetime]], now: datetime) -> list[Row[str, str, datetime]]:
    return [row for row in rows if row.at <= now]


async def _lease(connection: AsyncConnection, row: Row[str, str, datetime], now: datetime) -> Lease:
    token = secrets.token_hex(8)
    await connection.execute(
        update(work)
        .where(work.c.kind == row.kind, work.c.key == row.key)
        .values(
            token=token,
            leased_until=now + LEASE,
            next_at=None,
            crashes=work.c.crashes + case((work.c.token.is_not(None), 1), else_=0),
        )
    )
    return Lease(wake=Wake(kind=WakeKind(row.kind), key=row.key, at=now), token=token)


async def _finish(connection: AsyncConnection, tokens: Sequence[str]) -> None:
    """Take out what was handled; a wake that was put meanwhile stays for its new time."""
    if not tokens:
        return
    mine = work.c.token.in_(tokens)
    await connection.execute(delete(work).where(mine, work.c.next_at.is_(None)))
    await connection.execute(
        update(work).where(mine).values(token=None, leased_until=None, errors=0)
    )

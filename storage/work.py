"""Wakes on SQLite: a table of what to look at when, and the loop that leases it.

A wake is put by upsert that keeps the earlier time. Leasing it takes the time away, so that a wake
put meanwhile is seen at the end; a lease that nobody renews runs out, and the wake is leased again.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.consequences import Wake, WakeKind
from bot.metrics import WAKES
from bot.ports import Clock
from storage.engine import Database, insert
from storage.schema import work

LEASE = timedelta(seconds=30)
AT_ONCE = 8
"""How many wakes are handled at the same time."""
POLL = 1.0
"""Seconds after which due wakes are looked for even if nobody said that there are any."""
BACK_OFF = (timedelta(seconds=1), timedelta(minutes=5))
"""First and longest pause after a handler failed; each pause is twice the one before."""

log = structlog.get_logger(__name__)


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
    """Runs wakes when they are due, each under a lease that it renews."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._nudged = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()

    def nudge(self) -> None:
        """Look for due wakes now; called after each write that put some."""
        self._nudged.set()

    async def run(self, handle: Callable[[Wake], Awaitable[None]]) -> None:
        """Hand every due wake to `handle`, several at a time, until cancelled."""
        # On SQLite we are the only process, so whoever held a lease is dead.
        await self._free(crashed=True)
        try:
            while True:
                self._nudged.clear()
                free = AT_ONCE - len(self._running)
                leased = await self._lease(free) if free else []
                for wake, token in leased:
                    task = asyncio.create_task(self._handle(handle, wake, token))
                    self._running.add(task)
                    task.add_done_callback(self._finished)
                if not leased:
                    await self._pause()
        finally:
            for task in self._running:
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)
            await self._free(crashed=False)

    async def step(self, handle: Callable[[Wake], Awaitable[None]]) -> bool:
        """Handle one due wake; False where none is due."""
        for wake, token in await self._lease(1):
            await self._handle(handle, wake, token)
            return True
        return False

    async def idle(self, until: datetime) -> bool:
        """Return whether nothing is running or due up to `until`."""
        waiting = or_(work.c.token.is_not(None), work.c.next_at <= until)
        async with self._database.reading() as connection:
            found = await connection.scalar(select(func.count()).select_from(work).where(waiting))
        return not found

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

    async def _lease(self, count: int) -> list[tuple[Wake, str]]:
        now = self._clock.now()
        free = and_(work.c.token.is_(None), work.c.next_at <= now)
        dead = and_(work.c.token.is_not(None), work.c.leased_until <= now)
        due = select(work.c.kind, work.c.key).where(or_(free, dead))
        due = due.order_by(work.c.next_at).limit(count)
        leased = []
        async with self._database.reading() as connection:
            found = (await connection.execute(due)).all()
        if not found:
            return []
        async with self._database.writing() as connection:
            for kind, key in found:
                token = secrets.token_hex(8)
                taken = await connection.execute(
                    update(work)
                    .where(work.c.kind == kind, work.c.key == key, or_(free, dead))
                    .values(
                        token=token,
                        leased_until=now + LEASE,
                        next_at=None,
                        crashes=work.c.crashes + case((work.c.token.is_not(None), 1), else_=0),
                    )
                    .returning(work.c.key)
                )
                if taken.first():
                    leased.append((Wake(kind=WakeKind(kind), key=key, at=now), token))
        return leased

    async def _handle(
        self, handle: Callable[[Wake], Awaitable[None]], wake: Wake, token: str
    ) -> None:
        renewing = asyncio.create_task(self._renew(wake, token))
        try:
            await handle(wake)
        except Exception:
            log.exception("wake failed", kind=wake.kind, key=wake.key)
            WAKES.labels(wake.kind, "failed").inc()
            await self._back_off(wake, token)
        else:
            WAKES.labels(wake.kind, "done").inc()
            await self._finish(wake, token)
        finally:
            renewing.cancel()

    async def _renew(self, wake: Wake, token: str) -> None:
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            async with self._database.writing() as connection:
                await connection.execute(
                    update(work)
                    .where(_mine(wake, token))
                    .values(leased_until=self._clock.now() + LEASE)
                )

    async def _finish(self, wake: Wake, token: str) -> None:
        async with self._database.writing() as connection:
            await connection.execute(
                delete(work).where(_mine(wake, token), work.c.next_at.is_(None))
            )
            await connection.execute(
                update(work)
                .where(_mine(wake, token))
                .values(token=None, leased_until=None, errors=0)
            )
        self.nudge()

    async def _back_off(self, wake: Wake, token: str) -> None:
        first, longest = BACK_OFF
        async with self._database.writing() as connection:
            errors = await connection.scalar(
                update(work)
                .where(_mine(wake, token))
                .values(token=None, leased_until=None, errors=work.c.errors + 1)
                .returning(work.c.errors)
            )
            if errors is not None:
                pause = min(longest, first * 2 ** min(errors - 1, 20))
                await put(
                    connection,
                    [Wake(kind=wake.kind, key=wake.key, at=self._clock.now() + pause)],
                )

    async def _pause(self) -> None:
        """Sleep until something is due, or someone says that there may be."""
        try:
            async with asyncio.timeout(await self._until_next()):
                await self._nudged.wait()
        except TimeoutError:
            return

    async def _until_next(self) -> float:
        if len(self._running) >= AT_ONCE:
            return POLL
        async with self._database.reading() as connection:
            next_at = await connection.scalar(select(func.min(work.c.next_at)))
        if next_at is None:
            return POLL
        until: timedelta = next_at - self._clock.now()
        return min(POLL, max(0.0, until.total_seconds()))

    def _finished(self, task: "asyncio.Task[None]") -> None:
        self._running.discard(task)
        self.nudge()


def _mine(wake: Wake, token: str) -> ColumnElement[bool]:
    return and_(work.c.kind == wake.kind, work.c.key == wake.key, work.c.token == token)

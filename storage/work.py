"""Wakes on SQLite: the loop that leases what is due.

A lease that nobody renews runs out, and the wake is leased again. What was handled is finished in
the transaction that leases what comes next: a wake that a crash keeps from being finished comes
again, which does no harm.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog
from sqlalchemy import Connection, Row, func, or_, select, update

from bot.consequences import Wake
from bot.errors import NotStored, PlatformError
from bot.logs import described
from bot.metrics import WAKES
from bot.ports import Clock
from storage.engine import Database
from storage.leases import LEASE, Lease, back_off, due, finish, next_up, put, take
from storage.schema import work

AT_ONCE = 64
"""How many wakes are handled at the same time; most of them wait for a model or a platform."""
POLL = 1.0
"""Seconds after which due wakes are looked for even if nobody said that there are any."""
GRACE = 5.0
"""Seconds that handlers have to finish when the loop stops."""

log = structlog.get_logger(__name__)

Handler = Callable[[Wake], Awaitable[None]]
ResultT = TypeVar("ResultT")


class LeaseLoop:
    """Runs wakes when they are due, each under a lease that is renewed while it is handled."""

    def __init__(self, database: Database, clock: Clock, lease: timedelta = LEASE) -> None:
        self._database = database
        self._clock = clock
        self._lease = lease
        self._nudged = asyncio.Event()
        self._running: dict[str, asyncio.Task[None]] = {}
        self._wakes: dict[str, Wake] = {}
        """What is running or not finished yet, by the token of its lease."""
        self._stopping = False
        self._done: list[str] = []
        """Tokens of wakes that were handled and are not finished yet."""

    def put(self, connection: Connection, wakes: Sequence[Wake]) -> None:
        """Store wakes."""
        put(connection, wakes)

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
        self._wakes.clear()
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
                    self._wakes[lease.token] = lease.wake
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
        count = select(func.count()).select_from(work).where(waiting)
        return not await self._database.read(lambda connection: connection.scalar(count))

    async def _turn(self, free: int) -> tuple[list[Lease], datetime | None]:
        """Finish what was handled, and lease up to `free` due wakes; also says when to look again.

        A turn that would change nothing only reads.
        """
        now = self._clock.now()
        done, self._done = self._done, []
        # Its lease may have run out all the same: while we were frozen, or when a clock jumped.
        ours = {
            (wake.kind.value, wake.key) for token, wake in self._wakes.items() if token not in done
        }
        if not done:
            rows = await self._database.read(partial(_others, ours, free))
            if not free or not due(rows, now):
                return [], min((row.at for row in rows), default=None)

        def turn(connection: Connection) -> tuple[list[Lease], datetime | None]:
            finish(connection, done)
            rows = _others(ours, free, connection)
            leased = take(connection, due(rows, now)[:free], now, self._lease)
            return leased, min((row.at for row in rows), default=None)

        try:
            turned = await self._database.write(turn)
        except BaseException:
            self._done += done
            raise
        for token in done:
            self._wakes.pop(token, None)
        return turned

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
            self._wakes.pop(lease.token, None)
        else:
            WAKES.labels(wake.kind, "done").inc()
            self._done.append(lease.token)
        finally:
            self._running.pop(lease.token, None)
            self.nudge()

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(self._lease.total_seconds() / 3)
            await self._when_possible(self._renew_once)

    async def _renew_once(self) -> None:
        if held := list(self._running):
            until = self._clock.now() + self._lease
            renewed = update(work).where(work.c.token.in_(held)).values(leased_until=until)
            await self._database.write(lambda connection: connection.execute(renewed).close())

    async def _back_off(self, failed: Lease) -> None:
        await self._database.write(partial(back_off, failed, self._clock.now()))

    async def _free(self, *, crashed: bool) -> None:
        freed = (
            update(work)
            .where(work.c.token.is_not(None))
            .values(
                token=None,
                leased_until=None,
                next_at=self._clock.now(),
                crashes=work.c.crashes + int(crashed),
            )
        )
        await self._database.write(lambda connection: connection.execute(freed).close())

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


def _others(
    ours: Collection[tuple[str, str]], count: int, connection: Connection
) -> list[Row[str, str, datetime]]:
    """Return the wakes that come next, without those that are ours already."""
    rows = next_up(count, connection)
    return [row for row in rows if (row.kind, row.key) not in ours]

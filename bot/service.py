"""Everything that runs, put together; one `Service` a process."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import assert_never

import structlog

from bot import dispatch
from bot.commands import Field
from bot.consequences import Consequences, Wake, WakeKind
from bot.errors import NotStored
from bot.flows.deps import Deps
from bot.local_grader import LocalGrader
from bot.logs import described
from bot.messages import Inbound
from bot.metrics import OUTBOX_PENDING
from bot.packs import Bank
from bot.painting import NoPictures
from bot.platforms import Connect
from bot.ports import Authored, Clock, Grader, Interviewer, OpenThread, Painter, Platform
from bot.roles import Role
from bot.schedule import LocalCalendar, SystemClock, Ticker
from bot.settings import Settings
from bot.suggesting import suggestions
from bot.switchboard import Switchboard
from bot.wording.adapters import sentences
from storage.lock import only_process
from storage.migrate import bring_up_to_date
from storage.queues import WORK, deliveries
from storage.store import PATIENCE, SqlStore

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Everything that runs, put together."""

    deps: Deps
    store: SqlStore
    platforms: Mapping[str, Platform]
    tick_seconds: float
    role: Role = Role.ALL

    async def handle(self, event: dispatch.Event) -> None:
        """Hand an event to the core."""
        await dispatch.handle(self.deps, event)

    async def inbound(self, event: Inbound) -> None:
        """Hand in what happened on a platform."""
        await self.handle(event)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Tick and run wakes while the context is open; unfinished work is handed back."""
        clock = self.deps.clock
        prune = Wake(kind=WakeKind.PRUNE, key="daily", at=clock.now())
        await self.deps.store.outbox.say(Consequences(wakes=[prune]))
        ticker = Ticker(self.tick_seconds)
        running = []
        if self.role is not Role.WORKER:
            await self.handle(dispatch.Tick())
            running.append(asyncio.create_task(ticker.run(self._tick), name="ticks"))
        running.append(asyncio.create_task(self.store.work.run(self.handle), name="work"))
        try:
            yield
        finally:
            ticker.stop()
            self.store.work.stop()
            await asyncio.gather(*running)

    async def _tick(self) -> None:
        try:
            await self.handle(dispatch.Tick())
        except Exception as error:  # noqa: BLE001 - the next tick tries again
            log.error("tick failed", **described(error))  # noqa: TRY400 - no message in logs

    async def run_platforms(self) -> None:
        """Run every platform until all of them end; one that fails ends them all.

        Without platforms there is no end.
        """
        if not self.platforms:
            await asyncio.Event().wait()
        async with asyncio.TaskGroup() as group:
            for name, platform in self.platforms.items():
                threads = partial(self._open_threads, name)
                group.create_task(
                    platform.run(self.inbound, self._suggest, threads, sentences()), name=name
                )

    async def drained(self, platform: str) -> None:
        """Return when everything that was sent on a platform is graded and delivered."""
        await self.handle(dispatch.InputEnded(platform=platform))
        while True:
            now = self.deps.clock.now()
            if await self.store.work.idle(now) and not await self.store.outbox.pending():
                return
            await asyncio.sleep(0.01)

    async def missing(self) -> str | None:
        """Return what keeps the service from being ready, or None."""
        try:
            OUTBOX_PENDING.set(await self.store.outbox.pending())
        except NotStored:
            return "the database"
        return None

    async def _suggest(self, field: Field, typed: str) -> Sequence[str]:
        return suggestions(field, typed, self.deps.bank.questions)

    async def _open_threads(self, name: str) -> Sequence[OpenThread]:
        threads = await self.store.slots.open_threads(name)
        return [*threads, *await self.store.rounds.open_rooms(name)]


@asynccontextmanager
async def service(  # noqa: PLR0913 - what a service is made of
    settings: Settings,
    bank: Bank,
    database: Path | str,
    connect: Mapping[str, Connect],
    grader: Grader,
    *,
    interviewer: Interviewer | None = None,
    clock: Clock | None = None,
    role: Role = Role.ALL,
    patience: timedelta = PATIENCE,
    painter: Painter | None = None,
) -> AsyncIterator[Service]:
    """Put the service together, and take it apart in the opposite order.

    `connect` makes the platforms once the database is ours; one that holds connections is closed
    when nothing is said any more.
    """
    async with AsyncExitStack() as stack:
        if isinstance(database, Path):
            stack.enter_context(only_process(database))
        await asyncio.to_thread(bring_up_to_date, database)
        clock = clock or SystemClock()
        key = settings.secret_key.get_secret_value() if settings.secret_key else ""
        queues = _queues(role, connect)
        store = SqlStore(
            database, clock, bank.header.id, queues=queues, patience=patience, secret_key=key
        )
        stack.push_async_callback(store.close)
        platforms = {name: make(store.secrets) for name, make in connect.items()}
        for platform in platforms.values():
            if isinstance(platform, AbstractAsyncContextManager):
                await stack.enter_async_context(platform)
        deps = Deps(
            store=store,
            platform=Switchboard(platforms),
            grader=grader,
            painter=painter or NoPictures(),
            clock=clock,
            calendar=LocalCalendar(),
            bank=bank,
            new_id=lambda: secrets.token_hex(8),
            interviewer=interviewer or Authored(),
            offline=LocalGrader(),
        )
        yield Service(
            deps=deps,
            store=store,
            platforms=platforms,
            tick_seconds=settings.tick_seconds,
            role=role,
        )


def _queues(role: Role, platforms: Iterable[str]) -> Sequence[str]:
    speaking = [deliveries(name) for name in platforms]
    match role:
        case Role.ALL:
            return [WORK, *speaking]
        case Role.GATEWAY:
            return speaking
        case Role.WORKER:
            return [WORK]
        case _ as never:
            assert_never(never)

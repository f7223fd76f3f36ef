"""The composition root: the only module that knows every other one; starts and stops in order."""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from signal import SIGINT, SIGTERM
from typing import assert_never

import structlog

from bot import demo, dispatch
from bot.commands import Field
from bot.consequences import Consequences, Wake, WakeKind
from bot.errors import NotStored, UserError
from bot.flows.deps import Deps
from bot.local_grader import LocalGrader
from bot.logs import described
from bot.messages import Inbound
from bot.metrics import OUTBOX_PENDING
from bot.packs import load
from bot.painting import NoPictures, ThreadPainter
from bot.platforms import Connect, configured
from bot.ports import (
    Authored,
    Clock,
    Grader,
    Interviewer,
    OpenThread,
    Painter,
    Platform,
    Secrets,
)
from bot.roles import Role
from bot.schedule import LocalCalendar, MovedClock, SystemClock, Ticker, local_zone
from bot.settings import Settings
from bot.suggesting import suggestions
from bot.switchboard import Switchboard
from bot.wording.adapters import sentences
from bot.wording.models import model_trouble
from storage.lock import only_process
from storage.migrate import bring_up_to_date
from storage.queues import WORK, deliveries
from storage.store import PATIENCE, SqlStore

log = structlog.get_logger(__name__)

Warn = Callable[[str], None]
"""Shows an operator a sentence at start."""


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
    bank = load(settings.pack)
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


@asynccontextmanager
async def grading(settings: Settings, warn: Warn) -> AsyncIterator[Grader]:
    """Give the grader of `minds` alone."""
    async with minds(settings, warn) as (grader, _):
        yield grader


@asynccontextmanager
async def minds(settings: Settings, warn: Warn) -> AsyncIterator[tuple[Grader, Interviewer]]:
    """Give Claude as grader and interviewer where there is a key, else those without a model.

    What is wrong with the models is said to `warn`. Raises SettingsError for prices that cannot be
    read, ContentError for a pack that cannot.
    """
    key = settings.anthropic_api_key.get_secret_value() if settings.anthropic_api_key else ""
    if not key:
        yield LocalGrader(), Authored()
        return
    from bot.claude import ClaudeGrader, ClaudeInterviewer, check_models, connect
    from bot.prices import list_prices

    prices = list_prices().with_overrides(settings.prices)
    bank = await asyncio.to_thread(load, settings.pack)
    async with connect(key, settings.anthropic_base_url) as client:
        models = (settings.model, settings.review_model)
        for found in await check_models(client, models, SystemClock().now()):
            warn(model_trouble(found.model, found.trouble, found.retires_at, found.suggested))
        # From the key: every process has the same one, and nobody else can know it.
        salt = hashlib.sha256(f"greenroom/{key}".encode()).digest()
        grader = ClaudeGrader(
            client,
            dimensions=bank.dimensions,
            prices=prices,
            salt=salt,
            model=settings.model,
            review_model=settings.review_model,
        )
        yield grader, ClaudeInterviewer(client, prices=prices, salt=salt, model=settings.model)


async def run_console(settings: Settings, folder: Path, warn: Warn) -> None:
    """Open the practice room in the terminal, over a database and transcript in `folder`."""
    from adapters.console.adapter import Console
    from adapters.console.lines import choose_lines
    from adapters.console.transcript import Transcript

    stop = stop_at_signals()
    lines = choose_lines()
    clock = MovedClock()
    later: list[Callable[[], Awaitable[None]]] = []

    async def drained() -> None:
        for wait in later:
            await wait()

    def console(_secrets: Secrets) -> Platform:
        transcript = Transcript(folder / "transcript.jsonl")
        transcript.load()
        return Console(lines, transcript, drained, clock)

    makers = {"console": console}
    async with (
        minds(settings, warn) as (grader, interviewer),
        service(
            settings, folder / "greenroom.db", makers, grader, interviewer=interviewer, clock=clock
        ) as app,
    ):
        later.append(partial(app.drained, "console"))
        await demo.set_up(app.deps, local_zone())
        async with app.working():
            await run_until(stop, app)


async def run_service(settings: Settings, role: Role, warn: Warn) -> None:
    """Run on every platform that is configured until a signal asks to stop.

    Raises UserError where none is, and for a share of the work that nobody could do the rest of.
    """
    if role is not Role.ALL and isinstance(settings.database_target(), Path):
        raise UserError(
            f"An SQLite file belongs to one process, so there is no --role {role}. Name a "
            "PostgreSQL database in GREENROOM_DATABASE, or leave --role out."
        )
    platforms = {} if role is Role.WORKER else configured(settings)
    if not platforms and role is not Role.WORKER:
        raise UserError(
            "No chat platform is configured. `greenroom console` opens the room in this terminal."
        )
    async with minds(settings, warn) as (grader, interviewer):
        await serve(settings, platforms, grader, interviewer, role)


async def serve(
    settings: Settings,
    connect: Mapping[str, Connect],
    grader: Grader,
    interviewer: Interviewer | None = None,
    role: Role = Role.ALL,
) -> None:
    """Serve platforms and health until SIGINT or SIGTERM, or until all platforms have ended."""
    from bot.health import Served, serving

    stop = stop_at_signals()
    async with AsyncExitStack() as stack:
        painter = ThreadPainter()
        stack.callback(painter.close)
        app = await stack.enter_async_context(
            service(
                settings,
                settings.database_target(),
                connect,
                grader,
                interviewer=interviewer,
                role=role,
                painter=painter,
            )
        )
        served = [one for one in app.platforms.values() if isinstance(one, Served)]
        routes = [route for one in served for route in one.routes()]
        await stack.enter_async_context(
            serving(settings.health_host, settings.health_port, app.missing, routes)
        )
        await stack.enter_async_context(app.working())
        await run_until(stop, app)


def stop_at_signals() -> asyncio.Event:
    """Return an event that SIGINT and SIGTERM set, so that nothing is cut short in its middle."""
    stop = asyncio.Event()
    for signal in (SIGINT, SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signal, stop.set)
    return stop


async def run_until(stop: asyncio.Event, app: Service) -> None:
    """Run the platforms until they end, or until it is time to stop."""
    running = asyncio.create_task(app.run_platforms())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if running.done():
        try:
            running.result()
        except ExceptionGroup as group:
            # One that failed ended them all; what it said is meant for the operator.
            raise group.exceptions[0] from None
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running

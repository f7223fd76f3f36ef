"""The composition root: the only module that knows every other one; starts and stops in order."""

import asyncio
import gc
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, suppress
from functools import partial
from pathlib import Path
from signal import SIGINT, SIGTERM

from bot import demo
from bot.errors import UserError
from bot.minds import Warn, minds
from bot.packs import Bank, load
from bot.painting import ThreadPainter
from bot.platforms import Connect, configured
from bot.ports import Grader, Interviewer, Platform, Secrets
from bot.roles import Role
from bot.schedule import MovedClock, local_zone
from bot.service import Service, service
from bot.settings import Settings


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

    bank = load(settings.pack)
    async with (
        minds(settings, bank.dimensions, warn) as (grader, interviewer),
        service(
            settings,
            bank,
            folder / "greenroom.db",
            {"console": console},
            grader,
            interviewer=interviewer,
            clock=clock,
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
    bank = load(settings.pack)
    async with minds(settings, bank.dimensions, warn) as (grader, interviewer):
        await serve(settings, bank, platforms, grader, interviewer, role)


async def serve(
    settings: Settings,
    bank: Bank,
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
                bank,
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
    # What is there now stays; looking through all of it would hold up the loop for 0.1 s each time.
    gc.freeze()
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

"""A bench for wakes: what was put, handled, and left behind by a crash."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

from bot.consequences import Consequences, Wake, WakeKind
from storage.store import SqlStore
from tests.fakes import FixedClock


class Bench:
    """A store of wakes, and what came of them."""

    def __init__(self, store: SqlStore, clock: FixedClock, path: Path) -> None:
        self.store = store
        self.clock = clock
        self.path = path
        self.handled: list[str] = []

    async def puts(self, key: str, after: float = 0) -> None:
        """Put a wake that is due in some seconds."""
        at = self.clock.now() + timedelta(seconds=after)
        wake = Wake(kind=WakeKind.SETTLE, key=key, at=at)
        await self.store.outbox.say(Consequences(wakes=[wake]))

    async def handle(self, wake: Wake) -> None:
        """Remember a wake."""
        self.handled.append(wake.key)

    async def works(self, handle: Callable[[Wake], Awaitable[None]] | None = None) -> None:
        """Handle what is due."""
        while await self.store.work.step(handle or self.handle):
            pass

    async def passes(self, seconds: float) -> list[str]:
        """Let time pass, then handle what is due; return all that was handled so far."""
        self.clock.advance(timedelta(seconds=seconds))
        await self.works()
        return self.handled

    async def crashes(self) -> None:
        """Let a process die while it handles a wake."""
        begun = asyncio.Event()

        async def never_ends(wake: Wake) -> None:
            del wake
            begun.set()
            await asyncio.Event().wait()

        dying = asyncio.create_task(self.store.work.step(never_ends))
        await begun.wait()
        dying.cancel()
        with suppress(asyncio.CancelledError):
            await dying

    def troubles(self) -> tuple[int, int]:
        """Return the crashes and errors of the only wake."""
        with closing(sqlite3.connect(self.path)) as connection:
            ((crashes, errors),) = connection.execute("SELECT crashes, errors FROM work")
        return crashes, errors

    async def idle(self, seconds: float = 0) -> bool:
        """Return whether nothing is due in that time."""
        return await self.store.work.idle(self.clock.now() + timedelta(seconds=seconds))

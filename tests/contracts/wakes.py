"""A bench for wakes: what was put, handled, and left behind by a crash."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from bot.consequences import Consequences, Wake, WakeKind
from storage.store import SqlStore
from tests.contracts.rows import rows
from tests.fakes import FixedClock

in_a_file = pytest.mark.parametrize("target", ["sqlite"], indirect=True)
"""A server has a clock of its own, and its workers tell by heartbeats who died."""


class Bench:
    """A store of wakes, and what came of them."""

    def __init__(self, store: SqlStore, clock: FixedClock, target: Path | str) -> None:
        self.store = store
        self.clock = clock
        self.target = target
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
        counted = "SELECT crashes, errors FROM work"
        if not isinstance(self.target, Path):
            counted = "SELECT 0, attempts FROM procrastinate_jobs"
        ((crashes, errors),) = rows(self.target, counted)
        return crashes, errors

    async def idle(self, seconds: float = 0) -> bool:
        """Return whether nothing is due in that time."""
        return await self.store.work.idle(self.clock.now() + timedelta(seconds=seconds))

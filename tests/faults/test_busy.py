"""A database that cannot be written to for a while: what was due is done afterwards."""

import asyncio
import sqlite3
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

import pytest

from bot.consequences import Consequences, Wake, WakeKind
from bot.schedule import SystemClock
from storage import file_engine
from storage.migrate import migrate
from storage.store import SqlStore

BUSY_SECONDS = 0.05
"""How long a writer waits here, so that the test need not."""


async def test_wakes_go_on_after_the_database_was_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When another program holds the database longer than we wait, wakes are run after it."""
    monkeypatch.setattr(file_engine, "BUSY_SECONDS", BUSY_SECONDS)
    path = tmp_path / "greenroom.db"
    migrate(path)
    clock = SystemClock()
    store = SqlStore(path, clock, "pack")
    handled = asyncio.Event()

    async def handle(_wake: Wake) -> None:
        handled.set()

    soon = clock.now() + timedelta(seconds=0.1)
    wake = Wake(kind=WakeKind.PRUNE, key="daily", at=soon)
    await store.outbox.say(Consequences(wakes=[wake]))
    running = asyncio.create_task(store.work.run(handle))
    try:
        await asyncio.sleep(0.05)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await asyncio.sleep(0.4)
            other.execute("ROLLBACK")
        with suppress(TimeoutError):
            await asyncio.wait_for(handled.wait(), 3)
        died = running.done()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await store.close()

    assert (died, handled.is_set()) == (False, True)

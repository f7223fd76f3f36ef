"""The loop of wakes on SQLite, when time passes that it does not see."""

import asyncio
from datetime import timedelta
from pathlib import Path

from bot.consequences import Consequences, Wake, WakeKind
from storage.store import SqlStore
from tests.contracts.rows import rows
from tests.fakes import FixedClock
from tests.waiting import until


async def test_a_lease_that_runs_out_while_it_is_handled(database: Path) -> None:
    """What this process handles it does not begin again, though it was frozen for hours."""
    clock = FixedClock()
    store = SqlStore(database, clock, "pack")
    handled, go_on = [], asyncio.Event()

    async def handle(wake: Wake) -> None:
        handled.append(wake.key)
        if wake.key == "slow":
            await go_on.wait()

    async def put(key: str) -> None:
        wake = Wake(kind=WakeKind.SETTLE, key=key, at=clock.now())
        await store.outbox.say(Consequences(wakes=[wake]))

    running = asyncio.create_task(store.work.run(handle))
    async with asyncio.timeout(30):
        await put("slow")
        await until(lambda: handled == ["slow"])
        clock.advance(timedelta(hours=3))
        for key in ("one", "two"):
            await put(key)
            await until(lambda key=key: key in handled)  # type: ignore[misc]
        go_on.set()
        store.work.stop()
        await running
    await store.close()

    assert handled == ["slow", "one", "two"]
    assert rows(database, "SELECT kind FROM work") == []

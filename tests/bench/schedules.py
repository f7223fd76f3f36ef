"""Very many schedules due in the same minute: how long until all are asked, at what lag."""

import asyncio
import gc
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from time import perf_counter

from bot import dispatch
from bot.consequences import Consequences
from bot.schedule import SystemClock
from storage.migrate import bring_up_to_date
from storage.store import SqlStore
from tests.bench import bare
from tests.bench.crowd import copy_team, opened
from tests.bench.figures import Figure, percentile
from tests.bench.room import Stopwatch, SureGrader, deps_over, working
from tests.due import due_now
from tests.faults.stage import channel, space
from tests.waiting import until

SCHEDULES = 10_000
LAG = 20.0
"""Milliseconds that the loop may be late at the 99th percentile."""
EVERY = 0.01
"""Seconds between two looks at the loop."""
LIMIT = 900
"""Seconds after which what was not asked counts as left out."""


def measure() -> Sequence[Figure]:
    """Return how long it takes, how many were left out, and how late the loop was meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        inserts = bare.inserts_into_file(Path(folder) / "bare.db")
        seconds, asked, lags, idle = asyncio.run(_asked(Path(folder) / "due.db"))
    name = f"SQLite: {SCHEDULES:,} schedules due at once"
    plain = SCHEDULES * sum(inserts) / len(inserts) / 1000
    return (
        Figure(name=f"{name}, until asked", value=seconds, unit="s", beside=plain),
        Figure(name=f"{name}, left out", value=SCHEDULES - asked, unit="questions", at_most=0),
        Figure(
            name=f"{name}, lag of the loop p99",
            value=percentile(lags, 99),
            unit="ms",
            beside=percentile(idle, 99),
            at_most=LAG,
        ),
    )


async def _asked(path: Path) -> tuple[float, int, list[float], list[float]]:
    """Return seconds, questions with a thread, and the loop's lags in ms, meanwhile and before."""
    bring_up_to_date(path)
    store = SqlStore(path, SystemClock(), "bench")
    platform = Stopwatch()
    deps = deps_over(store, platform, SureGrader(0))
    new = due_now(deps, "team0", space=space(0), channel=channel(0))
    await store.teams.create(new, Consequences())
    with opened(path) as connection:
        copy_team(connection, range(1, SCHEDULES))
    # As the service does once it has started.
    gc.freeze()
    async with _lags() as idle:
        await asyncio.sleep(1)
    async with _lags() as lags, working(store, deps):
        began = perf_counter()
        with suppress(TimeoutError):
            async with asyncio.timeout(LIMIT):
                await dispatch.handle(deps, dispatch.Tick())
                await until(lambda: len(platform.threads) >= SCHEDULES)
        seconds = perf_counter() - began
    await store.close()
    gc.unfreeze()
    return seconds, len(platform.threads), lags, idle


@asynccontextmanager
async def _lags() -> AsyncIterator[list[float]]:
    """Note by how much the loop is late, in milliseconds, while the block lasts."""
    found: list[float] = []

    async def look() -> None:
        while True:
            began = perf_counter()
            await asyncio.sleep(EVERY)
            found.append(1000 * (perf_counter() - began - EVERY))

    looking = asyncio.create_task(look())
    try:
        yield found
    finally:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking

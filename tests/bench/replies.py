"""Replies from message in to feedback out: SQLite, one process, instant grader.

All come into one thread, where everything is said in order.
"""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from tests.bench import bare
from tests.bench.figures import Figure, percentile
from tests.bench.room import thread

BURST, BURSTS = 400, 3
STEADY, PER_SECOND = 100, 10
SLOW = 2.0
"""Seconds that the slow grader takes for each answer."""
IN_FLIGHT, IN_ALL = 32, 192
LEAST, MOST = 75, 120
"""Replies a second in a burst, milliseconds of the 99th percentile: what we hold ourselves to."""


def measure() -> Sequence[Figure]:
    """Return latency and throughput, beside bare commits to the same kind of file."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        inserts = bare.inserts_into_file(here / "bare.db")
        files = [here / f"burst{number}.db" for number in range(BURSTS)]
        bursts = [asyncio.run(_burst(file)) for file in files]
        steady = asyncio.run(_paced(here / "steady.db", 0, STEADY, PER_SECOND))
        slow = asyncio.run(_paced(here / "slow.db", SLOW, IN_ALL, IN_FLIGHT / SLOW))
        more = files[0].stat().st_size - (here / "steady.db").stat().st_size
    burst, worked = (median(values) for values in zip(*bursts, strict=True))
    commits = 1000 * len(inserts) / sum(inserts)
    return (
        Figure(
            name="SQLite: replies, burst",
            value=burst,
            unit="replies/s",
            beside=commits,
            at_least=LEAST,
        ),
        Figure(name="SQLite: processor time of a reply, burst", value=worked, unit="ms"),
        Figure(name="SQLite: size of a reply", value=more / (BURST - STEADY) / 1000, unit="kB"),
        *(
            Figure(
                name=f"SQLite: reply p{percent} at {PER_SECOND}/s",
                value=percentile(steady, percent),
                unit="ms",
                beside=percentile(inserts, percent),
                at_most=MOST if percent == 99 else None,
            )
            for percent in (50, 99)
        ),
        *(
            Figure(
                name=f"SQLite: added p{percent}, {IN_FLIGHT} with a grader of {SLOW:g} s",
                value=percentile(slow, percent),
                unit="ms",
            )
            for percent in (50, 99)
        ),
    )


async def _burst(path: Path) -> tuple[float, float]:
    """Return replies a second when all come at once, and milliseconds of processor time of each."""
    async with thread(path, 0) as here:
        began, worked = perf_counter(), process_time()
        await asyncio.gather(*(here.say(f"p{number}") for number in range(BURST)))
        await here.platform.has_told(BURST)
        return BURST / (perf_counter() - began), 1000 * (process_time() - worked) / BURST


async def _paced(path: Path, seconds: float, people: int, per_second: float) -> list[float]:
    """Return milliseconds from message to feedback, without the grader's, at a steady rate."""
    async with thread(path, seconds) as here:
        began = perf_counter()
        for number in range(people):
            await asyncio.sleep(max(0.0, began + number / per_second - perf_counter()))
            await here.say(f"p{number}")
        await here.platform.has_told(people)
        return [wait - 1000 * seconds for wait in here.waits().values()]

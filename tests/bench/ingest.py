"""From an event to its receipt: a message comes in, and `handle` returns once it is stored."""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from tests.bench import bare
from tests.bench.figures import Figure, percentile
from tests.bench.room import thread
from tests.postgres import copy_of, make_template, server

EVENTS, WARM = 300, 20
SLOW = 60.0
"""Seconds that the grader takes, so that it does not get into the way."""


def measure() -> Sequence[Figure]:
    """Return how long it takes on each database, one message after another."""
    with tempfile.TemporaryDirectory() as folder:
        plain = bare.inserts_into_file(Path(folder) / "bare.db")
        ours = asyncio.run(_stored(Path(folder) / "ours.db"))
    found = _figures("SQLite", ours, plain)
    with server() as url, copy_of(url, make_template(url)) as target:
        plain = bare.inserts_on_server(target)
        ours = asyncio.run(_stored(target))
    return [*found, *_figures("PostgreSQL", ours, plain)]


def _figures(database: str, ours: Sequence[float], plain: Sequence[float]) -> list[Figure]:
    return [
        Figure(
            name=f"{database}: ingest p{percent}",
            value=percentile(ours, percent),
            unit="ms",
            beside=percentile(plain, percent),
        )
        for percent in (50, 99)
    ]


async def _stored(target: Path | str) -> list[float]:
    took = []
    async with thread(target, SLOW) as here:
        for number in range(WARM + EVENTS):
            began = perf_counter()
            await here.say(f"p{number}")
            took.append(1000 * (perf_counter() - began))
    return took[WARM:]

"""Replies from message in to feedback out on PostgreSQL: real processes, instant grader.

The server, the stage and all processes share this machine.
"""

import asyncio
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from bot.consequences import Consequences
from bot.roles import Role
from bot.schedule import SystemClock
from storage.store import SqlStore
from tests.bench import bare
from tests.bench.cast import answered, cast
from tests.bench.figures import Figure, percentile
from tests.bench.room import LIMIT, SureGrader, deps_over
from tests.due import due_now
from tests.fakes import FakePlatform
from tests.faults.stage import Stage, channel, space
from tests.postgres import copy_of, make_template, server
from tests.waiting import until

TEAMS = 4
WARM, BURST = 20, 300
STEADY, PER_SECOND = 100, 10
CASTS = {
    "one process": (Role.ALL,),
    "1 worker": (Role.GATEWAY, Role.WORKER),
    "2 workers": (Role.GATEWAY, *2 * (Role.WORKER,)),
    "4 workers": (Role.GATEWAY, *4 * (Role.WORKER,)),
}


def measure() -> Sequence[Figure]:
    """Return throughput and latency of each cast, beside bare jobs of Procrastinate."""
    found = []
    with server() as url:
        template = make_template(url)
        with copy_of(url, template) as target:
            jobs = asyncio.run(bare.jobs(target))
            paced = asyncio.run(bare.paced_jobs(target, STEADY, PER_SECOND))
        for name, roles in CASTS.items():
            with copy_of(url, template) as target, tempfile.TemporaryDirectory() as folder:
                burst, steady = asyncio.run(_measured(target, Path(folder), roles))
            found += _figures(f"PostgreSQL, {name}", burst, jobs, steady, paced)
    return found


def _figures(
    name: str, burst: float, jobs: float, steady: Sequence[float], paced: Sequence[float]
) -> list[Figure]:
    return [
        Figure(name=f"{name}: replies, burst", value=burst, unit="replies/s", beside=jobs),
        *(
            Figure(
                name=f"{name}: reply p{percent} at {PER_SECOND}/s",
                value=percentile(steady, percent),
                unit="ms",
                beside=percentile(paced, percent),
            )
            for percent in (50, 99)
        ),
    ]


async def _measured(target: str, folder: Path, roles: Sequence[Role]) -> tuple[float, list[float]]:
    """Return replies a second when all come at once, and waits in ms at a steady rate."""
    await _set_up(target)
    stage = Stage(chance=random.Random(7), repeats=0.0)  # noqa: S311 - the same every time
    address = folder / "stage"
    async with stage.open(address), asyncio.timeout(3 * LIMIT), cast(roles, target, address):
        await until(lambda: len(stage.threads) == TEAMS)
        await answered(stage, TEAMS, "warm", WARM)
        began = perf_counter()
        await answered(stage, TEAMS, "burst", BURST)
        burst = BURST / (perf_counter() - began)
        return burst, await answered(stage, TEAMS, "steady", STEADY, PER_SECOND)


async def _set_up(target: str) -> None:
    store = SqlStore(target, SystemClock(), "bench")
    deps = deps_over(store, FakePlatform(), SureGrader(0))
    for team in range(TEAMS):
        new = due_now(deps, f"team{team}", space=space(team), channel=channel(team))
        await store.teams.create(new, Consequences())
    await store.close()

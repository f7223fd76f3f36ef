"""Processes over one database, and people who answer on their stage."""

import asyncio
import sys
from asyncio.subprocess import Process, create_subprocess_exec
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter

from bot.roles import Role
from tests.faults.stage import NAME, Line, Stage
from tests.waiting import until

PROCESS = "tests.bench.process"


@asynccontextmanager
async def cast(
    roles: Sequence[Role], database: Path | str, stage: Path
) -> AsyncIterator[Sequence[Process]]:
    """Start a process for each role; they end with the block."""
    processes: list[Process] = []
    try:
        for role in roles:
            arguments = (role, str(database), str(stage))
            processes.append(
                await create_subprocess_exec(
                    sys.executable, "-m", "tests.bench.process", *arguments
                )
            )
        yield processes
    finally:
        for one in processes:
            one.terminate()
        await asyncio.gather(*(one.wait() for one in processes))


async def answered(
    stage: Stage, teams: int, what: str, many: int, per_second: float = 0
) -> list[float]:
    """Let people answer, all at once or at a rate; return milliseconds until each was told."""
    said = {}
    for number in range(many):
        line = Line(ref=f"{what}{number}", team=number % teams, text=f"All of it, says {number}.")
        said[f"{NAME}:{line.ref}"] = perf_counter()
        stage.say([line])
        if per_second:
            await asyncio.sleep(1 / per_second)
    await until(lambda: said.keys() <= stage.told.keys())
    return [1000 * (stage.told[user] - at) for user, at in said.items()]

"""Memory of a process, idle and over a database of very many people and open threads."""

import asyncio
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bot.roles import Role
from storage.schema import asked, identity, person, slot
from tests.bench.cast import answered, cast
from tests.bench.crowd import Changes, copy, copy_team, opened, schedule_id, team_id
from tests.bench.figures import Figure
from tests.bench.memory import resident
from tests.bench.room import LIMIT, thread
from tests.faults.stage import NAME, Stage, channel

PEOPLE, THREADS = 100_000, 1_000


def measure() -> Sequence[Figure]:
    """Return megabytes, after a first answer was graded."""
    with tempfile.TemporaryDirectory() as folder:
        few, many = Path(folder) / "few.db", Path(folder) / "many.db"
        asyncio.run(_fill(few, 1, 2))
        asyncio.run(_fill(many, PEOPLE, THREADS))
        idle, full = asyncio.run(_memory(few)), asyncio.run(_memory(many))
    return (
        Figure(name="memory, idle", value=idle, unit="MB"),
        Figure(
            name=f"memory, {PEOPLE:,} people and {THREADS:,} open threads",
            value=full,
            unit="MB",
            beside=idle,
        ),
    )


def _thread(number: int) -> str:
    return f"{channel(number)}/thread"


async def _fill(path: Path, people: int, threads: int) -> None:
    """Write a database with so many people, in teams of one open thread each."""
    async with thread(path, 0) as here:
        await here.say("first")
        await here.platform.has_told(1)
    teams = range(1, threads)
    numbers = range(1, people)
    opening: Changes = lambda n: {"id": f"slot{n}", "schedule": schedule_id(n), "team": team_id(n)}  # noqa: E731
    asking: Changes = lambda n: {  # noqa: E731
        "id": f"asked{n}",
        "slot": f"slot{n}",
        "channel": channel(n),
        "thread": _thread(n),
    }
    being: Changes = lambda n: {"id": f"person{n}", "team": team_id(1 + n % len(teams))}  # noqa: E731
    named: Changes = lambda n: {  # noqa: E731
        "team": team_id(1 + n % len(teams)),
        "user": f"{NAME}:{n}",
        "person": f"person{n}",
    }
    with opened(path) as connection:
        copy_team(connection, teams)
        copy(connection, slot, teams, opening)
        copy(connection, asked, teams, asking)
        copy(connection, person, numbers, being)
        copy(connection, identity, numbers, named)


async def _memory(path: Path) -> float:
    """Return megabytes of a process once somebody was answered by it."""
    stage = Stage(chance=random.Random(7), repeats=0.0)  # noqa: S311 - the same every time
    stage.threads[channel(0)] = _thread(1)
    address = path.with_suffix(".stage")
    async with (
        stage.open(address),
        asyncio.timeout(LIMIT),
        cast((Role.ALL,), path, address) as (process,),
    ):
        await answered(stage, 1, "somebody", 1)
        return resident(process.pid)

"""Many processes over one server, of which any may die, freeze or lose its connection."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from bot.roles import Role
from tests.postgres import copy_of

from .driver import Figures
from .troupe import Troupe, troupe

SEED = 20261122
CAST = (Role.GATEWAY, Role.WORKER, Role.WORKER, Role.WORKER)
CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "ORDER BY random() LIMIT 2"
)

Fault = Callable[[Troupe, random.Random], Awaitable[None]]


@pytest.fixture
def url(postgres: tuple[str, str]) -> Iterator[str]:
    """Return the URL of a fresh database."""
    with copy_of(*postgres) as url:
        yield url


async def kills(playing: Troupe, chances: random.Random, count: int, answers: int) -> None:
    """Kill any process, again and again, while people answer."""
    for _ in range(count):
        playing.says(answers // count)
        await asyncio.sleep(chances.uniform(0.05, 0.5))
        await playing.dies(chances.choice(playing.living))
    playing.says(answers - len(playing.lines))


def chance() -> random.Random:
    """Return chances that are the same every time."""
    return random.Random(SEED)  # noqa: S311 - nobody must not guess them


def say(figures: Figures, capsys: pytest.CaptureFixture[str]) -> None:
    """Print the figures."""
    with capsys.disabled():
        print(f"\n{figures.report()}")  # noqa: T201


async def test_five_kills(url: str, tmp_path: Path, pack: Path) -> None:
    """After five kills, every acknowledged answer is graded and told, questions are asked once."""
    async with troupe(url, tmp_path, pack, SEED) as playing:
        await playing.starts(*CAST)
        await kills(playing, chance(), 5, 40)
        figures = await playing.ends()

    assert figures.faults() == 0, figures.report()
    assert figures.duplicates <= playing.killed

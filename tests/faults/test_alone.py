"""One process on an SQLite file, which dies, freezes, runs out of disk or mistakes the time."""

import asyncio
import random
import resource
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.roles import Role
from storage.migrate import migrate
from tests.waiting import until

from .driver import Figures
from .troupe import LIMIT, One, Troupe, lives, troupe

SEED = 20261122
KILLS, ANSWERS = 200, 2000
PATIENCE = 1.0
"""Seconds that a lease lasts here."""
HOUR = 3600


@asynccontextmanager
async def alone(folder: Path, pack: Path, *, repeats: float = 0.1) -> AsyncIterator[Troupe]:
    """Start a process on a file of its own."""
    database = folder / "greenroom.db"
    migrate(database)
    clock = folder / "clock"
    clock.write_text("0")
    async with troupe(database, folder, pack, SEED, repeats=repeats) as playing:
        playing.birth = playing.birth.model_copy(update={"clock": clock, "patience": PATIENCE})
        await playing.starts(Role.ALL)
        yield playing


async def answers(playing: Troupe, count: int) -> None:
    """Let people answer, and wait until all of that is acknowledged."""
    playing.says(count)
    async with asyncio.timeout(LIMIT):
        await until(lambda: len(playing.stage.acknowledged) == len(playing.lines))


async def killed(playing: Troupe, kills: int, count: int) -> Figures:
    """Kill the process whenever it has taken some more answers, or a moment later."""
    chance = random.Random(SEED)  # noqa: S311 - the same every time
    for _ in range(kills):
        playing.says(count // kills)
        wanted = len(playing.stage.acknowledged) + chance.randint(0, count // kills)
        async with asyncio.timeout(LIMIT):
            await until(lambda enough=wanted: len(playing.stage.acknowledged) >= enough)  # type: ignore[misc]
        await asyncio.sleep(chance.uniform(0, 0.2))
        await playing.dies(playing.living[0])
    return await playing.ends()


async def frozen(playing: Troupe, times: int, count: int) -> Figures:
    """Freeze the process until its leases have run out, in the middle of something."""
    chance = random.Random(SEED)  # noqa: S311 - the same every time
    await playing.opens()
    for _ in range(times):
        playing.says(count // times)
        await asyncio.sleep(chance.uniform(0, 0.2))
        await playing.freezes(playing.living[0], 2 * PATIENCE)
    return await playing.ends()


async def full(playing: Troupe, folder: Path, times: int, count: int) -> Figures:
    """Let there be no room on the disk for a while, and then room again."""
    await playing.opens()
    for _ in range(times):
        await answers(playing, 2)
        limit(playing.living[0], largest(folder) + 4096)
        playing.says(count // times)
        await asyncio.sleep(1.5)
        limit(playing.living[0], resource.RLIM_INFINITY)
        await answers(playing, 2)
    figures = await playing.ends()
    figures.kills["full disk"] += times
    return figures


def largest(folder: Path) -> int:
    """Return the size of the largest file of the database."""
    return max(path.stat().st_size for path in folder.glob("greenroom.db*"))


def limit(one: One, size: int) -> None:
    """Refuse a process to write beyond this many bytes of any file."""
    hard = resource.RLIM_INFINITY
    resource.prlimit(one.pid, resource.RLIMIT_FSIZE, (size, hard))


async def astray(playing: Troupe, folder: Path, jumps: list[int], count: int) -> Figures:
    """Let the clock of the process jump by hours, and be right in the end."""
    await playing.opens()
    for wrong in jumps:
        (folder / "clock").write_text(str(wrong))
        await answers(playing, count // len(jumps))
    # What was put for an hour that was taken back is due when it comes.
    (folder / "clock").write_text(str(max(jumps) + HOUR))
    figures = await playing.ends()
    figures.kills["clock jumps"] += len(jumps)
    return figures


def say(figures: Figures, capsys: pytest.CaptureFixture[str]) -> None:
    """Print the figures."""
    with capsys.disabled():
        print(f"\n{figures.report()}")  # noqa: T201


async def test_a_second_process_by_mistake(tmp_path: Path, pack: Path) -> None:
    """It ends at once, and says why; the first one goes on as if nothing had been."""
    async with alone(tmp_path, pack) as playing:
        await playing.opens()
        await playing.starts(Role.ALL)
        first, second = playing.living
        async with asyncio.timeout(LIMIT):
            await until(lambda: not lives(second))
        playing.living.remove(second)
        await answers(playing, 8)
        figures = await playing.ends()
        still = lives(first)

    assert "is in use by another Greenroom" in (tmp_path / "log").read_text()
    assert still
    assert figures.faults() == figures.duplicates == 0, figures.report()


async def test_a_freeze(tmp_path: Path, pack: Path) -> None:
    """A process that was frozen past its leases does nothing twice."""
    async with alone(tmp_path, pack) as playing:
        figures = await frozen(playing, 1, 16)

    assert figures.faults() == figures.duplicates == 0, figures.report()


@pytest.mark.slow
async def test_many_kills(tmp_path: Path, pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """After hundreds of kills, nothing is lost, and nothing is done twice."""
    async with alone(tmp_path, pack) as playing:
        figures = await killed(playing, KILLS, ANSWERS)
    say(figures, capsys)

    assert figures.faults() == 0, figures.report()
    assert figures.duplicates <= KILLS


@pytest.mark.slow
async def test_many_freezes(tmp_path: Path, pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same after a dozen of them."""
    async with alone(tmp_path, pack) as playing:
        figures = await frozen(playing, 12, 240)
    say(figures, capsys)

    assert figures.faults() == figures.duplicates == 0, figures.report()


@pytest.mark.slow
async def test_a_full_disk(tmp_path: Path, pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What cannot be stored comes again; all goes on by itself once there is room."""
    async with alone(tmp_path, pack) as playing:
        figures = await full(playing, tmp_path, 10, 200)
    say(figures, capsys)

    assert figures.sent_again > 0
    assert figures.faults() == 0, figures.report()
    assert figures.duplicates == 0


@pytest.mark.slow
async def test_a_clock_that_jumps(
    tmp_path: Path, pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever the clock says, each answer is graded once, and nothing is said twice."""
    jumps = [0, 5 * HOUR, 2 * HOUR, 30 * HOUR, -3 * HOUR, 0, 12 * HOUR, -HOUR]
    async with alone(tmp_path, pack) as playing:
        figures = await astray(playing, tmp_path, jumps, 160)
    say(figures, capsys)

    assert figures.faults() == figures.duplicates == 0, figures.report()


@pytest.mark.slow
async def test_everything_twice_in_another_order(
    tmp_path: Path, pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Messages that are all delivered again, in no certain order, count once."""
    async with alone(tmp_path, pack, repeats=1.0) as playing:
        playing.says(300)
        figures = await playing.ends()
    say(figures, capsys)

    assert figures.sent_again >= 300
    assert figures.faults() == figures.duplicates == 0, figures.report()

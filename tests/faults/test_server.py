"""Many processes over one server, of which any may die, freeze or lose its connection."""

import asyncio
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.roles import Role
from storage.store import HOLD
from tests.contracts.rows import rows
from tests.postgres import can_crash, copy_of, crash

from .driver import Figures
from .troupe import PATIENCE, Troupe, troupe

SEED = 20261122
KILLS, ANSWERS = 200, 2000
SHORT = 1.0
"""Seconds of patience where a test is to be short: a claim is kept four times as long."""
FREEZES = 12
CUTS = 60
CAST = (Role.GATEWAY, Role.WORKER, Role.WORKER, Role.WORKER)
CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "ORDER BY random() LIMIT 2"
)

DISK = """
    CREATE FUNCTION disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF (SELECT is_full FROM disk) THEN
            RAISE EXCEPTION 'could not extend file: No space left' USING ERRCODE = '53100';
        END IF;
        RETURN NEW;
    END $$;
    DO $$ DECLARE one text; BEGIN
        FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
            EXECUTE format(
                'CREATE TRIGGER disk BEFORE INSERT OR UPDATE ON %I FOR EACH ROW '
                'EXECUTE FUNCTION disk()', one
            );
        END LOOP;
    END $$;
    CREATE TABLE disk AS SELECT false AS is_full
"""
"""A disk of which it can be said that it is full: then every write fails as it does there."""
FULL, ROOM = "UPDATE disk SET is_full = true", "UPDATE disk SET is_full = false"


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
    async with troupe(url, tmp_path, pack, SEED, patience=SHORT) as playing:
        await playing.starts(*CAST)
        await kills(playing, chance(), 5, 40)
        figures = await playing.ends()

    assert figures.faults() == 0, figures.report()
    assert figures.duplicates <= playing.killed


@pytest.mark.slow
async def test_many_kills(
    url: str, tmp_path: Path, pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """After hundreds of kills, nothing is lost, and nothing is done twice."""
    async with troupe(url, tmp_path, pack, SEED) as playing:
        await playing.starts(*CAST)
        await kills(playing, chance(), KILLS, ANSWERS)
        figures = await playing.ends()
    say(figures, capsys)

    assert figures.faults() == 0, figures.report()
    assert figures.duplicates <= playing.killed


@pytest.mark.slow
async def test_freezing(
    url: str, tmp_path: Path, pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Processes that are frozen until others took over, and then go on, do nothing twice."""
    chances = chance()
    async with troupe(url, tmp_path, pack, SEED) as playing:
        await playing.starts(Role.GATEWAY, *CAST)
        for _ in range(FREEZES):
            playing.says(20)
            await asyncio.sleep(chances.uniform(0.05, 0.5))
            one = chances.choice(playing.living)
            await playing.freezes(one, PATIENCE * chances.choice((2, HOLD + 1)))
        figures = await playing.ends()
    say(figures, capsys)

    assert figures.faults() == 0, figures.report()
    assert figures.duplicates <= playing.frozen


@pytest.mark.slow
async def test_two_gateways(
    url: str, tmp_path: Path, pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two gateways that are told the same say everything once."""
    async with troupe(url, tmp_path, pack, SEED, repeats=1.0) as playing:
        await playing.starts(Role.ALL, Role.ALL, Role.GATEWAY, Role.GATEWAY)
        playing.says(300)
        figures = await playing.ends()
    say(figures, capsys)

    assert figures.faults() == 0, figures.report()
    assert figures.sent_again >= 300
    assert figures.duplicates == 0


@pytest.mark.slow
async def test_connections_that_are_cut(
    url: str, tmp_path: Path, pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Connections that are cut in the middle of whatever they do cost nothing but time."""
    cuts = 0
    async with troupe(url, tmp_path, pack, SEED) as playing:
        await playing.starts(*CAST)
        await playing.opens()
        for _ in range(CUTS):
            playing.says(5)
            cuts += len(await asyncio.to_thread(rows, url, CUT))
            await asyncio.sleep(0.1)
        figures = await playing.ends()
    figures.kills["connections"] += cuts
    say(figures, capsys)

    assert figures.faults() == 0, figures.report()
    # A claim whose end could not be stored is looked for before it is said again.
    assert figures.duplicates == 0


@pytest.mark.slow
@pytest.mark.skipif(not can_crash(), reason="the server is not ours")
async def test_a_server_that_crashes(
    url: str, tmp_path: Path, pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A server that crashes and comes back finds everybody there, and nothing is lost."""
    async with troupe(url, tmp_path, pack, SEED) as playing:
        await playing.starts(*CAST)
        await playing.opens()
        for seconds in (0.0, 3.0, 12.0):
            playing.says(60)
            await asyncio.sleep(0.5)
            await asyncio.to_thread(crash, url, seconds)
        figures = await playing.ends()
    figures.kills["server"] += 3
    say(figures, capsys)

    assert figures.faults() == 0, figures.report()
    assert figures.duplicates == 0


@pytest.mark.slow
async def test_a_full_disk(
    url: str, tmp_path: Path, pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """While a server has no room nothing is acknowledged; once it has, all goes on."""
    rows(url, DISK)
    async with troupe(url, tmp_path, pack, SEED, patience=SHORT) as playing:
        await playing.starts(*CAST)
        await playing.opens()
        for _ in range(3):
            playing.says(40)
            await asyncio.sleep(0.5)
            await asyncio.to_thread(rows, url, FULL)
            await asyncio.sleep(1)
            await asyncio.to_thread(rows, url, ROOM)
        figures = await playing.ends()
    figures.kills["disk full"] += 3
    say(figures, capsys)

    assert figures.faults() == 0, figures.report()
    assert figures.duplicates == 0


@pytest.mark.slow
async def test_clocks_that_are_wrong(
    url: str, tmp_path: Path, pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Workers whose clocks are hours ahead and behind change nothing for anybody."""
    async with troupe(url, tmp_path, pack, SEED) as playing:
        await playing.starts(Role.GATEWAY, Role.WORKER)
        for hours in (3, -3):
            clock = tmp_path / f"clock{hours}"
            clock.write_text(str(hours * 3600))
            await playing.starts(Role.WORKER, clock=clock)
        playing.says(120)
        figures = await playing.ends()
    figures.kills["clocks"] += 2
    say(figures, capsys)

    assert figures.faults() == 0, figures.report()
    assert figures.duplicates == 0


@pytest.mark.slow
async def test_a_platform_in_trouble(
    url: str, tmp_path: Path, pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Calls that are refused, half of them after they took effect, are made good, and not twice."""
    async with troupe(url, tmp_path, pack, SEED, patience=SHORT) as playing:
        await playing.starts(Role.GATEWAY, *CAST)
        await playing.opens()
        for _ in range(6):
            playing.stage.refuses = 0.5
            playing.says(20)
            await asyncio.sleep(1)
            playing.stage.refuses = 0.0
            await asyncio.sleep(0.5)
        figures = await playing.ends()
    figures.kills["refused"] += playing.stage.refused
    say(figures, capsys)

    assert figures.faults() == 0, figures.report()
    assert figures.kills["refused"] > 0
    assert figures.duplicates == 0


@pytest.mark.slow
async def test_a_model_that_is_away(
    url: str, tmp_path: Path, pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Answers wait for a model that is away for ten minutes of sixty times the usual pace."""
    async with troupe(url, tmp_path, pack, SEED) as playing:
        await playing.starts(*CAST)
        await playing.opens()
        playing.birth.down.touch()
        playing.says(60)
        await asyncio.sleep(10)
        graded = await asyncio.to_thread(rows, url, "SELECT count(*) FROM grade")
        waiting = "SELECT count(*) FROM attempt WHERE failures > 0 AND state <> 'graded'"
        ((waited,),) = await asyncio.to_thread(rows, url, waiting)
        playing.birth.down.unlink()
        figures = await playing.ends()
    figures.kills["waited for the model"] += waited
    say(figures, capsys)

    assert figures.faults() == 0, figures.report()
    assert graded == [(0,)]
    assert waited > 0
    assert figures.duplicates == 0

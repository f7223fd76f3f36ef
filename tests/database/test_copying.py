"""From a file to a server: everything is there afterwards, and what was under way goes on."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.cli import app
from bot.consequences import Consequences
from bot.errors import StorageError
from bot.packs import Bank
from bot.painting import NoPictures
from bot.records import NewTeam
from storage.copying import TABLES, copy
from storage.store import SqlStore
from tests.contracts.rows import rows
from tests.fakes import FixedClock
from tests.flows.room import MEMORY, PREFILL, Room
from tests.postgres import copy_of


@pytest.fixture
def url(postgres: tuple[str, str]) -> Iterator[str]:
    """Return the URL of a fresh database."""
    with copy_of(*postgres) as url:
        yield url


@pytest.fixture
async def used(
    store: SqlStore, clock: FixedClock, bank: Bank, database: Path, new_team: NewTeam
) -> Room:
    """Return a room with a graded answer, and one that is waited for."""
    room = Room(store, clock, bank, database)
    await room.store.teams.create(new_team, Consequences())
    await room.advance(minutes=30)
    await room.answers("ana", PREFILL)
    await room.says("bo", PREFILL)
    return room


def count(url: str, table: str) -> int:
    """Return how many rows a table has."""
    return int(rows(url, f'SELECT count(*) FROM "{table}"')[0][0])  # noqa: S608 - a name of ours


def ignore(table: str, done: int, total: int) -> None:
    """Show nothing."""


async def test_everything_goes_on(used: Room, url: str, database: Path) -> None:
    """After a copy every table has the same rows, and what was under way is ended there."""
    counts = copy(database, url, ignore)
    there = {one.name: count(url, one.name) for one in TABLES}
    moved = SqlStore(url, used.clock, "tiny")
    room = Room(moved, used.clock, used.deps.bank, database)
    room.platform = used.platform
    room.deps = used.deps.__class__(
        store=moved,
        platform=used.deps.platform,
        grader=used.grader,
        clock=used.clock,
        calendar=used.deps.calendar,
        bank=used.deps.bank,
        painter=NoPictures(),
        new_id=lambda: room._new("later"),  # noqa: SLF001 - ids of the same kind
    )
    await room.says("ana", MEMORY)
    await room.advance(seconds=20)
    await moved.close()

    assert {name: counts[name] for name in there} == there
    assert counts["work"] > 0
    said = [one.key.partition("/")[0] for one in used.platform.posts]
    assert said == ["ask", "feedback", "feedback", "feedback"]
    assert sum("later" in one.key for one in used.platform.posts) == 1


class CutShort(Exception):
    """The copy died here."""


async def test_a_copy_that_is_cut_short(used: Room, url: str, database: Path) -> None:
    """It goes on where it was, and nothing is there twice."""
    assert used.platform.posts
    begun: list[str] = []

    def dies(table: str, done: int, total: int) -> None:
        begun.append(table)
        if table == "attempt" and done == total:
            raise CutShort

    with pytest.raises(CutShort):
        copy(database, url, dies)
    again: list[str] = []
    counts = copy(database, url, lambda table, *_: again.append(table))

    assert begun[-1] == "attempt"
    assert set(again) == {one.name for one in TABLES} | {"work"}
    assert rows(url, "SELECT count(*) FROM message") == [(counts["message"],)]
    assert rows(url, "SELECT count(*) FROM procrastinate_jobs") == [(counts["work"],)]


@pytest.mark.usefixtures("used")
async def test_a_file_that_was_used_meanwhile(url: str, database: Path) -> None:
    """A copy goes on only where neither side was written to."""

    def dies(table: str, *_: int) -> None:
        if table == "attempt":
            raise CutShort

    with pytest.raises(CutShort):
        copy(database, url, dies)
    rows(database, "UPDATE team SET name = 'another'")
    with pytest.raises(StorageError, match="team is not the same in both databases"):
        copy(database, url, ignore)


@pytest.mark.usefixtures("used")
async def test_a_target_that_is_used(url: str, database: Path) -> None:
    """A database that holds something is left alone."""
    copy(database, url, ignore)
    jobs = rows(url, "SELECT id FROM procrastinate_jobs ORDER BY id")
    with pytest.raises(StorageError, match="holds a team's data already"):
        copy(database, url, ignore)

    assert rows(url, "SELECT id FROM procrastinate_jobs ORDER BY id") == jobs


@pytest.mark.usefixtures("used")
async def test_the_command(url: str, database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It shows how far it is, says what was moved, and refuses other pairs of databases."""
    said: dict[str, Any] = {}
    for name, words in (("moved", [str(database), url]), ("refused", [str(database), "other.db"])):
        with pytest.raises(SystemExit) as end:
            app(["db", "copy", *words])
        said[name] = (end.value.code, capsys.readouterr())

    assert said["moved"][0] == 0
    assert "each table with the same checksum" in said["moved"][1].out
    every = len(TABLES) + 1
    assert f" {every}/{every}" in said["moved"][1].err.splitlines()[0]
    assert said["refused"][0] == 2
    assert said["refused"][1].err.startswith("It copies an SQLite file to a PostgreSQL database")

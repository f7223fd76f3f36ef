"""Rooms in which a team was set up."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.consequences import Consequences
from bot.packs import Bank
from bot.records import NewTeam
from storage.store import SqlStore
from tests.fakes import FixedClock
from tests.flows.room import Room
from tests.postgres import copy_of


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Iterator[Path | str]:
    """Return a fresh database; on a server with GREENROOM_TEST_FLOWS=postgresql."""
    if os.environ.get("GREENROOM_TEST_FLOWS") != "postgresql":
        yield shutil.copy(
            request.getfixturevalue("_migrated"),
            request.getfixturevalue("tmp_path") / "greenroom.db",
        )
        return
    with copy_of(*request.getfixturevalue("postgres")) as url:
        yield url


@pytest.fixture
def file(database: Path | str) -> Path:
    """Return the file of the database, for tests that look into it; a server has none."""
    if not isinstance(database, Path):
        pytest.skip("looks into the file of SQLite")
    return database


@pytest.fixture
def empty(store: SqlStore, clock: FixedClock, bank: Bank, database: Path | str) -> Room:
    """Return a room in which nothing was set up."""
    return Room(store, clock, bank, database)


@pytest.fixture
async def other_store(database: Path | str, clock: FixedClock) -> AsyncIterator[SqlStore]:
    """Open the same database as another process would."""
    store = SqlStore(database, clock, "tiny")
    yield store
    await store.close()


@pytest.fixture
async def room(empty: Room, new_team: NewTeam) -> Room:
    """Return a room of a team that is about to be asked its first question, at nine."""
    await empty.store.teams.create(new_team, Consequences())
    return empty


@pytest.fixture
async def asked(room: Room) -> Room:
    """Return that room at nine, with its first question asked."""
    await room.advance(minutes=30)
    return room

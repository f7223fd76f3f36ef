"""Both databases, and benches over them."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.packs import Bank
from bot.records import NewTeam
from storage.store import SqlStore
from tests.contracts.classroom import Classroom
from tests.contracts.wakes import Bench
from tests.fakes import FixedClock
from tests.postgres import copy_of


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest) -> Iterator[Path | str]:
    """Return a fresh database: a file, or the URL of one on a server."""
    if request.param == "sqlite":
        yield request.getfixturevalue("database")
    else:
        with copy_of(*request.getfixturevalue("postgres")) as url:
            yield url


@pytest.fixture
async def store(target: Path | str, clock: FixedClock) -> AsyncIterator[SqlStore]:
    """Open the store over that database; every connection is closed at the end."""
    store = SqlStore(target, clock, "tiny")
    yield store
    await store.close()


@pytest.fixture
def bench(store: SqlStore, clock: FixedClock, target: Path | str) -> Bench:
    """Return a bench without wakes."""
    return Bench(store, clock, target)


@pytest.fixture
async def reborn(bench: Bench) -> AsyncIterator[Bench]:
    """Return the same bench as the next process finds it."""
    store = SqlStore(bench.target, bench.clock, "tiny")
    yield Bench(store, bench.clock, bench.target)
    await store.close()


@pytest.fixture
async def classroom(store: SqlStore, clock: FixedClock, bank: Bank, new_team: NewTeam) -> Classroom:
    """Return a classroom with open questions."""
    classroom = Classroom(store, clock, bank.questions["alpha"])
    await classroom.opens(new_team)
    return classroom

"""Benches over a database file."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.store import SqlStore
from tests.contracts.wakes import Bench
from tests.fakes import FixedClock


@pytest.fixture
def bench(store: SqlStore, clock: FixedClock, database: Path) -> Bench:
    """Return a bench without wakes."""
    return Bench(store, clock, database)


@pytest.fixture
async def reborn(bench: Bench) -> AsyncIterator[Bench]:
    """Return the same bench as the next process finds it."""
    store = SqlStore(bench.path, bench.clock, "tiny")
    yield Bench(store, bench.clock, bench.path)
    await store.close()

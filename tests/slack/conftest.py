"""Rooms on Slack, in both ways to be connected."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.packs import Bank
from storage.store import SqlStore
from tests.fakes import FixedClock
from tests.slack.room import SECRET_KEY, SlackRoom, room_of


@pytest.fixture
async def store(database: Path, clock: FixedClock) -> AsyncIterator[SqlStore]:
    """Open a store that can keep secrets."""
    store = SqlStore(database, clock, "tiny", secret_key=SECRET_KEY)
    yield store
    await store.close()


@pytest.fixture(params=["socket", pytest.param("http", marks=pytest.mark.slow)])
async def room(
    request: pytest.FixtureRequest, store: SqlStore, clock: FixedClock, bank: Bank
) -> AsyncIterator[SlackRoom]:
    """Return a room in which nothing was set up; `make faults` has it over HTTP too."""
    async with room_of(request.param, store, clock, bank) as room:
        yield room

"""Secrets in the database: sealed, expiring, and taken once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import SettingsError
from storage.store import SqlStore
from tests.fakes import FixedClock

KEY = "8pB1uC0mJr4p3o1ZQyq9rjXoq4cHqk9n0nYk6m2q1xE="
OTHER_KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="


@pytest.fixture
async def store(database: Path, clock: FixedClock) -> AsyncIterator[SqlStore]:
    """Open a store with a key."""
    store = SqlStore(database, clock, "tiny", secret_key=KEY)
    yield store
    await store.close()


async def test_a_secret(store: SqlStore) -> None:
    """A secret comes back as it went in, until another takes its place or it is deleted."""
    await store.secrets.put("token", "T1", "first", None)
    await store.secrets.put("token", "T2", "other", None)
    await store.secrets.put("token", "T1", "second ü", None)
    second = await store.secrets.get("token", "T1")
    await store.secrets.delete("token", "T1")
    await store.secrets.delete("token", "T1")

    assert second == "second ü"
    assert await store.secrets.get("token", "T1") is None
    assert await store.secrets.get("token", "T2") == "other"
    assert await store.secrets.get("state", "T2") is None


async def test_a_secret_expires(store: SqlStore, clock: FixedClock) -> None:
    """A secret that has expired is gone, to whoever asks for it or takes it."""
    for name in ("one", "two"):
        await store.secrets.put("state", name, "begun", clock.now() + timedelta(minutes=10))
    clock.advance(timedelta(minutes=9))
    early = await store.secrets.get("state", "one")
    clock.advance(timedelta(minutes=1))

    assert early == "begun"
    assert await store.secrets.get("state", "one") is None
    assert await store.secrets.take("state", "two") is None


async def test_a_secret_is_taken_once(store: SqlStore) -> None:
    """Of many who take a secret at the same time one gets it."""
    await store.secrets.put("state", "one", "begun", None)
    taken = await asyncio.gather(*(store.secrets.take("state", "one") for _ in range(5)))

    assert taken.count("begun") == 1
    assert taken.count(None) == 4


async def test_another_key(store: SqlStore, database: Path, clock: FixedClock) -> None:
    """What another key sealed is as good as absent."""
    await store.secrets.put("token", "T1", "xoxb", None)
    other = SqlStore(database, clock, "tiny", secret_key=OTHER_KEY)
    found = await other.secrets.get("token", "T1")
    await other.close()

    assert found is None


async def test_no_key(database: Path, clock: FixedClock) -> None:
    """Without a key nothing is kept, and the setting is named."""
    store = SqlStore(database, clock, "tiny")
    with pytest.raises(SettingsError, match="GREENROOM_SECRET_KEY"):
        await store.secrets.put("token", "T1", "xoxb", None)
    await store.close()

"""A database that cannot take a write: the write says so, and nothing of it is kept."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.consequences import Consequences
from bot.errors import NotStored
from storage.store import SqlStore
from tests.contracts.outbox import counts, said, say

pytestmark = pytest.mark.parametrize("target", ["sqlite"], indirect=True)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the write lock of a database, as another program might."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


async def pragma(store: SqlStore, statement: str) -> int:
    """Run a pragma on the connection that writes."""

    def run(connection: Connection) -> int:
        return int(connection.exec_driver_sql(f"PRAGMA {statement}").scalar_one())

    return await store._database.write(run)  # noqa: SLF001 - no public way there


async def test_a_database_that_is_locked(store: SqlStore, database: Path) -> None:
    """A write that finds the database locked says that nothing was stored; the next one works."""
    await pragma(store, "busy_timeout = 50")
    with locked(database), pytest.raises(NotStored):
        await store.outbox.say(Consequences(says=[say("one")]))
    await store.outbox.say(Consequences(says=[say("two")]))

    assert await said(store) == ["two"]


async def test_a_write_that_is_cancelled(store: SqlStore, database: Path) -> None:
    """A write that is cancelled is stored whole or not at all, and keeps nobody waiting."""
    for steps in range(40):
        then = Consequences(says=[say(f"{steps}")], event=f"{steps}")
        writing = asyncio.create_task(store.outbox.say(then))
        for _ in range(steps):
            await asyncio.sleep(0)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
    # What was cancelled may still be under way, but everything before this has ended.
    await pragma(store, "synchronous")
    found = counts(database)
    with locked(database):
        pass

    assert found["event"] == found["outbox"]
    assert await store.outbox.say(Consequences(says=[say("last")]))
    assert (await said(store))[-1] == "last"


async def test_a_database_that_is_full(store: SqlStore) -> None:
    """A write that finds no room says that nothing was stored; smaller ones still work."""
    await store.outbox.say(Consequences(says=[say("zero")]))
    await pragma(store, f"max_page_count = {await pragma(store, 'page_count') + 2}")
    with pytest.raises(NotStored):
        await store.outbox.say(Consequences(says=[say("one", "x" * 100_000)]))
    await store.outbox.say(Consequences(says=[say("two")]))

    assert await said(store) == ["zero", "two"]


async def test_writes_that_come_together(store: SqlStore) -> None:
    """They share transactions, and are stored in their order."""
    statements: list[str] = []

    def listen(connection: Connection) -> None:
        native = connection.connection.driver_connection
        assert isinstance(native, sqlite3.Connection)
        native.set_trace_callback(statements.append)

    await store._database.write(listen)  # noqa: SLF001 - no public way there
    keys = [f"{number:02}" for number in range(40)]
    await asyncio.gather(*(store.outbox.say(Consequences(says=[say(key)])) for key in keys))
    commits = statements.count("COMMIT")

    assert 0 < commits < len(keys) / 4
    assert await said(store) == keys


async def test_one_of_several_that_fails(store: SqlStore, database: Path) -> None:
    """What came together with it is stored all the same, once, and nothing of it is."""
    await pragma(store, f"max_page_count = {await pragma(store, 'page_count') + 4}")
    text = {"two": "x" * 100_000}
    writing = [
        store.outbox.say(Consequences(says=[say(key, text.get(key, ""))], event=key))
        for key in ("one", "two", "three", "one")
    ]
    results = await asyncio.gather(*writing, return_exceptions=True)

    assert isinstance(results.pop(1), NotStored)
    assert results == [True, True, False]
    assert await said(store) == ["one", "three"]
    assert counts(database)["event"] == 2


async def test_a_store_that_is_closed(store: SqlStore, database: Path) -> None:
    """What was asked for before is stored, however much of it waits."""
    keys = [f"{number:02}" for number in range(40)]
    writing = [asyncio.create_task(store.outbox.say(Consequences(says=[say(key)]))) for key in keys]
    await asyncio.sleep(0)
    await store.close()

    assert await asyncio.gather(*writing) == [True] * len(keys)
    assert counts(database)["outbox"] == len(keys)

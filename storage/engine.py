"""The database engines; all differences between dialects live here.

SQLite: a write takes the lock when it begins (`BEGIN IMMEDIATE`), so that a read-modify-write never
loses to another one; pure reads use an engine of their own and see a snapshot.
"""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, ConnectionPoolEntry

from bot.errors import NotStored
from storage.one_trip import connect as connect_file

__all__ = ["Database", "backup", "insert", "is_sqlite_file", "migration_engine"]

BUSY_SECONDS = 10.0
"""How long SQLite waits for another writer before it gives up."""


class Database:
    """Connections for reading and for writing one database."""

    def __init__(self, path: Path) -> None:
        self.path = path
        # One writer at a time is all that SQLite has; a second connection would only wait.
        self._writer = _engine(path, "BEGIN IMMEDIATE", pool_size=1)
        self._reader = _engine(path, "BEGIN", pool_size=4)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection in a transaction that is committed at the end, whole or not at all.

        Raises NotStored where the database cannot take it now (busy, full, unwritable).
        """
        try:
            async with self._writer.begin() as connection:
                yield connection
        except OperationalError as error:
            raise NotStored(str(error.orig)) from error

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection that sees one snapshot.

        Raises NotStored where the database cannot be read now.
        """
        try:
            async with self._reader.begin() as connection:
                yield connection
        except OperationalError as error:
            raise NotStored(str(error.orig)) from error

    async def close(self) -> None:
        """Close every connection."""
        await self._reader.dispose()
        await self._writer.dispose()


def _engine(path: Path, begin: str, pool_size: int) -> AsyncEngine:
    engine = create_async_engine(
        "sqlite+aiosqlite://",
        async_creator=partial(connect_file, path, BUSY_SECONDS),
        poolclass=AsyncAdaptedQueuePool,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=60,
        # Parameters hold what people wrote, and errors end in the log.
        hide_parameters=True,
        # Every transaction here is ended by its context, so there is nothing to roll back.
        pool_reset_on_return=None,
    )

    _prepare(engine.sync_engine, begin)
    return engine


def migration_engine(path: Path) -> Engine:
    """Return an engine without an event loop whose transactions hold changes of tables too."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"isolation_level": None})
    _prepare(engine, "BEGIN IMMEDIATE")
    return engine


def _prepare(engine: Engine, begin: str) -> None:
    def connect(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def begin_as(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", connect)
    event.listen(engine, "begin", begin_as)


def is_sqlite_file(path: Path) -> bool:
    """Return whether a file is empty, or begins as an SQLite database does."""
    with path.open("rb") as file:
        head = file.read(16)
    return head in {b"", b"SQLite format 3\x00"}


def backup(source: Path, target: Path) -> None:
    """Copy a database with SQLite's own backup, which is right even beside a writer."""
    with sqlite3.connect(source) as old, sqlite3.connect(target) as new:
        old.backup(new)

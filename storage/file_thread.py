"""A connection to an SQLite file in a thread of its own: a whole transaction is one trip there.

Waiting for the thread is most of what a small statement costs (docs/decisions/007), and a thread
leaves the event loop free while SQLAlchemy and SQLite work.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import aiosqlite
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.pool import StaticPool

T = TypeVar("T")

BUSY_SECONDS = 10.0
"""How long SQLite waits for another writer before it gives up."""


class FileThread:
    """A file, opened when it is first needed."""

    def __init__(self, path: Path, prepare: Callable[[Engine], None]) -> None:
        self._path = path
        self._prepare = prepare
        self._opening = asyncio.Lock()
        self._thread: aiosqlite.Connection | None = None
        self._connection: Connection | None = None

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction that is committed at its end; one that raises is undone.

        One at a time, in the order of the calls.
        """
        async with self._opening:
            if self._thread is None:
                self._thread = await self._open()
        result: T = await self._thread._execute(self._transact, work)  # type: ignore[no-untyped-call]  # noqa: SLF001 - the only way to its thread
        return result

    async def close(self) -> None:
        """Close the file, after what was asked for before."""
        if self._thread is not None:
            await self._thread._execute(self._disconnect)  # type: ignore[no-untyped-call]  # noqa: SLF001 - see run
            await self._thread.close()
            self._thread = None

    async def _open(self) -> aiosqlite.Connection:
        def connector() -> sqlite3.Connection:
            return sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None)

        thread = aiosqlite.Connection(connector, iter_chunk_size=1)
        # One that is still waiting does not keep the program from ending.
        thread._thread.daemon = True  # noqa: SLF001 - as SQLAlchemy does it
        return await thread

    def _transact(self, work: Callable[[Connection], T]) -> T:
        if self._connection is None:
            self._connection = self._connect()
        with self._connection.begin():
            return work(self._connection)

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection.engine.dispose()
            self._connection = None

    def _connect(self) -> Connection:
        if self._thread is None:
            raise RuntimeError("the file is not open")
        native = self._thread._conn  # noqa: SLF001 - used in its own thread
        engine = create_engine(
            "sqlite://",
            creator=lambda: native,
            poolclass=StaticPool,
            # Parameters hold what people wrote, and errors end in the log.
            hide_parameters=True,
        )
        self._prepare(engine)
        return engine.connect()

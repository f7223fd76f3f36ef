"""A connection to an SQLite file in a thread of its own: a whole transaction is one trip there.

Waiting for the thread is most of what a small statement costs (docs/decisions/007), and a thread
leaves the event loop free while SQLAlchemy and SQLite work.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import aiosqlite
from sqlalchemy import Connection

from storage.file_engine import open_file

T = TypeVar("T")


class FileThread:
    """A file, opened when it is first needed."""

    def __init__(self, path: Path, connect: Callable[[sqlite3.Connection], Connection]) -> None:
        self._path = path
        self._connect = connect
        self._opening = asyncio.Lock()
        self._thread: aiosqlite.Connection | None = None
        self._connection: Connection | None = None

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction that is committed at its end; one that raises is undone.

        One at a time, in the order of the calls.
        """
        async with self._opening:
            thread = self._thread = self._thread or await self._open()
        native = thread._conn  # noqa: SLF001 - used in its own thread
        result: T = await thread._execute(self._transact, native, work)  # type: ignore[no-untyped-call]  # noqa: SLF001 - the only way to its thread
        return result

    async def close(self) -> None:
        """Close the file, after what was asked for before."""
        if self._thread is not None:
            await self._thread._execute(self._disconnect)  # type: ignore[no-untyped-call]  # noqa: SLF001 - see run
            await self._thread.close()
            self._thread = None

    async def _open(self) -> aiosqlite.Connection:
        thread = aiosqlite.Connection(partial(open_file, self._path), iter_chunk_size=1)
        # One that is still waiting does not keep the program from ending.
        thread._thread.daemon = True  # noqa: SLF001 - as SQLAlchemy does it
        return await thread

    def _transact(self, native: sqlite3.Connection, work: Callable[[Connection], T]) -> T:
        if self._connection is None:
            self._connection = self._connect(native)
        with self._connection.begin():
            return work(self._connection)

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

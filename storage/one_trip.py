"""aiosqlite with one trip to its thread for each statement, where its own cursor makes four.

Waiting for the thread is most of what a small statement costs (docs/decisions/007). Whole results
are fetched at once, which SQLAlchemy does anyway.
"""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

import aiosqlite

Value = str | int | float | bytes | None


class OneTripCursor:
    """The part of a cursor that SQLAlchemy uses for results that are fetched whole."""

    def __init__(self, connection: "OneTripConnection") -> None:
        self._connection = connection
        self._rows: list[tuple[Value, ...]] = []
        self.description: Sequence[Sequence[Value]] | None = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        """Return the cursor; it exists on our side only."""
        return self

    async def execute(self, statement: str, parameters: Sequence[Value] = ()) -> Self:
        """Run a statement and fetch its rows."""

        def run(connection: sqlite3.Connection) -> None:
            cursor = connection.execute(statement, parameters)
            self._keep(cursor, cursor.fetchall())

        await self._connection.in_thread(run)
        return self

    async def executemany(self, statement: str, rows: Sequence[Sequence[Value]]) -> Self:
        """Run a statement once for each row."""

        def run(connection: sqlite3.Connection) -> None:
            self._keep(connection.executemany(statement, rows), [])

        await self._connection.in_thread(run)
        return self

    async def fetchall(self) -> list[tuple[Value, ...]]:
        """Return the rows, which are here already."""
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Do nothing: the cursor in the thread was closed with its statement."""

    def _keep(self, cursor: sqlite3.Cursor, rows: list[tuple[Value, ...]]) -> None:
        self._rows = rows
        self.description = cursor.description
        self.rowcount = cursor.rowcount
        self.lastrowid = cursor.lastrowid
        cursor.close()


class OneTripConnection(aiosqlite.Connection):
    """An aiosqlite connection whose cursors go to the thread once for each statement."""

    def cursor(self) -> OneTripCursor:  # type: ignore[override]
        """Return a cursor; nothing happens before it executes."""
        return OneTripCursor(self)

    async def in_thread(self, run: Callable[[sqlite3.Connection], None]) -> None:
        """Call a function with the connection, in its thread."""
        await self._execute(run, self._conn)  # type: ignore[no-untyped-call]


async def connect(path: Path, busy_seconds: float) -> OneTripConnection:
    """Open a file; a thread that is still waiting does not keep the program from ending."""

    def connector() -> sqlite3.Connection:
        return sqlite3.connect(path, timeout=busy_seconds, isolation_level=None)

    connection = OneTripConnection(connector, iter_chunk_size=1)
    connection._thread.daemon = True  # noqa: SLF001 - as SQLAlchemy does it
    await connection
    return connection

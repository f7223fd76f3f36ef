"""PostgreSQL: many processes, whose writes keep apart by rows that they hold (`storage.alone`)."""

import asyncio
import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import psycopg
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.errors import NotStored
from storage.pipelining import Line, line_engine

T = TypeVar("T")

CONNECTIONS = 4
"""Connections of each process; more threads only wait for each other's turn at the interpreter."""
TRIES = 12
"""How often a write is run that met another one, before its caller has to come again."""
PAUSE = 0.002
"""Seconds before the next try; doubled each time, and scattered."""

OPTIONS: dict[str, str | int] = {
    "connect_timeout": 5,
    # A peer that went away without a word is noticed within half a minute.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
    # One of us that was stopped in its middle keeps nobody waiting for the rows that it holds.
    "options": (
        "-c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=10s"
    ),
}
"""How long anything may take, as libpq reads it."""

WRITE = "BEGIN ISOLATION LEVEL READ COMMITTED"
READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

_MET = {"40001", "40P01", "23505"}
"""SQLSTATE of a serialisation failure, a deadlock, and a row that somebody else added first."""


class PostgresDatabase:
    """A PostgreSQL database as a `Database`; each thread of its own has a connection."""

    def __init__(self, url: str) -> None:
        self._engine = line_engine(url, OPTIONS)
        self._threads = ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="database")
        self._mine = threading.local()
        self._lines: list[Line] = []

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction; again where it met another one."""
        for again in range(TRIES):
            try:
                return await self._run(WRITE, work)
            except (DBAPIError, psycopg.Error) as error:
                if _cause(error).sqlstate not in _MET:
                    raise _not_stored(error) from error
            await asyncio.sleep(PAUSE * 2 ** min(again, 6) * random.random())  # noqa: S311 - scatters
        raise NotStored("too many writes met each other")

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work`, which only reads, on one snapshot."""
        try:
            return await self._run(READ, work)
        except (DBAPIError, psycopg.Error) as error:
            raise _not_stored(error) from error

    async def close(self) -> None:
        """Close every connection."""
        await asyncio.to_thread(self._threads.shutdown)
        for line in self._lines:
            line.close()
        self._engine.dispose()

    async def _run(self, begin: str, work: Callable[[Connection], T]) -> T:
        """Run a transaction in a thread; waiting for each statement would cost more than it."""
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, lambda: self._line().transact(begin, work)
        )

    def _line(self) -> Line:
        line: Line | None = getattr(self._mine, "line", None)
        if line is None:
            line = self._mine.line = Line(self._engine)
            self._lines.append(line)
        return line


def _cause(error: DBAPIError | psycopg.Error) -> psycopg.Error:
    """Return what the driver said."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return cause if isinstance(cause, psycopg.Error) else psycopg.OperationalError(str(cause))


def _not_stored(error: DBAPIError | psycopg.Error) -> Exception:
    """Return NotStored where the database is away; any other error is a mistake of ours."""
    cause = _cause(error)
    away = cause.sqlstate in _AWAY or (
        cause.sqlstate is None and isinstance(cause, psycopg.OperationalError)
    )
    return NotStored(str(cause)) if away else cause


_AWAY = {
    "25P03",
    "57P01",
    "57P02",
    "57P03",
    "53100",
    "53200",
    "53300",
    "55P03",
    "57014",
    "08006",
}
"""SQLSTATE of a server that stops, starts or is full, and of a connection that broke."""


def native(url: str) -> str:
    """Return the URL as psycopg itself reads it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)

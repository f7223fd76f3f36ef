"""PostgreSQL: many processes, whose writes keep apart by rows that they hold (`storage.alone`)."""

import asyncio
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError

from bot.errors import NotStored

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

_MET = {"40001", "40P01", "23505"}
"""SQLSTATE of a serialisation failure, a deadlock, and a row that somebody else added first."""


class PostgresDatabase:
    """A PostgreSQL database as a `Database`."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(
            url,
            connect_args=OPTIONS,
            # Parameters hold what people wrote, and errors end in the log.
            hide_parameters=True,
            pool_size=CONNECTIONS,
            max_overflow=0,
            pool_pre_ping=True,
        )
        self._writing = self._engine.execution_options(isolation_level="READ COMMITTED")
        self._reading = self._engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        self._threads = ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="database")

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction; again where it met another one."""
        for again in range(TRIES):
            try:
                return await self._run(self._writing, work)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in _MET:
                    raise _not_stored(error) from error
            await asyncio.sleep(PAUSE * 2 ** min(again, 6) * random.random())  # noqa: S311 - scatters
        raise NotStored("too many writes met each other")

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work`, which only reads, on one snapshot."""
        try:
            return await self._run(self._reading, work)
        except DBAPIError as error:
            raise _not_stored(error) from error

    async def close(self) -> None:
        """Close every connection."""
        await asyncio.to_thread(self._threads.shutdown)
        self._engine.dispose()

    async def _run(self, engine: Engine, work: Callable[[Connection], T]) -> T:
        """Run a transaction in a thread; waiting for each statement would cost more than it."""

        def transact() -> T:
            with engine.begin() as connection:
                return work(connection)

        return await asyncio.get_running_loop().run_in_executor(self._threads, transact)


def _not_stored(error: DBAPIError) -> Exception:
    """Return NotStored where the database is away; any other error is a mistake of ours."""
    away = error.connection_invalidated or getattr(error.orig, "sqlstate", None) in _AWAY
    return NotStored(str(error.orig)) if away or error.orig is None else error


_AWAY = {
    None,
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

"""PostgreSQL: many processes, each write serialisable, run again where two met."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from bot.errors import NotStored

T = TypeVar("T")

CONNECTIONS = 8
"""Connections of each process for writes; more only meet each other."""
TRIES = 12
"""How often a write is run that met another one, before its caller has to come again."""
PAUSE = 0.002
"""Seconds before the next try; doubled each time, and scattered."""

HOLD = timedelta(minutes=2)
"""How long a claim of something to say keeps other processes away; longer than any try takes."""

_MET = {"40001", "40P01", "23505"}
"""SQLSTATE of a serialisation failure, a deadlock, and a row that somebody else added first."""


@dataclass(frozen=True, slots=True)
class _Done(Generic[T]):
    result: T


class PostgresDatabase:
    """A PostgreSQL database as a `Database`."""

    def __init__(self, url: str) -> None:
        # Parameters hold what people wrote, and errors end in the log.
        engine = create_async_engine(
            url, hide_parameters=True, pool_size=CONNECTIONS, max_overflow=0, pool_pre_ping=True
        )
        self._engine = engine
        self._again = asyncio.Lock()
        self._writing = engine.execution_options(isolation_level="SERIALIZABLE")
        self._reading = engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction; again where it met another one."""
        if (done := await self._try(work)) is not None:
            return done.result
        # Those that met go on one at a time, or they would meet again.
        async with self._again:
            for again in range(TRIES):
                if (done := await self._try(work)) is not None:
                    return done.result
                await asyncio.sleep(PAUSE * 2 ** min(again, 6) * random.random())  # noqa: S311 - scatters
        raise NotStored("too many writes met each other")

    async def _try(self, work: Callable[[Connection], T]) -> "_Done[T] | None":
        """Run `work` in a transaction; None where it met another one."""
        try:
            async with self._writing.begin() as connection:
                return _Done(await connection.run_sync(work))
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) in _MET:
                return None
            raise _not_stored(error) from error
        except OSError as error:
            raise NotStored(str(error)) from error

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work`, which only reads, on one snapshot."""
        try:
            async with self._reading.begin() as connection:
                return await connection.run_sync(work)
        except DBAPIError as error:
            raise _not_stored(error) from error
        except OSError as error:
            raise NotStored(str(error)) from error

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()


def _not_stored(error: DBAPIError) -> Exception:
    """Return NotStored where the database is away; any other error is a mistake of ours."""
    away = error.connection_invalidated or getattr(error.orig, "sqlstate", None) in _AWAY
    return NotStored(str(error.orig)) if away or error.orig is None else error


_AWAY = {None, "57P01", "57P02", "57P03", "53100", "53200", "53300", "55P03", "57014", "08006"}
"""SQLSTATE of a server that stops, starts or is full, and of a connection that broke."""


def native(url: str) -> str:
    """Return the URL as psycopg itself reads it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)

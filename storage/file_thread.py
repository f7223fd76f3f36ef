"""A connection to an SQLite file in a thread of its own: whole transactions are one trip there.

Waiting for the thread is most of what a small statement costs, waiting for the disk most of what a
small transaction does (docs/decisions/007). So what came in while the thread was busy shares one
transaction, if all of it can be done.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import aiosqlite
from sqlalchemy import Connection

from storage.file_engine import open_file

T = TypeVar("T")

Work: TypeAlias = Callable[[Connection], object]

TOGETHER = 16
"""How much shares one transaction at most: nobody is answered before its end."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Work, and who waits for its end."""

    work: Work
    end: "asyncio.Future[Any]"


@dataclass(frozen=True, slots=True)
class _Failed:
    """What came of work that raised."""

    error: Exception


class FileThread:
    """A file, opened when it is first needed."""

    def __init__(self, path: Path, connect: Callable[[sqlite3.Connection], Connection]) -> None:
        self._path = path
        self._connect = connect
        self._thread: aiosqlite.Connection | None = None
        self._connection: Connection | None = None
        self._waiting: list[_Waiting] = []
        self._turns: asyncio.Task[None] | None = None

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction that is committed at its end; one that raises is undone.

        One after another, in the order of the calls. What is not stored yet is not returned. It may
        run a second time, where the first one was undone because of something else.
        """
        end: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(work, end))
        if self._turns is None or self._turns.done():
            self._turns = asyncio.create_task(self._take_turns())
        return await end

    async def close(self) -> None:
        """Close the file, after what was asked for before."""
        if self._turns is not None:
            await self._turns
        if self._thread is not None:
            await self._thread._execute(self._disconnect)  # type: ignore[no-untyped-call]  # noqa: SLF001 - see below
            await self._thread.close()
            self._thread = None

    async def _take_turns(self) -> None:
        while self._waiting:
            turn, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
            for one, result in zip(turn, await self._turn(turn), strict=True):
                if one.end.done():
                    # Nobody waits any more.
                    continue
                if isinstance(result, _Failed):
                    one.end.set_exception(result.error)
                else:
                    one.end.set_result(result)

    async def _turn(self, turn: Sequence[_Waiting]) -> Sequence[object]:
        try:
            thread = self._thread = self._thread or await self._open()
            native = thread._conn  # noqa: SLF001 - used in its own thread
            works = [one.work for one in turn]
            results: list[object] = await thread._execute(self._transact, native, works)  # type: ignore[no-untyped-call]  # noqa: SLF001 - the only way to its thread
        except Exception as error:  # noqa: BLE001 - it is told to those who wait
            return [_Failed(error)] * len(turn)
        return results

    async def _open(self) -> aiosqlite.Connection:
        thread = aiosqlite.Connection(partial(open_file, self._path), iter_chunk_size=1)
        # One that is still waiting does not keep the program from ending.
        thread._thread.daemon = True  # noqa: SLF001 - as SQLAlchemy does it
        return await thread

    def _transact(self, native: sqlite3.Connection, works: Sequence[Work]) -> Sequence[object]:
        if self._connection is None:
            self._connection = self._connect(native)
        if len(works) > 1:
            # Where not even this can be had, it could not be by each of them.
            together = self._connection.begin()
            try:
                results = [work(self._connection) for work in works]
                together.commit()
            except Exception:  # noqa: BLE001 - whose it is shows when each is alone
                together.rollback()
            else:
                return results
        return [_alone(self._connection, work) for work in works]

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _alone(connection: Connection, work: Work) -> object:
    try:
        with connection.begin():
            return work(connection)
    except Exception as error:  # noqa: BLE001 - it is told to those who wait
        return _Failed(error)

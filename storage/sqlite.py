"""SQLite: one file, one process, one writer at a time.

A write takes the lock when it begins (`BEGIN IMMEDIATE`), so that a read-modify-write never loses
to another one; pure reads have connections of their own and see a snapshot.
"""

import sqlite3
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from bot.errors import NotStored
from storage.file_engine import FileEngine
from storage.file_thread import FileThread

T = TypeVar("T")

READERS = 2
"""Connections that read; more would only wait for each other, as SQLAlchemy's own work does."""


class SqliteDatabase:
    """An SQLite file as a `Database`; transactions run in threads of its own."""

    def __init__(self, path: Path) -> None:
        engine = FileEngine()
        # One writer at a time is all that SQLite has; a second connection would only wait.
        self._writer = FileThread(path, engine.writing)
        self._all_readers = [FileThread(path, engine.reading) for _ in range(READERS)]
        self._readers = cycle(self._all_readers)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction that is committed at its end, whole or not at all."""
        try:
            return await self._writer.run(work)
        except OperationalError as error:
            raise NotStored(str(error.orig)) from error

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work`, which only reads, on one snapshot."""
        try:
            return await next(self._readers).run(work)
        except OperationalError as error:
            raise NotStored(str(error.orig)) from error

    async def close(self) -> None:
        """Close every connection."""
        for one in (*self._all_readers, self._writer):
            await one.close()


def is_sqlite_file(path: Path) -> bool:
    """Return whether a file is empty, or begins as an SQLite database does."""
    with path.open("rb") as file:
        head = file.read(16)
    return head in {b"", b"SQLite format 3\x00"}


def backup(source: Path, target: Path) -> None:
    """Copy a database with SQLite's own backup, which is right even beside a writer."""
    with sqlite3.connect(source) as old, sqlite3.connect(target) as new:
        old.backup(new)

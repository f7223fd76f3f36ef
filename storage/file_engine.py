"""How an SQLite file is opened, and the engine that speaks to it."""

import sqlite3
from pathlib import Path
from threading import local

from sqlalchemy import Connection, Engine, NullPool, create_engine, event

BUSY_SECONDS = 10.0
"""How long SQLite waits for another writer before it gives up."""


class FileEngine:
    """One engine for connections that threads have opened, so that a statement is compiled once."""

    def __init__(self) -> None:
        self._here = local()
        self._engine = create_engine(
            "sqlite://",
            creator=lambda: _prepared(self._here.native),
            poolclass=NullPool,
            # Parameters hold what people wrote, and errors end in the log.
            hide_parameters=True,
        )
        event.listen(self._engine, "begin", _begin)

    def writing(self, native: sqlite3.Connection) -> Connection:
        """Return this thread's connection as one whose transactions take the lock at once."""
        self._here.native = native
        return self._engine.connect()

    def reading(self, native: sqlite3.Connection) -> Connection:
        """Return this thread's connection as one that takes no lock until it writes."""
        return self.writing(native).execution_options(reads=True)


def migration_engine(path: Path) -> Engine:
    """Return an engine without an event loop whose transactions hold changes of tables too."""
    engine = create_engine(
        "sqlite://", creator=lambda: _prepared(open_file(path)), poolclass=NullPool
    )
    event.listen(engine, "begin", _begin)
    return engine


def open_file(path: Path) -> sqlite3.Connection:
    """Open a file, with transactions that are begun by hand."""
    return sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)


def _prepared(connection: sqlite3.Connection) -> sqlite3.Connection:
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        # What is deleted is overwritten, so that it is not in the file either.
        "secure_delete = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _begin(connection: Connection) -> None:
    reads = "reads" in connection.get_execution_options()
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

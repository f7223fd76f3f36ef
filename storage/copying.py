"""Moving everything from an SQLite file to a PostgreSQL database, pending work included.

A table is copied in one transaction, which also notes that it is done: a copy that was cut short
goes on with the next table. Rows are compared as our types read them from either database.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Table, create_engine, func, inspect, select, text
from sqlalchemy.exc import DBAPIError

from bot.consequences import Wake, WakeKind
from bot.errors import StorageError
from storage.file_engine import migration_engine
from storage.lock import only_process
from storage.migrate import migrate, migrate_server
from storage.procrastinate import put
from storage.schema import metadata, outbox, work

BATCH = 1000
"""Rows that are read and written at a time."""

Advance = Callable[[str, int, int], None]
"""Told a table's name, how many of its rows are there by now, and how many there will be."""

TABLES = tuple(table for table in metadata.sorted_tables if table is not work)
_NOTES = "CREATE TABLE IF NOT EXISTS copied (name TEXT PRIMARY KEY, sum TEXT NOT NULL)"


def copy(source: Path, target: str, advance: Advance) -> dict[str, int]:
    """Copy a file to a server; returns how many rows each table has, in both.

    Raises StorageError for a target that holds anything but an earlier part of the same copy, and
    where a table did not arrive as it was.
    """
    if not source.exists():
        raise StorageError(f"{source} is not there. Name the file of your database.")
    with only_process(source):
        migrate(source)
        migrate_server(target)
        with _both(source, target) as (old, new):
            _claim(new)
            counts = {table.name: _copy_table(table, old, new, advance) for table in TABLES}
            counts[work.name] = _copy_wakes(old, new, advance)
        return counts


@contextmanager
def _both(source: Path, target: str) -> Iterator[tuple[Connection, Connection]]:
    reading, writing = migration_engine(source), create_engine(target, hide_parameters=True)
    try:
        with reading.begin() as old, writing.connect() as new:
            yield old, new
    except DBAPIError as error:
        said = str(error.orig).strip().splitlines()[0]
        raise StorageError(f"The copy was cut short: {said}. Start it again to go on.") from error
    finally:
        reading.dispose()
        writing.dispose()


def _claim(new: Connection) -> None:
    """Note that a copy has begun, where nothing or an earlier part of it is there."""
    with new.begin():
        begun = inspect(new).has_table("copied")
        if not begun and any(new.scalar(select(func.count()).select_from(one)) for one in TABLES):
            raise StorageError("The target holds a team's data already. Name an empty database.")
        new.execute(text(_NOTES))


def _copy_table(table: Table, old: Connection, new: Connection, advance: Advance) -> int:
    count = old.scalar(select(func.count()).select_from(table)) or 0
    with new.begin():
        # One at a time, should two copies have been started.
        new.execute(text("LOCK TABLE copied"))
        done = new.scalar(text("SELECT sum FROM copied WHERE name = :name"), {"name": table.name})
        if done is None:
            copied = 0
            for rows in old.execute(select(table)).mappings().partitions(BATCH):
                new.execute(table.insert(), [dict(row) for row in rows])
                copied += len(rows)
                advance(table.name, copied, count)
        there = checksum(new, table)
        if checksum(old, table) != there or done not in {None, there}:
            raise StorageError(
                f"{table.name} is not the same in both databases: one of them was written to since "
                "the copy began. Empty the target, then start again."
            )
        if done is None:
            new.execute(
                text("INSERT INTO copied VALUES (:name, :sum)"), {"name": table.name, "sum": there}
            )
        if table is outbox:
            new.execute(select(func.setval("outbox_seq", _newest(new) + 1, False)))
    advance(table.name, count, count)
    return count


def _newest(new: Connection) -> int:
    return new.scalar(select(func.max(outbox.c.seq))) or 0


def _copy_wakes(old: Connection, new: Connection, advance: Advance) -> int:
    """Put every wake as a job; what was being handled is due now."""
    now = datetime.now(UTC)
    wakes = [
        Wake(kind=WakeKind(row.kind), key=row.key, at=row.next_at or now)
        for row in old.execute(select(work))
    ]
    with new.begin():
        put(new, wakes, now)
        jobs = new.scalar(text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'wake'"))
        if jobs != len(wakes):
            raise StorageError(
                f"There are {jobs} jobs for {len(wakes)} wakes in the target: something runs on it "
                "already. Stop that, empty the target, then start again."
            )
        new.execute(text("DROP TABLE copied"))
    advance(work.name, len(wakes), len(wakes))
    return len(wakes)


def checksum(connection: Connection, table: Table) -> str:
    """Return a sum over all rows of a table, whatever order they come in."""
    total = 0
    for row in connection.execute(select(table).execution_options(yield_per=BATCH)):
        values = tuple(bytes(one) if isinstance(one, memoryview) else one for one in row)
        digest = hashlib.sha256(repr(values).encode("utf-8", "surrogatepass")).digest()
        total = (total + int.from_bytes(digest[:16])) % 2**128
    return f"{total:032x}"

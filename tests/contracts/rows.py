"""Looking into a database from outside, whichever it is."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import psycopg

from storage.postgres import native


def rows(target: Path | str, sql: str) -> list[tuple[Any, ...]]:
    """Return what a statement selects, or nothing for one that changes something."""
    if isinstance(target, Path):
        with closing(sqlite3.connect(target)) as connection, connection:
            return connection.execute(sql).fetchall()
    with psycopg.connect(native(target)) as server:
        cursor = server.execute(sql)
        found = cursor.fetchall() if cursor.description else []
    # As SQLite keeps them.
    return [
        tuple(one.isoformat() if isinstance(one, date) else one for one in row) for row in found
    ]

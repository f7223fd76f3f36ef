"""Everything that a database holds, for tests of what is gone and of what is right."""

import sqlite3
from collections import defaultdict
from pathlib import Path
from typing import Any


def tables(database: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table."""
    connection = sqlite3.connect(database)
    try:
        names = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}  # noqa: S608
    finally:
        connection.close()


def mentions(database: Path, text: str) -> list[str]:
    """Return the tables in which a text stands anywhere, as text or in bytes."""
    return [
        name
        for name, rows in tables(database).items()
        if any(text in str(value) for row in rows for value in row)
    ]


def sums(database: Path) -> tuple[dict[Any, tuple[int, ...]], dict[Any, tuple[int, ...]]]:
    """Return the tallies as stored, and as the awards make them."""
    connection = sqlite3.connect(database)
    try:
        stored = {
            row[:4]: tuple(row[4:])
            for row in connection.execute(
                "SELECT team, start, person, channel, points, answers, first_points, estimates "
                "FROM tally WHERE period = 'day' AND channel != ''"
            )
        }
        awards = connection.execute(
            "SELECT team, day, person, channel, points, first_points, estimate FROM award"
        ).fetchall()
    finally:
        connection.close()
    made: dict[Any, tuple[int, ...]] = defaultdict(lambda: (0, 0, 0, 0))
    for *key, points, first, estimate in awards:
        before = made[tuple(key)]
        change = (points, 1, first, estimate)
        made[tuple(key)] = tuple(a + b for a, b in zip(before, change, strict=True))
    return stored, dict(made)

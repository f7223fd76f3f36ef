"""Everything that a database holds, for tests of what is gone and of what is right."""

import itertools
import sqlite3
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

from bot.periods import periods


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


Sums = dict[tuple[Any, ...], tuple[int, ...]]


def sums(database: Path) -> tuple[Sums, Sums]:
    """Return the tallies as stored, and as the awards make them."""
    connection = sqlite3.connect(database)
    try:
        rows = connection.execute(
            "SELECT team, source, channel, period, start, person, "
            "points, answers, first_points, estimates FROM tally"
        ).fetchall()
        awards = connection.execute(
            "SELECT award.team, award.slot IS NOT NULL, channel, day, person, points, "
            "first_points, estimate, first_weekday FROM award JOIN team ON team.id = award.team"
        ).fetchall()
    finally:
        connection.close()
    made: Sums = defaultdict(lambda: (0, 0, 0, 0))
    for team, of_question, channel, day, person, points, first, estimate, weekday in awards:
        change = (points, 1, first, estimate)
        source = "question" if of_question else "round"
        for where, in_ in itertools.product(
            (channel, ""), periods(date.fromisoformat(day), weekday)
        ):
            key = (team, source, where, in_.kind.value, in_.start.isoformat(), person)
            made[key] = tuple(a + b for a, b in zip(made[key], change, strict=True))
    return {row[:6]: tuple(row[6:]) for row in rows}, dict(made)

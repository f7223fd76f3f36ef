"""Everything that a database holds, for tests of what is gone and of what is right."""

import itertools
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

from bot.periods import periods
from storage.schema import metadata
from tests.contracts.rows import rows


def tables(database: Path | str) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table."""
    names = [table.name for table in metadata.sorted_tables]
    if not isinstance(database, Path):
        names.append("procrastinate_jobs")
    return {name: rows(database, f"SELECT * FROM {name}") for name in names}  # noqa: S608


def mentions(database: Path | str, text: str) -> list[str]:
    """Return the tables in which a text stands anywhere, as text or in bytes."""
    return [
        name
        for name, held in tables(database).items()
        if any(text in str(value) for row in held for value in row)
    ]


Sums = dict[tuple[Any, ...], tuple[int, ...]]


def sums(database: Path | str) -> tuple[Sums, Sums]:
    """Return the tallies as stored, and as the awards make them."""
    stored = rows(
        database,
        "SELECT team, source, channel, period, start, person, "
        "points, answers, first_points, estimates FROM tally",
    )
    awards = rows(
        database,
        "SELECT award.team, award.slot IS NOT NULL, channel, day, person, points, "
        "first_points, estimate, first_weekday FROM award JOIN team ON team.id = award.team",
    )
    made: Sums = defaultdict(lambda: (0, 0, 0, 0))
    for team, of_question, channel, day, person, points, first, estimate, weekday in awards:
        change = (points, 1, first, estimate)
        source = "question" if of_question else "round"
        for where, in_ in itertools.product(
            (channel, ""), periods(date.fromisoformat(day), weekday)
        ):
            key = (team, source, where, in_.kind.value, in_.start.isoformat(), person)
            made[key] = tuple(a + b for a, b in zip(made[key], change, strict=True))
    return {row[:6]: tuple(row[6:]) for row in stored}, dict(made)

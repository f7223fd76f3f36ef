"""That what runs for every answer is found by an index, however much there is already."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from tests.flows.room import PREFILL, REUSE, Room

SMALL = ("team", "space", "schedule", "channel", "schedule_channel")
"""Tables of which a scan is no matter."""


@contextmanager
def listening() -> Iterator[list[tuple[str, Any]]]:
    """Collect every statement with its parameters."""
    heard: list[tuple[str, Any]] = []

    def hear(_connection: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        heard.append((statement, values))

    event.listen(Engine, "before_cursor_execute", hear)
    yield heard
    event.remove(Engine, "before_cursor_execute", hear)


def scans(database: Path, heard: list[tuple[str, Any]]) -> set[str]:
    """Return the plans that read a whole table, with their statements."""
    connection = sqlite3.connect(database)
    found = set()
    for statement, values in heard:
        if not statement.startswith(("SELECT", "UPDATE", "DELETE", "INSERT")):
            continue
        first = values[0] if isinstance(values, list) else values
        for *_, detail in connection.execute(f"EXPLAIN QUERY PLAN {statement}", first):
            table = detail.removeprefix("SCAN ").split()[0]
            if detail.startswith("SCAN ") and "USING" not in detail and table not in SMALL:
                found.add(f"{detail}: {statement}")
    connection.close()
    return {one for one in found if not one.startswith(("SCAN anon", "SCAN CONSTANT", "SCAN ("))}


async def test_a_reply_reads_no_table_as_a_whole(asked: Room, database: Path) -> None:
    """From the message to the feedback nothing is found by looking at every row."""
    await asked.answers("ana", PREFILL)
    with listening() as heard:
        await asked.says("ana", REUSE)
        asked.clock.advance(timedelta(seconds=20))
        await asked.work()

    assert len(heard) > 20
    assert scans(database, heard) == set()

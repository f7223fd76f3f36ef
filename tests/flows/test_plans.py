"""That what runs for every answer is found by an index, however much there is already."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
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


async def test_a_reply_reads_no_table_as_a_whole(asked: Room, file: Path) -> None:
    """From the message to the feedback nothing is found by looking at every row."""
    await asked.answers("ana", PREFILL)
    with listening() as heard:
        await asked.says("ana", REUSE)
        asked.clock.advance(timedelta(seconds=20))
        await asked.work()

    assert len(heard) > 20
    assert scans(file, heard) == set()


def plans(database: Path, heard: list[tuple[str, Any]]) -> list[str]:
    """Return each step of the plans of what was read."""
    connection = sqlite3.connect(database)
    found = [
        detail
        for statement, values in heard
        if statement.startswith(("SELECT", "WITH"))
        for *_, detail in connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)
    ]
    connection.close()
    return found


@pytest.mark.parametrize("metric", ["points", "rounds", "average", "improvement", "streak"])
async def test_a_board_reads_no_table_as_a_whole(asked: Room, file: Path, metric: str) -> None:
    """However many teams, people and answers there are, a board looks at its own rows."""
    await asked.answers("ana", PREFILL)
    with listening() as heard:
        await asked.command("ana", "board", metric=metric)
        await asked.command("ana", "board", metric=metric, scope="channel", period="month")
    found = [one for one in plans(file, heard) if one.startswith("SCAN ")]
    tables = {one.split()[1] for one in found if "USING" not in one}

    assert tables & {"tally", "award", "attempt", "grade", "slot", "asked", "person"} == set()


@pytest.mark.parametrize("metric", ["points", "rounds"])
async def test_points_are_read_off_their_index(asked: Room, file: Path, metric: str) -> None:
    """Who stands where in points is found on the index alone, in its order."""
    await asked.answers("ana", PREFILL)
    with listening() as heard:
        await asked.command("ana", "board", period="all", metric=metric)
    found = [one for one in plans(file, heard) if " tally " in one]

    assert any("ix_tally_standing" in one and "(points,person)>(?,?)" in one for one in found)
    assert any("ix_tally_standing" in one and "(points,person)<(?,?)" in one for one in found)
    assert all("ix_tally_standing" in one or "PRIMARY KEY" in one for one in found)
    assert all("person=?" in one for one in found if "PRIMARY KEY" in one)


async def test_improvement_reads_its_own_days(asked: Room, file: Path) -> None:
    """The weeks before are found by their days, and joined to the period person by person."""
    await asked.answers("ana", PREFILL)
    with listening() as heard:
        await asked.command("ana", "board", metric="improvement")
    found = [one for one in plans(file, heard) if " tally " in one]

    assert any("start>? AND start<?" in one for one in found)
    assert all("USING INDEX ix_tally_standing" in one or "PRIMARY KEY" in one for one in found)


async def test_streaks_are_read_person_by_person(asked: Room, file: Path) -> None:
    """Answers are found by their people, and questions by their team."""
    await asked.answers("ana", PREFILL)
    with listening() as heard:
        await asked.command("ana", "board", metric="streak")
    found = plans(file, heard)

    assert any("attempt USING INDEX ix_attempt_person_first_sent_at" in one for one in found)
    assert any("slot USING INDEX ix_slot_team_opens_at" in one for one in found)


async def test_what_shows_somebody_is_found_by_an_index(asked: Room, file: Path) -> None:
    """However much was ever said, posts that show a person are found by the person."""
    await asked.answers("ana", PREFILL)
    with listening() as heard:
        await asked.command("ana", "me", what="board", value="off")
        await asked.command("ana", "me", what="delete")
        await asked.takes("ana", asked.choice("Delete it all"))
    about = [one for one in heard if re.search(r"\bshown\b", one[0])]

    assert len(about) > 2
    assert scans(file, about) == set()


async def test_a_grade_changes_the_sums_in_one_statement(asked: Room) -> None:
    """An award costs three statements: what there is, the award, and all its sums."""
    await asked.says("ana", PREFILL)
    asked.clock.advance(timedelta(seconds=20))
    with listening() as heard:
        await asked.work()
    changes = [one for one, _ in heard if re.search(r"(INTO|UPDATE) (award|tally)", one)]

    assert len(changes) == 2

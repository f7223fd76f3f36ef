"""The model is away for ten minutes, as seen by the whole program through the real SDK."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

import pytest
from anthropic import AsyncAnthropic

from bot.consequences import Consequences
from bot.messages import Mark
from bot.packs import Bank
from bot.records import NewTeam
from storage.store import SqlStore
from tests.claude.conftest import make
from tests.fakes import FixedClock
from tests.flows.room import Room
from tests.servers.messages_api import MessagesApi, Turn

PATIENCE = 0.5
"""Seconds after which a call is given up here."""
OVERLOADED = Turn(status=529, error="overloaded_error")
FAULTS = (
    OVERLOADED,
    Turn(status=500, error="api_error"),
    Turn(cut=True),
    Turn(page="<html><body>Bad gateway</body></html>"),
    Turn(status=503, error="api_error"),
    Turn(delay=3 * PATIENCE),
    OVERLOADED,
)
PEOPLE = ("ana", "ben", "cem", "dan", "eva", "fay")


@pytest.fixture
async def room(
    store: SqlStore,
    clock: FixedClock,
    bank: Bank,
    database: Path,
    new_team: NewTeam,
    client: AsyncAnthropic,
) -> Room:
    """Return a room whose grader is the model, with a question asked."""
    room = Room(store, clock, bank, database)
    room.deps = replace(room.deps, grader=make(client, bank, timeout=PATIENCE))
    await store.teams.create(new_team, Consequences())
    await room.advance(minutes=30)
    return room


async def away(room: Room, api: MessagesApi, faults: Sequence[Turn], minutes: int) -> None:
    """Let every call fail for some minutes."""
    for _ in range(2 * minutes):
        api.script.clear()
        api.script.extend(islice(cycle(faults), 100))
        await room.advance(seconds=30)
    api.script.clear()


@pytest.mark.parametrize(
    ("faults", "people"),
    [((OVERLOADED,), PEOPLE[:2]), pytest.param(FAULTS, PEOPLE, marks=pytest.mark.slow)],
    ids=["529", "all"],
)
async def test_ten_minutes(
    room: Room, api: MessagesApi, faults: Sequence[Turn], people: Sequence[str]
) -> None:
    """Each answer waits, which its author is told once, and is graded once; none is a zero."""
    (about,) = await room.store.slots.open_in(room.rows("SELECT id FROM team")[0][0], None)
    good = about.question.exemplars.good.answer
    refs = [await room.says(who, f"{good} Says {who}.") for who in people]
    await away(room, api, faults, 10)
    waiting = room.rows("SELECT DISTINCT state FROM attempt")
    before = room.rows("SELECT count(*) FROM grade")
    for _ in range(20):
        await room.advance(minutes=1)

    assert (waiting, before) == ([("pending",)], [(0,)])
    assert room.rows("SELECT attempt, current FROM grade WHERE score = 0 OR score IS NULL") == []
    assert room.rows("SELECT count(*), count(DISTINCT attempt) FROM grade") == [(len(people),) * 2]
    assert [room.marks(ref) for ref in refs] == [[Mark.SEEN, Mark.PENDING, Mark.GRADED]] * len(
        people
    )
    assert ["Not graded yet" in "".join(room.told(who)[:1]) for who in people] == [True] * len(
        people
    )
    assert len(await room.points()) == len(people)
    assert room.rows("SELECT key FROM outbox WHERE state <> 'sent'") == []
    assert room.rows("SELECT DISTINCT state FROM spend WHERE state = 'reserved'") == []

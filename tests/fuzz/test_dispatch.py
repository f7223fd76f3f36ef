"""Whatever happens, in whatever order: nothing fails, and the sums stay right."""

import asyncio
import shutil
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.consequences import Consequences
from bot.errors import PlatformDown, PlatformError, RateLimited, Refused, Undeliverable
from bot.packs import Bank
from bot.records import NewTeam
from bot.wording.setup import went_wrong
from storage.migrate import migrate
from storage.store import SqlStore
from tests.contracts.rows import rows
from tests.fakes import CHANNEL, RECEIPT_LOST, FixedClock
from tests.faults.driver import wrong_sums
from tests.flows.room import Room
from tests.fuzz.events import happenings, pauses

LONGEST = 60
"""Events of one example."""
FEW, MANY = 4, 100_000 // LONGEST + 1
VERBS = ("post", "tell", "mark", "edit", "open_thread")
FAULTS: tuple[PlatformError, ...] = (
    PlatformDown("away"),
    RECEIPT_LOST,
    RateLimited(2.0),
    Refused(CHANNEL, "gone"),
    Undeliverable("fake:ana"),
)
faults = st.none() | st.none() | st.tuples(st.sampled_from(VERBS), st.sampled_from(FAULTS))


async def play(data: st.DataObject, room: Room, new_team: NewTeam) -> None:
    """Let a day or a month of whatever was drawn happen to a team, and then an hour of nothing."""
    await room.store.teams.create(new_team, Consequences())
    for _ in range(LONGEST):
        now = room.clock.now()
        await room.happens(data.draw(happenings(now)))
        if (fault := data.draw(faults)) is not None:
            room.platform.fails(*fault)
        room.clock.advance(data.draw(pauses))
        if data.draw(st.booleans()):
            await room.work()
    room.platform._faults.clear()  # noqa: SLF001 - from here on it works
    for _ in range(8):
        await room.advance(hours=2)


def fuzzed(examples: int) -> settings:
    """Return settings that are the same every time."""
    return settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )


def checked(data: st.DataObject, bank: Bank, new_team: NewTeam, empty: Path) -> None:
    """Play in a room of its own, then look at what is there."""
    with TemporaryDirectory() as folder:
        database = Path(shutil.copy(empty, Path(folder) / "greenroom.db"))

        async def run() -> int:
            clock = FixedClock()
            store = SqlStore(database, clock, "tiny")
            room = Room(store, clock, bank, database)
            await play(data, room, new_team)
            pending = await store.outbox.pending()
            await store.close()
            return pending

        pending = asyncio.run(run())
        wrong = rows(database, f"SELECT key FROM outbox WHERE body LIKE '%{went_wrong().body}%'")  # noqa: S608
        under_way = "SELECT id FROM attempt WHERE state IN ('grading', 'pending', 'collecting')"

        assert wrong == []
        assert pending == 0
        assert rows(database, under_way) == []
        assert wrong_sums(partial(rows, database)) == 0


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database in which nothing was set up."""
    path = tmp_path_factory.mktemp("fuzz") / "greenroom.db"
    migrate(path)
    return path


@fuzzed(FEW)
@given(data=st.data())
def test_some_events(data: st.DataObject, bank: Bank, new_team: NewTeam, empty: Path) -> None:
    """No event is refused, no command fails, all is said in the end, and the sums are right."""
    checked(data, bank, new_team, empty)


@pytest.mark.slow
@fuzzed(MANY)
@given(data=st.data())
def test_a_hundred_thousand_events(
    data: st.DataObject, bank: Bank, new_team: NewTeam, empty: Path
) -> None:
    """The same, for much longer."""
    checked(data, bank, new_team, empty)

"""Whatever happens, in whatever order: nothing fails, and the sums stay right."""

import asyncio
import itertools
import resource
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import monotonic
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.consequences import Consequences
from bot.errors import GraderDown, PlatformDown, RateLimited, Refused, Undeliverable
from bot.grading import Reason, Ungraded
from bot.messages import Address, SpaceKey
from bot.packs import Bank
from bot.records import NewTeam, ScheduleId, TeamId
from bot.switchboard import Switchboard
from bot.wording.setup import went_wrong
from storage.migrate import migrate
from storage.store import SqlStore
from tests.contracts.rows import rows
from tests.fakes import CHANNEL, RECEIPT_LOST, FakePlatform, FixedClock
from tests.faults.driver import wrong_sums
from tests.flows.room import Room
from tests.flows.rounding import with_rounds
from tests.fuzz.events import Known, happenings, pauses

LONGEST = 60
"""Events of one example."""
FEW, MANY = 4, 100_000 // LONGEST + 1
PLATFORMS = ("fake", "second", "third")
VERBS = ("post", "tell", "mark", "edit", "open_thread", "open_room")
FAULTS: tuple[Callable[[], Exception], ...] = (
    partial(PlatformDown, "away"),
    lambda: RECEIPT_LOST.with_traceback(None),
    partial(RateLimited, 2.0),
    partial(Refused, CHANNEL, "gone"),
    partial(Undeliverable, "fake:ana"),
    partial(KeyError, "nobody knows why"),
)
REACHED = ("slot", "attempt", "grade", "appeal", "round", "turn", "card", "audit", "award")
faults = st.none() | st.none() | st.tuples(st.sampled_from(VERBS), st.sampled_from(FAULTS))
outcomes = st.sampled_from(
    (
        *[None] * 60,
        GraderDown("overloaded"),
        Ungraded(reason=Reason.REFUSED, grader="scripted"),
        Ungraded(reason=Reason.NOT_AN_ANSWER, grader="scripted"),
    )
)


MEMORY = next((path for path in (Path("/dev/shm"),) if path.is_dir()), None)  # noqa: S108
"""Where files need no disk: what is flushed when is not the matter here."""


@dataclass(slots=True)
class Played:
    """What was played so far."""

    started: float = field(default_factory=monotonic)
    events: Counter[str] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)
    """Rows that came of it, by what they are about."""

    def report(self) -> str:
        """Return the figures."""
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        kinds = ", ".join(f"{kind} {count}" for kind, count in self.events.most_common())
        reached = ", ".join(f"{table} {count}" for table, count in sorted(self.reached.items()))
        return (
            f"{self.events.total()} events in {monotonic() - self.started:.0f} s, "
            f"at most {most} MB ({kinds}); of it came {reached}"
        )


def on_platforms(room: Room) -> list[FakePlatform]:
    """Put a room on several platforms; returns them."""
    platforms = {name: FakePlatform(name=name) for name in PLATFORMS}
    platforms["fake"] = room.platform
    room.deps = replace(
        room.deps, platform=Switchboard(platforms), bank=with_rounds(room.deps.bank)
    )
    return list(platforms.values())


def moved(new: NewTeam, name: str) -> NewTeam:
    """Return a team like another one, on a platform of its own."""
    team = replace(new.team, id=TeamId(name), admin_address=Address(f"{name}:admins"))
    schedule = replace(
        new.schedule,
        id=ScheduleId(f"daily-{name}"),
        team=team.id,
        channels=(Address(f"{name}:practice"),),
    )
    return NewTeam(team=team, space=SpaceKey(f"{name}:space"), schedule=schedule)


async def play(data: st.DataObject, room: Room, new_team: NewTeam, played: Played) -> None:
    """Let a day or a month of whatever was drawn happen to teams, and then a day of nothing."""
    platforms = on_platforms(room)
    for name in PLATFORMS:
        await room.store.teams.create(moved(new_team, name), Consequences())
    if data.draw(st.booleans()):
        await room.advance(minutes=30)
    for _ in range(LONGEST):
        platform = data.draw(st.sampled_from(platforms))
        event = data.draw(happenings(Known(platform, room.clock.now())))
        played.events[type(event).__name__] += 1
        await room.happens(event)
        if (fault := data.draw(faults)) is not None:
            platform.fails(fault[0], fault[1]())
        if (outcome := data.draw(outcomes)) is not None:
            room.grader.enqueue(outcome)
        room.clock.advance(data.draw(pauses))
        if data.draw(st.booleans()):
            await room.work()
    for platform in platforms:
        platform._faults.clear()  # noqa: SLF001 - from here on it works
    for _ in range(12):
        await room.advance(hours=2)


def fuzzed(examples: int) -> settings:
    """Return settings that are the same every time."""
    return settings(
        max_examples=examples,
        derandomize=True,
        deadline=timedelta(minutes=10),
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )


def checked(
    data: st.DataObject, bank: Bank, new_team: NewTeam, empty: Path, played: Played
) -> None:
    """Play in a room of its own, then look at what is there."""
    # What is drawn next depends on what happened: without chance or races the same happens again.
    ids = (f"{number:016x}" for number in itertools.count())
    with (
        TemporaryDirectory(dir=MEMORY) as folder,
        capture_logs() as logged,
        patch("secrets.token_hex", lambda _: next(ids)),
        patch("secrets.choice", Random(7).choice),  # noqa: S311 - the same every time
        patch("bot.flows.daily.AT_ONCE", 1),
    ):
        database = Path(shutil.copy(empty, Path(folder) / "greenroom.db"))

        async def run() -> int:
            clock = FixedClock()
            store = SqlStore(database, clock, "tiny")
            room = Room(store, clock, bank, database)
            try:
                await play(data, room, new_team, played)
                return await store.outbox.pending()
            finally:
                await store.close()

        pending = asyncio.run(run())
        wrong = rows(database, f"SELECT key FROM outbox WHERE body LIKE '%{went_wrong().body}%'")  # noqa: S608
        under_way = "SELECT id FROM attempt WHERE state IN ('grading', 'pending', 'collecting')"
        twice = "SELECT attempt FROM grade WHERE current GROUP BY attempt HAVING count(*) > 1"

        for table in REACHED:
            found = rows(database, f"SELECT count(*) FROM {table}")  # noqa: S608 - our own names
            played.reached[table] += found[0][0]

        failed = [one for one in logged if one["event"] == "event failed"]
        assert (wrong, failed) == ([], [])
        assert pending == 0
        assert rows(database, under_way) == []
        assert rows(database, twice) == []
        assert wrong_sums(partial(rows, database)) == 0


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database in which nothing was set up."""
    path = tmp_path_factory.mktemp("fuzz") / "greenroom.db"
    migrate(path)
    return path


@pytest.fixture(scope="module")
def played() -> Played:
    """Return the count of what is played."""
    return Played()


@pytest.fixture(scope="module", autouse=True)
def figures(played: Played, request: pytest.FixtureRequest) -> Iterator[None]:
    """Print the figures at the end, where they are asked for."""
    yield
    if request.config.getoption("capture") == "no":
        print(f"\n{played.report()}")  # noqa: T201


@fuzzed(FEW)
@given(data=st.data())
def test_some_events(
    data: st.DataObject, bank: Bank, new_team: NewTeam, empty: Path, played: Played
) -> None:
    """No event is refused, no command fails, all is said in the end, and the sums are right."""
    checked(data, bank, new_team, empty, played)


@pytest.mark.slow
@fuzzed(MANY)
@given(data=st.data())
def test_a_hundred_thousand_events(
    data: st.DataObject, bank: Bank, new_team: NewTeam, empty: Path, played: Played
) -> None:
    """The same, for much longer."""
    checked(data, bank, new_team, empty, played)

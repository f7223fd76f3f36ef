"""What the store has to do when several write at the same time."""

import asyncio
from datetime import timedelta
from pathlib import Path
from time import sleep

import pytest
from sqlalchemy import Connection, select, update

from bot.consequences import AskedId, Consequences
from bot.content import Verdict
from bot.grading import Graded
from bot.messages import (
    Address,
    Author,
    MessageDeleted,
    MessageEdited,
    MessageRef,
    Place,
    UserId,
)
from bot.records import (
    Appeal,
    AppealCase,
    AppealId,
    AppealState,
    Attempt,
    AttemptState,
    AttemptView,
    Collect,
    Ending,
    Intake,
    Lodge,
    Lodging,
    NewTeam,
    Slot,
    SlotId,
    SlotState,
)
from storage import alone
from storage.engine import Database
from storage.postgres import PostgresDatabase
from storage.schema import team
from storage.sqlite import SqliteDatabase
from storage.store import SqlStore
from tests.contracts.classroom import FREE, SLOTS, Classroom, grade_of
from tests.fakes import CHANNEL, SPACE, FixedClock


@pytest.fixture
async def other(target: Path | str, clock: FixedClock) -> SqlStore:
    """Open a second store over the same file, as another process would."""
    return SqlStore(target, clock, "tiny")


def opened(target: Path | str) -> Database:
    """Open a database, as another process would."""
    return SqliteDatabase(target) if isinstance(target, Path) else PostgresDatabase(target)


async def test_no_increment_is_lost(store: SqlStore, target: Path | str, new_team: NewTeam) -> None:
    """Four tasks that hold a row, read, then write, 50 times each lose no write."""
    await store.teams.create(new_team, Consequences())
    databases = [opened(target), opened(target)]

    def add_one(connection: Connection) -> None:
        alone.with_team(connection, new_team.team.id)
        before = connection.scalar(select(team.c.first_weekday))
        sleep(0.001)
        connection.execute(update(team).values(first_weekday=(before or 0) + 1))

    async def counts(through: Database) -> None:
        for _ in range(50):
            await through.write(add_one)

    await asyncio.gather(*(counts(through) for through in databases * 2))
    total = await databases[0].read(
        lambda connection: connection.scalar(select(team.c.first_weekday))
    )
    for one in databases:
        await one.close()

    assert total == 200


async def test_no_point_is_lost(classroom: Classroom, other: SqlStore, new_team: NewTeam) -> None:
    """Grades that are stored at the same time by two processes all count."""
    attempts = [
        await classroom.answered(who, number) for who in ("ana", "ben") for number in range(SLOTS)
    ]
    stores = [classroom.store, other] * SLOTS
    saved = await asyncio.gather(
        *(classroom.graded(through, one, 5) for through, one in zip(stores, attempts, strict=True))
    )
    await other.close()

    assert all(saved)
    expected = [("ana", 5 * SLOTS, SLOTS), ("ben", 5 * SLOTS, SLOTS)]
    assert await classroom.points(new_team) == expected


async def test_a_grade_is_stored_once(
    classroom: Classroom, other: SqlStore, new_team: NewTeam
) -> None:
    """Of two that grade the same revision at the same time, one stores its grade."""
    attempt = await classroom.answered("ana", 0)
    saved = await asyncio.gather(
        classroom.graded(classroom.store, attempt, 40), classroom.graded(other, attempt, 60)
    )
    await other.close()

    assert sorted(saved) == [False, True]
    ((_, points, answers),) = await classroom.points(new_team)
    assert (points, answers) in {(40, 1), (60, 1)}


async def test_a_stale_grade(classroom: Classroom, new_team: NewTeam) -> None:
    """A grade of a revision that is not the newest one is not stored."""
    before = await classroom.answered("ana", 0)
    after = await classroom.answered("ana", 0, ref="ana/more")
    stale = await classroom.graded(classroom.store, before, 90)
    fresh = await classroom.graded(classroom.store, after, 30)

    assert after.revision == before.revision + 1
    assert (stale, fresh) == (False, True)
    assert await classroom.points(new_team) == [("ana", 30, 1)]


async def test_one_attempt_at_a_time(classroom: Classroom, other: SqlStore) -> None:
    """Messages of one person at the same time make one attempt, each with its own revision."""
    twin = Classroom(other, classroom.clock, classroom.question)
    attempts = await asyncio.gather(
        *(
            (classroom, twin)[number % 2].answered("ana", 0, ref=f"ana/{number}")
            for number in range(8)
        )
    )
    await other.close()

    assert len({one.id for one in attempts}) == 1
    assert sorted(one.revision for one in attempts) == list(range(1, 9))


async def test_one_person_at_first_sight(
    classroom: Classroom, other: SqlStore, new_team: NewTeam
) -> None:
    """Somebody who is seen twice at the same moment is one person."""
    twin = Classroom(other, classroom.clock, classroom.question)
    one, two = await asyncio.gather(classroom.answered("ana", 0), twin.answered("ana", 1))
    await other.close()

    assert one.person == two.person
    assert await classroom.points(new_team) == []


async def test_a_slot_twice(classroom: Classroom, other: SqlStore, new_team: NewTeam) -> None:
    """Of two that open the same slot at the same time, one asks its question."""

    async def opens(through: SqlStore, name: str) -> bool:
        slot = Slot(
            id=SlotId(name),
            schedule=new_team.schedule.id,
            team=new_team.team.id,
            local="2026-11-24T09:00",
            opens_at=classroom.clock.now(),
            closes_at=classroom.clock.now() + timedelta(days=1),
            state=SlotState.OPEN,
        )
        asked = [(AskedId(f"asked/{name}"), CHANNEL)]
        return await through.slots.open(slot, classroom.question, asked, None, Consequences())

    opened = await asyncio.gather(opens(classroom.store, "one"), opens(other, "two"))
    await other.close()

    assert sorted(opened) == [False, True]


async def test_an_attempt_that_is_graded(classroom: Classroom) -> None:
    """An attempt that was graded is not begun again, and its grade is used."""
    attempt = await classroom.answered("ana", 0)
    await classroom.graded(classroom.store, attempt, 40)

    assert await classroom.store.attempts.begin(attempt, "", FREE) is None
    view = await classroom.store.attempts.get(attempt.id)
    assert view is not None
    assert view.attempt.state is AttemptState.GRADED
    assert view.used == 1


def an_appeal(attempt: Attempt, name: str) -> Appeal:
    """Return an open appeal on an attempt."""
    return Appeal(
        id=AppealId(name),
        attempt=attempt.id,
        revision=attempt.revision,
        state=AppealState.OPEN,
        point="reuse",
        sentence="An answer.",
        at=attempt.first_sent_at,
    )


async def test_one_open_appeal(classroom: Classroom, other: SqlStore) -> None:
    """Of two appeals on one attempt at the same time, one is taken, whatever either decides."""
    attempt = await classroom.answered("ana", 0)
    await classroom.graded(classroom.store, attempt, 40)
    now = classroom.clock.now()

    async def lodges(through: SqlStore, name: str) -> Lodging | None:
        appeal = an_appeal(attempt, name)

        def decide(_case: AppealCase) -> Lodging:
            return Lodge(appeal=appeal, then=Consequences())

        return await through.appeals.lodge(attempt.id, now - timedelta(days=7), decide)

    lodged = await asyncio.gather(lodges(classroom.store, "one"), lodges(other, "two"))
    found = [await other.appeals.get(AppealId(name)) for name in ("one", "two")]
    await other.close()

    assert len([one for one in lodged if one]) == 1
    assert [one is not None for one in found] == [one is not None for one in lodged]


async def test_an_appeal_that_ends_twice(classroom: Classroom, other: SqlStore) -> None:
    """Of two that end an appeal at the same time, one stores its grade."""
    attempt = await classroom.answered("ana", 0)
    await classroom.graded(classroom.store, attempt, 40)
    now = classroom.clock.now()
    appeal = an_appeal(attempt, "appeal")
    await classroom.store.appeals.lodge(
        attempt.id, now, lambda _case: Lodge(appeal=appeal, then=Consequences())
    )

    async def ends(through: SqlStore, points: int) -> bool:
        ending = Ending(
            state=AppealState.UPHELD,
            verdict=Verdict.MET,
            outcome=grade_of(classroom.question, points),
            day=now.date(),
        )
        return await through.appeals.end(appeal, ending, Consequences())

    ended = await asyncio.gather(ends(classroom.store, 60), ends(other, 70))
    view = await other.attempts.get(attempt.id)
    await other.close()

    assert sorted(ended) == [False, True]
    assert view is not None
    assert isinstance(view.outcome, Graded)
    assert view.outcome.score == (60 if ended[0] else 70)


async def test_an_edit_and_a_deletion(classroom: Classroom) -> None:
    """What belongs to an answer can be changed and taken back."""
    attempt = await classroom.answered("ana", 0)
    place = Place(space=SPACE, channel=CHANNEL, thread=Address("fake:thread/asked0"))
    now = classroom.clock.now() + timedelta(seconds=1)
    edit = MessageEdited(
        ref=MessageRef("ana/0"),
        author=Author(user=UserId("fake:ana"), name="ana"),
        place=place,
        text="Another answer.",
        edited_at=now,
    )

    def keep(view: AttemptView) -> Intake:
        return Collect(attempt=view.attempt, then=Consequences())

    await classroom.store.attempts.edit(edit, keep)
    changed = await classroom.store.attempts.get(attempt.id)
    gone = MessageDeleted(ref=edit.ref, place=place, at=now)
    await classroom.store.attempts.withdraw(gone, keep)
    view = await classroom.store.attempts.get(attempt.id)

    assert changed is not None
    assert changed.text == "Another answer."
    assert view is not None
    assert view.text == ""

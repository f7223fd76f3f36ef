"""Two processes that do the same, or what excludes it, at the same time."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from bot.cards import CardId, Hand
from bot.consequences import Consequences, RoundId
from bot.memory import missed
from bot.messages import Author, UserId
from bot.people import Agreed, Pairing, Refusal, Side
from bot.ports import Beginning
from bot.records import NewTeam, Person, SlotId
from storage.postgres import native
from storage.store import SqlStore
from tests.contracts.classroom import Classroom
from tests.contracts.rows import rows
from tests.fakes import CHANNEL, FixedClock
from tests.rounds.prompts import a_plan, a_round
from tests.waiting import until

ANA, BEN = (Author(user=UserId(f"fake:{who}"), name=who) for who in ("ana", "ben"))
NOTHING = Consequences()


@pytest.fixture
async def other(target: Path | str, clock: FixedClock) -> AsyncIterator[SqlStore]:
    """Open a second store over the same database, as another process would."""
    store = SqlStore(target, clock, "tiny")
    yield store
    await store.close()


async def test_two_rounds(classroom: Classroom, other: SqlStore, new_team: NewTeam) -> None:
    """Of two rounds that a person begins at the same time, one begins."""
    person = await classroom.store.teams.person(new_team.team.id, ANA)
    new = replace(a_round(a_plan(classroom.question)), team=new_team.team.id, person=person.id)
    began = await asyncio.gather(
        classroom.store.rounds.begin(replace(new, id=RoundId("one")), 5, NOTHING),
        other.rounds.begin(replace(new, id=RoundId("two")), 5, NOTHING),
    )

    assert sorted(began) == sorted([Beginning.BEGUN, Beginning.BUSY])


async def test_the_last_place_in_a_team(
    classroom: Classroom, other: SqlStore, new_team: NewTeam
) -> None:
    """Of two people who begin the last round that their team may hold at once, one begins."""
    both = [await classroom.store.teams.person(new_team.team.id, one) for one in (ANA, BEN)]
    new = replace(a_round(a_plan(classroom.question)), team=new_team.team.id)
    began = await asyncio.gather(
        *(
            store.rounds.begin(replace(new, id=RoundId(one.id), person=one.id), 1, NOTHING)
            for store, one in zip((classroom.store, other), both, strict=True)
        )
    )

    assert sorted(began) == sorted([Beginning.BEGUN, Beginning.FULL])


async def test_a_card_that_is_answered_twice(
    classroom: Classroom, other: SqlStore, target: Path | str
) -> None:
    """Of two answers to a card, one is kept."""
    attempt = await classroom.answered("ana", 0)
    hand = Hand(person=attempt.person, missed=frozenset({"prefill"}), met=frozenset())
    now = classroom.clock.now()
    await classroom.store.cards.deal(SlotId("slot0"), [hand], missed(now))
    ((card,),) = rows(target, "SELECT id FROM card")
    kept = await asyncio.gather(
        *(
            store.cards.answer(CardId(card), ANA.user, text, NOTHING)
            for store, text in ((classroom.store, "one"), (other, "two"))
        )
    )

    assert sorted(kept) == [False, True]
    assert rows(target, "SELECT answer, revision FROM card") == [(("two", "one")[kept[0]], 1)]


async def pairs(store: SqlStore, clock: FixedClock, new: NewTeam) -> tuple[Person, Person]:
    """Let two people say that they are one."""
    ana, ben = [await store.teams.person(new.team.id, one) for one in (ANA, BEN)]
    until_then = clock.now() + timedelta(minutes=10)
    await store.links.offer(Side(person=ana, address=CHANNEL), "code", until_then, NOTHING)
    await store.links.redeem(Side(person=ben, address=CHANNEL), "code", "pair", lambda _: NOTHING)
    return ana, ben


async def test_two_who_agree(
    classroom: Classroom, other: SqlStore, new_team: NewTeam, target: Path | str
) -> None:
    """Two sides that agree at the same time, twice each, are linked once."""
    for who in ("ana", "ben"):
        attempt = await classroom.answered(who, 0)
        await classroom.graded(classroom.store, attempt, 40)
    ana, _ = await pairs(classroom.store, classroom.clock, new_team)
    came: list[Agreed | Refusal] = []

    def decide(_: Pairing, result: Agreed | Refusal) -> Consequences:
        came.append(result)
        return NOTHING

    await asyncio.gather(
        *(
            store.links.agree("pair", one.user, decide)
            for store in (classroom.store, other)
            for one in (ANA, BEN)
        )
    )

    assert came.count(Agreed.LINKED) == 1
    assert rows(target, "SELECT DISTINCT person FROM identity") == [(ana.id,)]
    assert rows(target, "SELECT person, points FROM award") == [(ana.id, 40)]


@pytest.mark.parametrize("target", ["postgresql"], indirect=True)
async def test_an_answer_while_two_are_linked(
    classroom: Classroom, new_team: NewTeam, target: str
) -> None:
    """An answer that waits until its author was linked belongs to whom they are now."""
    ana, ben = [await classroom.store.teams.person(new_team.team.id, one) for one in (ANA, BEN)]
    waits = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    with psycopg.connect(native(target)) as linking:
        linking.execute("SELECT id FROM person FOR NO KEY UPDATE")
        answering = asyncio.create_task(classroom.answered("ben", 0))
        async with asyncio.timeout(20):
            await until(lambda: bool(rows(target, waits)))
        linking.execute("UPDATE identity SET person = %s", (ana.id,))
        linking.execute("UPDATE person SET linked_to = %s WHERE id = %s", (ana.id, ben.id))
    attempt = await answering

    assert attempt.person == ana.id


@pytest.mark.parametrize("target", ["postgresql"], indirect=True)
async def test_a_grade_while_two_are_linked(
    classroom: Classroom, new_team: NewTeam, target: str
) -> None:
    """A grade that waits until its person was linked is stored with whom they are now held."""
    ana = await classroom.store.teams.person(new_team.team.id, ANA)
    attempt = await classroom.answered("ben", 0)
    hold = "SELECT id FROM person WHERE id = %s FOR NO KEY UPDATE"
    waits = "SELECT 1 FROM pg_stat_activity WHERE {} = ANY(pg_blocking_pids(pid))"
    with psycopg.connect(native(target)) as holding, psycopg.connect(native(target)) as linking:
        holding.execute(hold, (ana.id,))
        linking.execute(hold, (attempt.person,))
        grading = asyncio.create_task(classroom.graded(classroom.store, attempt, 40))
        async with asyncio.timeout(20):
            await until(lambda: bool(rows(target, waits.format(linking.info.backend_pid))))
            linking.execute("UPDATE attempt SET person = %s", (ana.id,))
            linking.commit()
            await until(lambda: bool(rows(target, waits.format(holding.info.backend_pid))))

    assert await grading
    assert rows(target, "SELECT person, points FROM award") == [(ana.id, 40)]

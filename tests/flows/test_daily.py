"""The daily question: asked once, remembered, announced, and closed with its model answer."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.consequences import Consequences, Wake, WakeKind
from bot.messages import Address, Place, SpaceKey
from bot.packs import Bank
from storage.store import SqlStore
from tests.due import due_now
from tests.fakes import ADMINS, CHANNEL, SPACE
from tests.flows.room import PREFILL, REUSE, Room, second_process

SECOND = Address("fake:second")


def titles(room: Room, address: Address = CHANNEL) -> list[str]:
    """Return the titles of what was posted at an address."""
    return [one.post.title for one in room.shown(address)]


async def test_a_question_is_asked(asked: Room) -> None:
    """At its time a question is asked, with all that is needed to answer it."""
    (said,) = asked.said()

    assert said.splitlines() == [
        "Question bravo",
        "Why is the second one so much cheaper in the case of bravo?",
        "Track: fundamentals",
        "Level: mid",
        "Time: 8 min",
        "Open until Tue 24 Nov, 09:00. Answer in the thread.",
        "Answer privately",
        "What is graded here?",
    ]


async def test_asking_once(room: Room) -> None:
    """A due schedule asks once in each of its channels, however often it is looked at."""
    await room.command_at(Place(space=SPACE, channel=SECOND), "boss", "join")
    before = titles(room)
    await room.advance(minutes=30)
    await room.tick()
    await room.advance(minutes=30)

    assert before == []
    assert titles(room) == titles(room, SECOND) == ["Question bravo"]


async def test_two_processes(room: Room) -> None:
    """Two processes that see the same due schedule ask its question once."""
    store = SqlStore(room.database, room.clock, "tiny")
    other = second_process(room, store)
    room.clock.advance(timedelta(minutes=30))
    await asyncio.gather(room.tick(), other.tick())
    await asyncio.gather(room.work(), other.work())
    await other.advance(minutes=5)
    await store.close()

    assert titles(room) == ["Question bravo"]


async def test_a_restart(asked: Room) -> None:
    """A process that starts later finds the question asked, and closes it."""
    store = SqlStore(asked.database, asked.clock, "tiny")
    other = second_process(asked, store)
    await other.advance(minutes=5)
    before = titles(asked)
    await other.advance(hours=23, minutes=55)
    await store.close()

    assert before == ["Question bravo"]
    assert "Model answer: Question bravo" in asked.said(Address("fake:practice/t1"))[-1]


async def test_no_question_comes_twice(room: Room) -> None:
    """No question comes again before all were asked; then the oldest one does."""
    await room.advance(minutes=30)
    for _ in range(4):
        await room.advance(days=1)
    first, second, third, *again = titles(room)

    assert {first, second, third} == {"Question alpha", "Question bravo", "Question charlie"}
    assert again == [first, second]


async def test_the_reminder(asked: Room) -> None:
    """An hour before the close the thread is reminded, once, with how many answered."""
    await asked.says("ana", PREFILL)
    await asked.advance(hours=22, minutes=59)
    before = [said for said in asked.said(asked.thread) if "Closes" in said]
    await asked.advance(minutes=1)
    await asked.advance(minutes=1)

    assert before == []
    (reminder,) = [said for said in asked.said(asked.thread) if "Closes" in said]
    assert "09:00. 1 person answered so far." in reminder


async def test_no_reminder(room: Room) -> None:
    """A schedule may do without reminders."""
    await room.command("boss", "schedule", remind="0")
    await room.advance(minutes=30)
    await room.advance(hours=23, minutes=59)

    assert room.said(room.thread) == []


async def test_the_reveal(asked: Room) -> None:
    """At the close, and never before, the thread reads the model answer and how it went."""
    thread = asked.thread
    await asked.says("ana", PREFILL)
    await asked.says("ben", f"{PREFILL} {REUSE}")
    await asked.says("eve", f"{PREFILL} {REUSE}")
    await asked.advance(hours=23, minutes=59)
    before = "\n".join([*asked.said(), *asked.said(thread)])
    await asked.advance(minutes=1)
    reveal = asked.said(thread)[-1]

    assert "The model answer" not in before
    assert "Model answer: Question bravo\nThe model answer to bravo" in reveal
    assert "- the cache takes memory in proportion to the length" in reveal
    assert "Answered: 3\nAverage: 50 of 100" in reveal
    assert "Answers from now on are practice: graded, but without points." in reveal


async def test_the_reveal_of_a_few(asked: Room) -> None:
    """Of fewer than three people no figure and no gap is told: it would be somebody's own."""
    thread = asked.thread
    await asked.says("ana", PREFILL)
    await asked.advance(hours=24)
    reveal = asked.said(thread)[-1]

    assert "Answered: 1" in reveal
    assert "Average" not in reveal
    assert "Most missed" not in reveal


async def test_a_close_that_is_looked_at_early(asked: Room) -> None:
    """A wake that comes too early reveals nothing, and the close is not lost."""
    (slot,) = asked.rows("SELECT id FROM slot")[0]
    await asked.happens(Wake(kind=WakeKind.CLOSE, key=slot, at=asked.clock.now()))
    await asked.work()
    thread, early = asked.thread, asked.said(asked.thread)
    await asked.advance(hours=24)
    await asked.happens(Wake(kind=WakeKind.CLOSE, key=slot, at=asked.clock.now()))
    await asked.work()

    assert early == []
    assert [said.splitlines()[0] for said in asked.said(thread)] == ["Model answer: Question bravo"]


async def test_a_closed_question(asked: Room) -> None:
    """After the close the question says that it is closed, and offers nothing any more."""
    (question,) = asked.shown()
    await asked.advance(hours=24)

    ((receipt, post),) = asked.platform.edits
    assert receipt == question.receipt
    assert post.title == "Question bravo"
    assert post.footer == "Closed Tue 24 Nov, 09:00."
    assert post.choices == ()


async def test_today(asked: Room) -> None:
    """`today` shows the open question to the one who asks, and to nobody else."""
    told = await asked.command("ana", "today")
    await asked.advance(hours=24, minutes=-1)

    assert "Why is the second one so much cheaper in the case of bravo?" in told
    assert "Open until tomorrow 09:00. Answer in its thread." in told
    assert len(asked.said()) == 1


async def test_today_without_a_question(room: Room) -> None:
    """Before the first question `today` says that there is none."""
    assert "No question is open here just now." in await room.command("ana", "today")


async def test_nothing_to_ask(room: Room) -> None:
    """A schedule without a fitting question is paused, and the admins are told once."""
    await room.command("boss", "schedule", tracks="behavioral")
    await room.advance(minutes=30)
    await room.advance(days=1)

    (note,) = room.said(ADMINS)
    assert "The schedule “daily” found no question for its tracks and levels" in note
    assert "Paused; `resume` starts it again." in await room.command("boss", "schedule")


async def test_no_channel(room: Room) -> None:
    """A schedule that no channel wants uses up no question."""
    await room.command("boss", "leave")
    await room.advance(minutes=30)
    await room.advance(days=1)

    assert room.rows("SELECT local_slot, question FROM slot") == []


async def test_weak_concepts_are_likelier(room: Room, wide_bank: Bank) -> None:
    """After bad answers most questions are about the concept that they were about."""
    room.deps = replace(room.deps, bank=wide_bank)
    await room.command("boss", "post", question="tokens-0")
    await room.answers("ana", "No idea.")
    for _ in range(12):
        await room.command("boss", "post")
    picked = titles(room)[1:]

    assert len(set(picked)) == 12
    assert sum(title.startswith("Question tokens") for title in picked) >= 8


@pytest.mark.parametrize("at", ["01:30", "02:30"])
@pytest.mark.parametrize("night", [date(2026, 10, 25), date(2027, 3, 28)], ids=str)
async def test_nights_when_the_clocks_change(room: Room, night: date, at: str) -> None:
    """A question comes once on every local day, also where its time comes twice, or not at all."""
    start = room.clock.now().replace(year=night.year, month=night.month, day=night.day)
    room.clock.advance(start.replace(hour=10, minute=0) - timedelta(days=2) - room.clock.now())
    await room.command("boss", "schedule", time=at)
    counts = []
    for _ in range(3):
        for _ in range(12):
            await room.advance(hours=2)
        counts.append(len(room.shown()))

    days = [night + timedelta(days=days) for days in (-1, 0, 1)]
    slots = [local for (local,) in room.rows("SELECT local_slot FROM slot ORDER BY opens_at")]
    assert slots == [f"{day}T{at}" for day in days]
    assert counts == [1, 2, 3]
    assert room.said(ADMINS) == []


async def test_one_of_many_that_cannot_be_served(room: Room) -> None:
    """A schedule in a zone that is not known keeps none of many others waiting."""
    channels = [Address(f"fake:practice{number}") for number in range(40)]
    for number, channel in enumerate(channels):
        space = SpaceKey(f"fake:{number}")
        new = due_now(room.deps, f"team{number}", space=space, channel=channel)
        if number == 0:
            plan = replace(new.schedule.plan, zone="Nowhere/Land")
            new = replace(new, schedule=replace(new.schedule, plan=plan))
        await room.store.teams.create(new, Consequences())
    await room.tick()
    await room.work()

    assert [channel for channel in channels if not titles(room, channel)] == channels[:1]

"""Whole rounds through the product: asked for, held, scored."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import GraderDown, Refused
from bot.messages import MessageDeleted, MessageEdited, MessageRef, PlaceLost
from storage.store import SqlStore
from tests.fakes import CHANNEL, text
from tests.flows.room import BATCH, MEMORY, PREFILL, REUSE, Room, author, second_process
from tests.flows.rounding import ANSWERS, ROOM, Interview

THIN = "Well, it is cheaper."
OWN = {
    "situation": "So my situation then was a quiet one.",
    "task": "And my task then was to mend it.",
}


@pytest.fixture
def interview(room: Room) -> Interview:
    """Return a room in which rounds can be had."""
    return Interview(room)


async def test_fundamentals(interview: Interview) -> None:
    """An answer is followed up at its heaviest gap that has a new probe, then comes the next."""
    told = await interview.begins()
    rules, first = interview.said
    one = await interview.answers(PREFILL)
    two = await interview.answers(REUSE)
    three = await interview.answers(MEMORY)
    four = await interview.answers(f"{PREFILL} {REUSE} {BATCH}")

    assert "I am opening a room for you." in told
    assert "Each question has its own time" in rules
    assert "Question 1 of 2" in first
    assert [line.strip() for line in one] == ["What does that cost you?\n\nDone"]
    assert "Question 2 of 2" in two[0]
    assert [line.strip() for line in three] == ["What happens before?\n\nDone"]
    assert [len(one), len(two), len(three), len(four)] == [1, 1, 1, 1]
    assert interview.scorecards == four
    assert interview.state == "ended"


async def test_nothing_of_it_is_public(interview: Interview) -> None:
    """A private round leaves nothing in the channel, unless it is shared by its button, once."""
    await interview.begins()
    before = interview.room.said(CHANNEL)
    for _ in range(2):
        await interview.answers(f"{PREFILL} {REUSE} {MEMORY} {BATCH}")
    quiet = interview.room.said(CHANNEL)
    share = interview.room.choice("Share with the team")
    others = await interview.room.takes("bo", share)
    still = interview.room.said(CHANNEL)
    await interview.presses(share)
    await interview.presses(share)
    shown = interview.room.said(CHANNEL)[len(before) :]

    assert before == quiet == still
    assert "You are in no round" in others
    assert len(shown) == 1
    assert "ana: strong yes" in shown[0]
    assert not any(words in shown[0] for words in (PREFILL, REUSE, MEMORY, BATCH))


async def test_a_shared_round(interview: Interview) -> None:
    """The team sees how a shared round ended, and none of its words."""
    await interview.begins(access="shared")
    for _ in range(2):
        await interview.answers(f"{PREFILL} {REUSE} {MEMORY} {BATCH}")

    assert "ana: strong yes" in interview.room.said(CHANNEL)[-1]
    assert PREFILL not in interview.room.said(CHANNEL)[-1]


async def test_whoever_was_in_it_leaves(interview: Interview) -> None:
    """What the team saw of a round, and what quotes it in its room, is replaced."""
    await interview.begins(access="shared")
    for _ in range(2):
        await interview.answers(f"{PREFILL} {REUSE} {MEMORY} {BATCH}")
    room = interview.room
    telling = {
        one.receipt
        for one in room.platform.posts
        if "ana" in one.post.title or PREFILL in text(one.post)
    }
    await room.command("ana", "me", what="delete")
    await room.takes("ana", room.choice("Delete it all"))

    assert {receipt.address for receipt in telling} == {CHANNEL, ROOM}
    assert telling <= {receipt for receipt, _ in room.platform.edits}


async def test_points_are_of_their_own(interview: Interview) -> None:
    """A round gives points for the board of rounds, and none for the daily one."""
    await interview.begins()
    for _ in range(2):
        await interview.answers(f"{PREFILL} {REUSE} {MEMORY} {BATCH}")
    awards = interview.room.rows("SELECT slot, points FROM award WHERE round IS NOT NULL")

    assert awards == [(None, 100)]
    assert await interview.room.points() == {}


async def test_design(interview: Interview) -> None:
    """Six steps with their own time; questions are answered from the sheet, in its words."""
    await interview.begins("system-design", "45m")
    asked = interview.said[-1]
    await interview.says("How many visitors are there? What is the budget? And the weather?")
    facts = interview.said[-1]
    for step, said in ANSWERS.items():
        await interview.says(said)
        await interview.says("done")
        if f"corner one of {step}" in interview.said[-1]:
            await interview.says("done")
    card = interview.scorecards[0]

    assert "Step 1 of 6 · Clarify" in asked
    assert "Ask me what you need to know." in asked
    assert "About 600 questions a day." in facts
    assert "900 dollars a month." in facts
    assert "The rest I was not told. Assume something, and say so." in facts
    assert "left out: names a price per query" in card
    assert "said: Data; Security" in card
    assert card.count("◆◆◆◆") == 5


async def test_coding(interview: Interview) -> None:
    """Code comes in as many messages as it takes; then it is walked through."""
    await interview.begins("coding", "30m")
    asked = interview.said[-1]
    await interview.says("```python\ndef f():\n    pass  # an empty reply fails, three tries\n```")
    await interview.says("done")
    follow = interview.said[-1]
    await interview.says("It has telling names now.")
    await interview.says("done")
    walk = interview.said[-1]
    await interview.says("It is serial because of the limit.")
    await interview.says("done")

    assert "Part 1 of 2 · Code" in asked
    assert "def ask(prompt): ..." in asked
    assert "Say “done” again to move on." in follow
    assert "of names?" in follow
    assert "Part 2 of 2 · Walkthrough" in walk
    assert "from 100 of 100" in interview.scorecards[0]


async def test_behavioral(interview: Interview) -> None:
    """What is missing of a story is asked for."""
    await interview.begins("behavioral", "15m")
    follow = await interview.answers(OWN["situation"])
    await interview.answers(OWN["task"])

    assert "own-task" in follow[0]
    assert "own-action" in interview.said[-1]


async def test_time_is_kept(interview: Interview) -> None:
    """When its time is up a stage is over, and what comes later counts for no stage."""
    await interview.begins()
    await interview.says(PREFILL)
    await interview.room.advance(seconds=20)
    early = interview.room.clock.now()
    interview.room.clock.advance(timedelta(minutes=8))
    late = interview.room.clock.now() - timedelta(seconds=5)
    await interview.room.work()
    asked = interview.said[-1]
    await interview.says(REUSE, sent_at=late)
    told = interview.said[-1]
    await interview.says(MEMORY, sent_at=early + timedelta(seconds=3))
    turns = interview.room.rows("SELECT stage, text FROM turn WHERE ref IS NOT NULL")

    assert "Question 2 of 2" in asked
    assert "so it does not count" in told
    assert turns == [(0, PREFILL), (0, MEMORY)]


async def test_a_platform_that_is_away(interview: Interview) -> None:
    """Time is up a minute later at most, so that answers which are on their way still count."""
    await interview.begins()
    interview.room.platform.online = False
    await interview.room.advance(minutes=7, seconds=40)
    waiting = interview.said[-1]
    await interview.room.advance(seconds=70)
    after = interview.said[-1]

    assert "Question 1 of 2" in waiting
    assert "Question 2 of 2" in after


async def test_silence(interview: Interview) -> None:
    """Silence is remarked upon once, then every stage ends by its time, and so does the round."""
    await interview.begins()
    for _ in range(16):
        await interview.room.advance(minutes=1)
    nudges = [one for one in interview.said if "Take your time" in one]

    assert len(nudges) == 2
    assert "Not enough to grade" in interview.scorecards[0]
    assert "nothing said" in interview.scorecards[0]
    assert interview.room.rows("SELECT * FROM award") == []


async def test_pause_and_resume(interview: Interview) -> None:
    """A pause takes no time away, whatever happens meanwhile, and nothing counts in it."""
    await interview.begins()
    await interview.room.advance(minutes=1)
    paused = await interview.command("pause")
    again = await interview.command("pause")
    await interview.room.advance(hours=3)
    await interview.says(PREFILL)
    unheard = interview.said[-1]
    resumed = await interview.command("resume")
    await interview.room.advance(minutes=6)
    still = interview.said[-1]
    await interview.room.advance(minutes=1)

    assert "The clock stands." in paused
    assert "The clock stands already." in again
    assert "so this does not count" in unheard
    assert "about 6 minutes" in resumed
    assert "Question 2 of 2" not in still
    assert "Question 2 of 2" in interview.said[-1]


async def test_steering_by_word(interview: Interview) -> None:
    """In the room the words alone pause, resume and stop, and are no answer."""
    await interview.begins()
    await interview.says("Pause")
    paused = interview.said[-1]
    await interview.room.advance(hours=1)
    await interview.says("pause")
    again = interview.said[-1]
    await interview.says(PREFILL)
    unheard = interview.said[-1]
    await interview.says("resume")
    resumed = interview.said[-1]
    await interview.says("stop")

    assert "The clock stands. `resume` goes on" in paused
    assert "The clock stands already." in again
    assert "so this does not count" in unheard
    assert "The clock runs again" in resumed
    assert "Not enough to grade" in interview.said[-1]
    assert interview.room.rows("SELECT text FROM turn WHERE ref IS NOT NULL") == []


async def test_done_as_time_runs_out(interview: Interview) -> None:
    """A word to move on that crosses with the next question does not skip it."""
    await interview.begins()
    await interview.room.advance(minutes=7, seconds=30)
    await interview.says("done")
    crossed = interview.said[-1]
    await interview.room.advance(seconds=20)
    await interview.says("done")

    assert "Question 2 of 2" in crossed
    assert "Not enough to grade" in interview.said[-1]


async def test_too_late_after_a_pause(interview: Interview) -> None:
    """Who was told that nothing counts in a pause is told too when something comes too late."""
    await interview.begins()
    await interview.command("pause")
    await interview.says(PREFILL)
    await interview.command("resume")
    late = interview.room.clock.now() + timedelta(minutes=7, seconds=31)
    await interview.room.advance(minutes=7, seconds=35)
    await interview.says(PREFILL, sent_at=late - timedelta(seconds=3))
    await interview.says(REUSE, sent_at=late)

    assert "That came after the time for “Question" in interview.said[-1]


async def test_abandoned(interview: Interview) -> None:
    """A round that nobody comes back to is closed after a day, and scored on what there is."""
    await interview.begins()
    await interview.answers(PREFILL)
    await interview.command("pause")
    await interview.room.advance(hours=23)
    before = list(interview.scorecards)
    await interview.room.advance(hours=2)

    assert before == []
    assert "Nobody came back to it for a day." in interview.scorecards[0]
    assert interview.room.rows("SELECT count(*) FROM round WHERE state <> 'ended'") == [(0,)]


async def test_stopping(interview: Interview) -> None:
    """Stopping scores what there is, and says where that is too little."""
    await interview.begins()
    await interview.answers(f"{PREFILL} {REUSE} {MEMORY} {BATCH}")
    told = await interview.command("stop")
    card = interview.scorecards[0]
    after = await interview.command("stop")

    assert "Your round is over." in told
    assert "You stopped it before its end." in card
    assert "Strong yes" in card
    assert "You are in no round." in after


async def test_buttons_of_stages_that_are_over(interview: Interview) -> None:
    """A button moves on from its own stage only, however often it is pressed."""
    await interview.begins()
    first = interview.button
    await interview.presses(first)
    again = await interview.presses(first)

    assert "That part is over already." in again
    assert sum("Question 2 of 2" in one for one in interview.said) == 1


async def test_one_at_a_time(interview: Interview) -> None:
    """A person is in one round at a time, and a team has so many rounds at once."""
    await interview.begins()
    second = await interview.begins()
    await interview.room.command("boss", "settings", rounds="1")
    full = await interview.room.command("bo", "mock")
    await interview.command("stop")
    free = await interview.room.command("bo", "mock")

    assert "You are in a fundamentals round already." in second
    assert "1 round is going on in your team, as many as fit." in full
    assert "I am opening a room for you." in free


async def test_a_kind_that_the_pack_has_nothing_for(room: Room) -> None:
    """Without material there is no round, and a sentence says so."""
    told = await room.command("ana", "mock", kind="coding")

    assert "The bank has nothing for a coding round." in told


async def test_no_money_left(interview: Interview) -> None:
    """When the month's budget is used up, no round begins."""
    await interview.room.command("boss", "settings", cap="1")
    interview.room.grader.price = 2_000_000
    await interview.begins()
    await interview.answers(PREFILL)
    card = interview.scorecards
    await interview.command("stop")

    assert card == []
    assert "Not enough to grade" in interview.scorecards[0]
    assert "This month's budget for grading is used up." in interview.scorecards[0]


async def test_no_room(interview: Interview) -> None:
    """Where no private room can be opened there is no round, and nothing is said in public."""
    interview.room.platform.fails("open_room", Refused(CHANNEL, "no private threads"))
    await interview.begins()

    assert any("I could not open a private room" in one for one in interview.room.told("ana"))
    assert interview.state == "ended"
    assert interview.said == []
    assert "Asks nothing" not in await interview.room.command("boss", "schedule")


async def test_a_room_that_is_gone(interview: Interview) -> None:
    """A round whose room was deleted ends; its scorecard comes privately."""
    await interview.begins()
    await interview.answers(f"{PREFILL} {REUSE} {MEMORY} {BATCH}")
    lost = PlaceLost(event="lost", address=ROOM, reason="deleted")
    await interview.room.happens(lost)
    await interview.room.work()

    assert interview.scorecards == []
    assert "Its room is gone." in interview.room.told("ana")[-1]
    assert interview.state == "ended"


async def test_a_grader_that_is_down(interview: Interview) -> None:
    """The round goes on without follow-ups; what was said is judged once the grader is back."""
    await interview.begins()
    down = [GraderDown("busy"), GraderDown("busy"), GraderDown("busy")]
    interview.room.grader.enqueue(*down)
    await interview.answers(f"{PREFILL} {REUSE} {MEMORY} {BATCH}")
    second = interview.said[-1]
    await interview.says(f"{PREFILL} {REUSE} {MEMORY} {BATCH}")
    await interview.says("done")
    for _ in range(8):
        await interview.room.advance(minutes=2)
    waiting = [one for one in interview.said if "the scorecard follows" in one]

    assert "Question 2 of 2" in second
    assert len(waiting) == 1
    assert "Strong yes" in interview.scorecards[0]


async def test_edits_and_deletions(interview: Interview) -> None:
    """A changed answer is the answer; a deleted one is forgotten."""
    await interview.begins()
    ref = await interview.says(THIN)
    now = interview.room.clock.now() + timedelta(seconds=1)
    place = interview.place
    edit = MessageEdited(ref=ref, author=author("ana"), place=place, text=PREFILL, edited_at=now)
    await interview.room.happens(edit)
    gone = await interview.says("my secret")
    await interview.room.happens(MessageDeleted(ref=gone, place=place, at=now))
    await interview.room.advance(seconds=20)

    assert interview.room.grader.history[-1].answer == PREFILL
    assert "secret" not in str(interview.room.rows("SELECT text FROM turn"))
    assert interview.room.rows("SELECT * FROM attempt") == []


async def test_what_others_say_there(interview: Interview) -> None:
    """What somebody else writes in the room is no part of the round."""
    await interview.begins()
    await interview.says(PREFILL, who="bo")
    await interview.room.advance(seconds=20)

    assert interview.room.grader.history == []
    assert interview.room.rows("SELECT * FROM turn WHERE ref IS NOT NULL") == []


async def test_a_message_that_comes_twice(interview: Interview) -> None:
    """A message that a platform delivers again is there once."""
    await interview.begins()
    for _ in range(2):
        await interview.room.says("ana", PREFILL, thread=ROOM, ref=MessageRef("fake:same"))
    await interview.room.advance(seconds=20)

    assert interview.room.grader.history[-1].answer == PREFILL


async def test_rooms_are_backfilled(interview: Interview) -> None:
    """After an outage a platform is asked for what was written in the rooms of live rounds."""
    await interview.begins()
    open_now = await interview.room.store.rounds.open_rooms("fake")
    await interview.command("stop")
    over = await interview.room.store.rounds.open_rooms("fake")

    assert [one.address for one in open_now] == [ROOM]
    assert over == []


async def test_a_second_process(interview: Interview) -> None:
    """Another process finds the round where the first one left it, its deadline the same."""
    await interview.begins()
    await interview.answers(PREFILL)
    room = interview.room
    store = SqlStore(room.database, room.clock, "tiny")
    other = Interview(second_process(room, store))
    other.room.deps = replace(other.room.deps, bank=room.deps.bank)
    await other.room.advance(minutes=6)
    early = other.said[-1]
    await other.room.advance(minutes=2)
    await store.close()

    assert "Question 2 of 2" not in early
    assert "Question 2 of 2" in other.said[-1]


async def test_earlier_rounds(interview: Interview) -> None:
    """Earlier rounds are listed, each compared with the one of its kind before it."""
    none = await interview.room.command("ana", "rounds")
    for answer in (PREFILL, f"{PREFILL} {REUSE} {MEMORY} {BATCH}"):
        await interview.begins()
        for _ in range(2):
            await interview.answers(answer)
            if answer == PREFILL:
                await interview.says("done")
        await interview.room.advance(minutes=1)
    listed = await interview.room.command("ana", "rounds")

    assert "You have had no round yet." in none
    assert "70 points better than before" in listed
    assert listed.count("Fundamentals round") == 2

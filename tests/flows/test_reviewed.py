"""Ways around a rule that a review found, each closed."""

from datetime import timedelta

from bot.errors import RateLimited
from bot.grading import Reason, Ungraded
from tests.fakes import ADMINS
from tests.flows.room import MEMORY, PREFILL, REUSE, Room

TALK = Ungraded(reason=Reason.NOT_AN_ANSWER, grader="scripted")


async def test_a_pause_into_which_somebody_speaks(asked: Room) -> None:
    """What waits for the end of a pause is said then, though a wake came earlier."""
    await asked.says("ana", PREFILL)
    asked.platform.fails("mark", RateLimited(60))
    await asked.work()
    await asked.says("ben", REUSE)
    await asked.work()
    await asked.advance(seconds=61)

    assert await asked.store.outbox.pending() == 0


async def test_talk_that_becomes_a_fourth_answer(asked: Room) -> None:
    """Editing a remark into an answer gets nobody more grades than the team allows."""
    asked.grader.enqueue(TALK)
    remark = await asked.answers("ana", "Nice one.")
    for answer in (PREFILL, REUSE, MEMORY):
        await asked.answers("ana", answer)
    before = len(asked.grader.history)
    await asked.edits("ana", remark, f"{PREFILL} {REUSE}")
    await asked.advance(minutes=5)

    assert len(asked.grader.history) == before
    assert "You have used your 3 answers" in asked.told("ana")[-1]


async def test_a_question_whose_time_is_over_already(room: Room) -> None:
    """A slot that would be closed by now is not asked, and the admins learn of it."""
    await room.command("boss", "schedule", open="1", remind="0")
    room.clock.advance(timedelta(hours=2, minutes=30))
    await room.tick()
    await room.work()

    assert room.said() == []
    assert any("not asked" in note for note in room.said(ADMINS))
    assert room.rows("SELECT count(*) FROM slot") == [(0,)]


async def test_a_queued_question_after_downtime(room: Room) -> None:
    """A question that was queued is kept for the next slot where one is missed."""
    await room.command("boss", "queue", question="charlie")
    room.clock.advance(timedelta(hours=6, minutes=30))
    await room.tick()

    assert room.rows("SELECT queued FROM schedule") == [("charlie",)]


async def test_the_same_question_twice_at_once(asked: Room) -> None:
    """A question that is open is not asked again, since its close would give the answer away."""
    told = await asked.command("boss", "post", question="bravo")

    assert "That question is open just now." in told
    assert asked.rows("SELECT count(*) FROM slot") == [(1,)]


async def test_feedback_after_talk(asked: Room) -> None:
    """What somebody says after their answer does not hide its grade."""
    await asked.answers("ana", PREFILL)
    asked.grader.enqueue(TALK)
    await asked.answers("ana", "Thanks, that helped.")
    told = await asked.command("ana", "feedback")

    assert "30 of 100" in told

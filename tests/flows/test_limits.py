"""What does not count: talk, answers above the limits, and answers after the reveal."""

from datetime import timedelta

from bot.errors import GraderDown
from bot.grading import Reason, Ungraded
from bot.messages import Mark
from tests.flows.room import BATCH, MEMORY, PREFILL, REUSE, Room

CHATTER = Ungraded(reason=Reason.NOT_AN_ANSWER, grader="scripted")
EVERYTHING = f"{PREFILL} {REUSE} {MEMORY} {BATCH}"
EMPTY = Ungraded(reason=Reason.EMPTY, grader="scripted")


async def test_an_emoji_is_left_alone(asked: Room) -> None:
    """A message without words gets no mark and no word."""
    asked.grader.enqueue(EMPTY)
    ref = await asked.answers("ana", "👍🎉")

    assert asked.marks(ref) == []
    assert asked.said(asked.thread) == asked.told("ana") == []


async def test_talk_is_left_alone(asked: Room) -> None:
    """Talk in the thread is not marked as graded, and nobody is told anything."""
    asked.grader.enqueue(CHATTER)
    ref = await asked.answers("ana", "thanks, great question!")

    assert Mark.GRADED not in asked.marks(ref)
    assert asked.said(asked.thread) == asked.told("ana") == []


async def test_talk_that_is_changed_is_left_alone(asked: Room) -> None:
    """Nobody is told that their answer was graded when they mend a typing error in their talk."""
    asked.grader.enqueue(CHATTER)
    ref = await asked.answers("ana", "thansk!")
    await asked.edits("ana", ref, "thanks!")

    assert asked.told("ana") == []


async def test_talk_that_is_deleted_is_left_alone(asked: Room) -> None:
    """Nobody is told that their points are gone when they delete talk."""
    asked.grader.enqueue(CHATTER)
    ref = await asked.answers("ana", "thanks!")
    await asked.deletes(ref)

    assert asked.told("ana") == []


async def test_talk_does_not_use_up_an_attempt(asked: Room) -> None:
    """After talk there are still three answers."""
    asked.grader.enqueue(CHATTER)
    for said in ("thanks!", PREFILL, REUSE, f"{PREFILL} {MEMORY}"):
        await asked.answers("ana", said)

    assert asked.told("ana") == []
    assert await asked.points() == {"ana": 50}


async def test_talk_after_the_reveal(asked: Room) -> None:
    """After the reveal a thread is for talking: what earns nothing gets no mark and no word."""
    thread = asked.thread
    await asked.advance(hours=24)
    before = asked.said(thread)
    ref = await asked.says("ana", "Oh, that is neat.", thread=thread)
    await asked.advance(seconds=20)

    assert asked.marks(ref) == []
    assert asked.told("ana") == []
    assert asked.said(thread) == before


async def test_three_answers_to_a_question(asked: Room) -> None:
    """The fourth answer to a question is not graded, and its author is told so."""
    for answer in (PREFILL, REUSE, MEMORY, BATCH):
        await asked.answers("ana", answer)

    (told,) = asked.told("ana")
    assert "You have used your 3 answers to this question, so this one is not graded." in told
    assert "tomorrow 09:00" in told
    assert [one.answer for one in asked.grader.history] == [PREFILL, REUSE, MEMORY]


async def test_the_best_answer_counts(asked: Room) -> None:
    """A later answer that is worse takes nothing away."""
    await asked.answers("ana", f"{PREFILL} {REUSE}")
    await asked.answers("ana", MEMORY)

    assert await asked.points() == {"ana": 60}


async def test_answers_within_a_day(asked: Room) -> None:
    """A person has so many graded answers within 24 hours, over all questions."""
    await asked.command("boss", "settings", per_day="2")
    await asked.answers("ana", PREFILL)
    await asked.answers("ana", REUSE)
    await asked.answers("ana", MEMORY)

    (told,) = asked.told("ana")
    assert "That is 2 graded answers within a day, which is the limit here." in told
    await asked.advance(hours=24)
    await asked.answers("ana", BATCH)
    assert asked.grader.history[-1].answer == BATCH


async def test_an_answer_after_the_reveal(asked: Room) -> None:
    """An answer that was sent after the close is graded, but it is worth no points."""
    thread = asked.thread
    await asked.advance(hours=24)
    await asked.says("ana", PREFILL, thread=thread)
    await asked.advance(seconds=20)

    assert await asked.points() == {}
    feedback = await asked.takes("ana", asked.choice("My feedback"))
    assert "30 of 100" in feedback
    assert "Practice after the close: no points." in feedback


async def test_an_answer_that_was_sent_in_time(asked: Room) -> None:
    """An answer that was sent before the close counts, however late it reaches us."""
    thread, sent_at = asked.thread, asked.clock.now() + timedelta(hours=23, minutes=59)
    await asked.advance(hours=24)
    await asked.says("ana", PREFILL, thread=thread, sent_at=sent_at)
    await asked.advance(seconds=20)

    assert await asked.points() == {"ana": 30}


async def test_words_that_are_added_after_the_reveal(asked: Room) -> None:
    """What is added to an answer after the reveal earns no points."""
    thread = asked.thread
    asked.grader.enqueue(GraderDown("overloaded"), GraderDown("overloaded"))
    await asked.advance(hours=23, minutes=59)
    await asked.says("ana", PREFILL, thread=thread)
    await asked.advance(seconds=30)
    await asked.advance(seconds=30)
    await asked.says("ana", f"{REUSE} {MEMORY} {BATCH}", thread=thread)
    await asked.advance(minutes=1)

    assert (await asked.points()).get("ana", 0) <= 30


async def test_words_that_are_edited_in_after_the_reveal(asked: Room) -> None:
    """What is edited into a waiting answer after the reveal earns no points."""
    await asked.advance(hours=23, minutes=59, seconds=50)
    ref = await asked.says("ana", PREFILL)
    await asked.advance(seconds=10)
    await asked.edits("ana", ref, EVERYTHING)
    await asked.advance(minutes=1)

    assert (await asked.points()).get("ana", 0) <= 30


async def test_a_regrade_after_the_reveal(asked: Room) -> None:
    """A choice that was offered before the reveal earns no points for what was changed since."""
    await asked.advance(hours=23)
    ref = await asked.answers("ana", PREFILL)
    await asked.edits("ana", ref, f"{PREFILL} Or does it?")
    offer = asked.choice("Grade it again")
    await asked.advance(hours=1)
    await asked.edits("ana", ref, EVERYTHING)
    await asked.takes("ana", offer)
    await asked.advance(minutes=1)

    assert (await asked.points()).get("ana", 0) <= 30

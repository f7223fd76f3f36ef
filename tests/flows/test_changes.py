"""Messages that are edited or deleted, before and after their grade."""

from datetime import timedelta

from bot.messages import Mark
from tests.flows.room import MEMORY, PREFILL, REUSE, Room
from tests.flows.whole import mentions

OFFER = "You changed an answer that is graded already"


async def test_an_edit_before_the_grade(asked: Room) -> None:
    """Of a message that is edited while it is waited for, the new text is graded."""
    ref = await asked.says("ana", PREFILL)
    await asked.edits("ana", ref, f"{PREFILL} {REUSE}")
    await asked.advance(seconds=20)

    assert [one.answer for one in asked.grader.history] == [f"{PREFILL} {REUSE}"]
    assert asked.told("ana") == []
    assert await asked.points() == {"ana": 60}


async def test_an_edit_while_grading(asked: Room) -> None:
    """An edit while its answer is judged makes that grade stale."""
    ref = await asked.says("ana", PREFILL)

    async def mends_it() -> None:
        await asked.edits("ana", ref, f"{PREFILL} {REUSE}")

    asked.grader.meanwhile = mends_it
    await asked.advance(seconds=20)
    stale = await asked.points()
    await asked.advance(seconds=20)

    assert stale == {}
    assert await asked.points() == {"ana": 60}


async def test_an_edit_after_the_grade(asked: Room) -> None:
    """An edit after the grade changes nothing until its author wants it graded again."""
    ref = await asked.answers("ana", PREFILL)
    await asked.edits("ana", ref, f"{PREFILL} {MEMORY}")
    (told,) = asked.told("ana")
    before = await asked.points()
    confirmed = await asked.takes("ana", asked.choice("Grade it again"))

    assert OFFER in told
    assert "Grading your changed answer." in confirmed
    assert before == {"ana": 30}
    assert await asked.points() == {"ana": 50}


async def test_a_regrade_that_is_worse(asked: Room) -> None:
    """Of an answer that is graded again only the newest text counts."""
    ref = await asked.answers("ana", f"{PREFILL} {REUSE}")
    await asked.edits("ana", ref, PREFILL)
    await asked.takes("ana", asked.choice("Grade it again"))

    assert await asked.points() == {"ana": 30}


async def test_a_regrade_by_somebody_else(asked: Room) -> None:
    """Only its author can have an answer graded again."""
    ref = await asked.answers("ana", PREFILL)
    await asked.edits("ana", ref, "Never mind.")
    told = await asked.takes("ben", asked.choice("Grade it again"))

    assert told == ""
    assert await asked.points() == {"ana": 30}


async def test_a_regrade_that_is_asked_for_twice(asked: Room) -> None:
    """A second press on the same choice grades nothing twice."""
    ref = await asked.answers("ana", PREFILL)
    await asked.edits("ana", ref, REUSE)
    offer = asked.choice("Grade it again")
    await asked.takes("ana", offer)
    await asked.takes("ana", offer)

    assert [one.answer for one in asked.grader.history] == [PREFILL, REUSE]


async def test_an_edit_that_changes_nothing(asked: Room) -> None:
    """An edit with the same text, such as a link preview, is ignored."""
    ref = await asked.answers("ana", PREFILL)
    await asked.edits("ana", ref, PREFILL)

    assert asked.told("ana") == []
    assert asked.marks(ref) == [Mark.SEEN, Mark.GRADED]


async def test_an_old_edit_that_comes_late(asked: Room) -> None:
    """Of two edits that arrive in the wrong order, the newer one counts."""
    ref = await asked.says("ana", "Oops.")
    await asked.edits("ana", ref, PREFILL)
    asked.clock.advance(timedelta(seconds=-5))
    await asked.edits("ana", ref, "Half a sen")
    await asked.advance(seconds=25)

    assert [one.answer for one in asked.grader.history] == [PREFILL]


async def test_a_deleted_answer(asked: Room) -> None:
    """An answer whose messages are deleted is withdrawn, with its points."""
    ref = await asked.answers("ana", PREFILL)
    await asked.deletes(ref)

    (told,) = asked.told("ana")
    assert "Your answer to “Question bravo” is withdrawn; its points are gone too." in told
    assert await asked.points() == {}
    assert asked.rows("SELECT * FROM award") == asked.rows("SELECT * FROM tally") == []
    assert asked.rows("SELECT text, body FROM message") == [("", "")]
    assert mentions(asked.database, "reads the whole prompt first") == []


async def test_the_answer_before_a_deleted_one(asked: Room) -> None:
    """When the best answer is withdrawn, the next best one counts."""
    await asked.answers("ana", PREFILL)
    better = await asked.answers("ana", f"{PREFILL} {REUSE}")
    await asked.deletes(better)

    assert await asked.points() == {"ana": 30}


async def test_an_answer_that_is_deleted_before_its_grade(asked: Room) -> None:
    """An answer that is deleted while it is waited for is not graded."""
    ref = await asked.says("ana", PREFILL)
    await asked.deletes(ref)
    await asked.advance(minutes=5)

    assert asked.grader.history == []
    assert await asked.points() == {}


async def test_an_answer_that_is_deleted_while_grading(asked: Room) -> None:
    """An answer that is deleted while it is judged gets no grade."""
    ref = await asked.says("ana", PREFILL)

    async def changes_her_mind() -> None:
        await asked.deletes(ref)

    asked.grader.meanwhile = changes_her_mind
    await asked.advance(minutes=5)

    assert await asked.points() == {}
    assert asked.said(asked.thread) == []


async def test_a_deleted_part_of_a_waiting_answer(asked: Room) -> None:
    """When one of several messages is deleted in time, the others are graded."""
    await asked.says("ana", PREFILL)
    ref = await asked.says("ana", REUSE)
    await asked.deletes(ref)
    await asked.advance(seconds=20)

    assert [one.answer for one in asked.grader.history] == [PREFILL]


async def test_a_deleted_part_of_a_graded_answer(asked: Room) -> None:
    """When one message of a graded answer is deleted, its author may have the rest graded."""
    await asked.says("ana", PREFILL)
    ref = await asked.says("ana", REUSE)
    await asked.advance(seconds=20)
    await asked.deletes(ref)
    (told,) = asked.told("ana")
    await asked.takes("ana", asked.choice("Grade it again"))

    assert OFFER in told
    assert mentions(asked.database, "Decode reuses") == []
    assert await asked.points() == {"ana": 30}

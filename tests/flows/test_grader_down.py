"""A grader that cannot be reached: nothing is lost, and nothing is a zero."""

from collections.abc import Sequence

import pytest

from bot.errors import GraderDown
from bot.flows.calls import TRIES
from bot.grading import Reason, Ungraded
from bot.messages import Mark
from tests.fakes import ADMINS
from tests.flows.room import PREFILL, REUSE, Room

DOWN = GraderDown("overloaded")


async def test_a_short_outage(asked: Room) -> None:
    """An answer is pending while the grader is down, which its author is told once."""
    asked.grader.enqueue(DOWN, DOWN)
    ref = await asked.answers("ana", PREFILL)
    await asked.advance(seconds=30)
    await asked.advance(seconds=60)

    (told,) = asked.told("ana")
    assert "Not graded yet:" in told
    assert "your answer is safe. I try again in 30 seconds." in told
    assert asked.marks(ref) == [Mark.SEEN, Mark.PENDING, Mark.GRADED]
    assert await asked.points() == {"ana": 30}


async def test_pauses_between_tries(asked: Room) -> None:
    """Each pause is twice the one before, or what the grader asks for."""
    asked.grader.enqueue(DOWN, DOWN, GraderDown("slow down", retry_after=600))
    await asked.answers("ana", PREFILL)
    tries = []
    for seconds in (29, 1, 59, 1, 599, 1):
        await asked.advance(seconds=seconds)
        tries.append(len(asked.grader.history))

    assert tries == [1, 2, 2, 3, 3, 4]


async def test_a_long_outage(asked: Room) -> None:
    """After so many tries a human has to look; the answer is kept, and is no zero."""
    asked.grader.enqueue(*[DOWN] * TRIES)
    ref = await asked.answers("ana", PREFILL)
    for _ in range(TRIES):
        await asked.advance(hours=1)

    assert "The grader could not be reached for a long time." in asked.told("ana")[-1]
    assert "not a zero" in asked.told("ana")[-1]
    (note,) = asked.said(ADMINS)
    assert "An answer to “Question bravo” is kept, but not graded." in note
    assert Mark.GRADED not in asked.marks(ref)
    assert await asked.points() == {}
    assert asked.rows("SELECT text FROM message") == [(PREFILL,)]


async def test_an_outage_that_used_up_no_attempt(asked: Room) -> None:
    """An answer that could not be graded leaves three others."""
    asked.grader.enqueue(*[DOWN] * TRIES)
    await asked.answers("ana", "An answer that is never graded.")
    for _ in range(TRIES):
        await asked.advance(hours=1)
    for answer in ("One more try.", "Another try.", PREFILL):
        await asked.answers("ana", answer)

    assert await asked.points() == {"ana": 30}


async def test_pending_answers_at_the_close(asked: Room) -> None:
    """The reveal says that answers are not graded yet; they count when they are."""
    thread = asked.thread
    asked.grader.enqueue(GraderDown("overloaded", retry_after=3600))
    await asked.advance(hours=23, minutes=30)
    await asked.answers("ana", PREFILL)
    await asked.advance(minutes=30)
    reveal = next(text for text in asked.said(thread) if "Model answer" in text)
    await asked.advance(hours=1)

    assert "Not graded yet: 1 answer" in reveal
    assert await asked.points() == {"ana": 30}


@pytest.mark.parametrize(
    ("reason", "sentence", "admins"),
    [
        (Reason.LANGUAGE, "English only", 0),
        (Reason.ECHO, "repeats the question", 0),
        (Reason.TOO_LONG, "too long to grade", 0),
        (Reason.REFUSED, "The grading model would not judge", 1),
        (Reason.TRUNCATED, "The grading model broke off.", 1),
        (Reason.MALFORMED, "The grading model gave no usable answer.", 1),
        (Reason.BUDGET, "This month's budget for grading is used up.", 1),
    ],
)
async def test_an_answer_that_cannot_be_judged(
    asked: Room, reason: Reason, sentence: str, admins: int
) -> None:
    """Its author is told why an answer has no grade; admins, where they have to act."""
    asked.grader.enqueue(Ungraded(reason=reason, grader="scripted"))
    ref = await asked.answers("ana", PREFILL)

    (told,) = asked.told("ana")
    assert "Not graded:" in told
    assert sentence in told
    assert len(asked.said(ADMINS)) == admins
    assert asked.marks(ref) == [Mark.SEEN]
    assert asked.said(asked.thread) == []
    assert await asked.points() == {}


@pytest.mark.parametrize(
    "outcomes",
    [
        [DOWN] * TRIES,
        [Ungraded(reason=Reason.REFUSED, grader="scripted")],
        [Ungraded(reason=Reason.NOT_AN_ANSWER, grader="scripted")],
    ],
    ids=["away", "refused", "talk"],
)
async def test_a_regrade_without_a_grade(
    asked: Room, outcomes: Sequence[GraderDown | Ungraded]
) -> None:
    """The earlier grade stays, with its points, until there is a new one."""
    ref = await asked.answers("ana", PREFILL)
    await asked.edits("ana", ref, f"{PREFILL} {REUSE}")
    asked.grader.enqueue(*outcomes)
    await asked.takes("ana", asked.choice("Grade it again"))
    meanwhile = await asked.points()
    for _ in range(TRIES):
        await asked.advance(hours=1)
    told = asked.told("ana")[-1]
    stays = await asked.points()
    await asked.edits("ana", ref, f"{REUSE} {PREFILL}")
    await asked.takes("ana", asked.choice("Grade it again"))

    assert meanwhile == stays == {"ana": 30}
    assert "Not graded: “Question bravo”." in told
    assert "Your earlier grade stays." in told
    assert await asked.points() == {"ana": 60}

"""What people are told about their answers, and what nobody is told too early."""

from bot.content import Verdict
from tests.flows.room import BATCH, MEMORY, PREFILL, REUSE, Room


def statements(room: Room) -> dict[str, str]:
    """Return what each point says; every question of the bank has the same ones."""
    points = room.deps.bank.questions["bravo"].rubric.points
    return {point.id: point.says for point in points}


async def test_brief_feedback(asked: Room) -> None:
    """By default the thread learns that there is a grade, and its author alone which one."""
    await asked.answers("ana", f"{PREFILL} {MEMORY}")
    (line,) = asked.said(asked.thread)
    unasked = asked.told("ana")
    feedback = await asked.takes("ana", asked.choice("My feedback"))

    assert line.strip() == "ana, your answer is graded.\n\nMy feedback"
    assert unasked == []
    assert "◆◆◇◇  50 of 100 · graded by scripted" in feedback
    assert f"**met** {statements(asked)['prefill']}\n> {PREFILL}" in feedback
    assert "The best of your 3 answers counts." in feedback


async def test_feedback_of_somebody_else(asked: Room) -> None:
    """Who presses the button under somebody else's answer learns nothing of it."""
    await asked.answers("ana", PREFILL)
    told = await asked.takes("ben", asked.choice("My feedback"))

    assert told.strip().startswith("You have no graded answer here yet.")
    assert "ana" not in told
    assert "of 100" not in told


async def test_feedback_by_command(asked: Room) -> None:
    """`feedback` shows one's own latest feedback, and nobody else's."""
    await asked.answers("ana", PREFILL)

    assert "30 of 100" in await asked.command("ana", "feedback")
    assert "You have no graded answer here yet." in await asked.command("ben", "feedback")


async def test_feedback_that_is_asked_for_early(asked: Room) -> None:
    """While an answer waits, its author is told that it is being graded."""
    await asked.says("ana", PREFILL)

    told = await asked.command("ana", "feedback")
    assert "Your answer to “Question bravo” is being graded." in told


async def test_full_feedback(asked: Room) -> None:
    """A team may want everything unasked; it is told privately all the same."""
    await asked.command("boss", "settings", feedback="full")
    await asked.answers("ana", PREFILL)

    (told,) = asked.told("ana")
    assert "30 of 100" in told
    assert asked.said(asked.thread) == []


async def test_feedback_while_open(asked: Room) -> None:
    """While a question is open nobody is told a point that they did not make."""
    asked.grader.enqueue({"prefill": Verdict.MET, "reuse": Verdict.PARTIAL})
    await asked.answers("ana", f"{PREFILL} {REUSE}")
    feedback = await asked.takes("ana", asked.choice("My feedback"))

    assert statements(asked)["prefill"] in feedback
    assert [
        point for point in ("reuse", "memory", "batch") if statements(asked)[point] in feedback
    ] == []
    assert "**partly** direction reuse" in feedback
    assert "**open** 2 more points, about direction memory" in feedback
    assert "**next** What does that cost you?" in feedback


async def test_feedback_after_the_close(asked: Room) -> None:
    """After the close people read what they missed."""
    await asked.answers("ana", PREFILL)
    choice = asked.choice("My feedback")
    await asked.advance(hours=24)
    feedback = await asked.takes("ana", choice)

    for point in ("reuse", "memory", "batch"):
        assert f"- {statements(asked)[point]}" in feedback


async def test_nothing_public_gives_a_point_away(asked: Room) -> None:
    """Whatever is asked while a question is open, no point of it is stated in public or private."""
    await asked.answers("ana", "No idea, sorry.")
    await asked.takes("ana", asked.choice("My feedback"))
    await asked.takes("ana", asked.choice("What is graded here?"))
    await asked.command("ana", "today")
    await asked.advance(hours=23)
    everything = "\n".join([*asked.said(), *asked.said(asked.thread), *asked.told("ana")])

    assert "direction batch (weight 2)" in everything
    assert [says for says in statements(asked).values() if says in everything] == []
    assert "The model answer to bravo" not in everything


async def test_what_is_graded_after_the_close(asked: Room) -> None:
    """After the close the points are stated."""
    choice = asked.choice("What is graded here?")
    await asked.advance(hours=24)
    told = await asked.takes("ana", choice)

    assert f"- {statements(asked)['batch']} (weight 2)" in told


async def test_a_red_flag(asked: Room) -> None:
    """A red flag is named with the words that raised it, and costs points."""
    await asked.answers("ana", f"{PREFILL} It is plain magic.")
    feedback = await asked.takes("ana", asked.choice("My feedback"))

    assert "**flag** calls it plain magic\n> It is plain magic." in feedback
    assert "20 of 100" in feedback


async def test_the_same_answer_gets_the_same_grade(asked: Room) -> None:
    """An answer that was judged before is not judged again."""
    asked.grader.enqueue({"prefill": Verdict.MET}, {"prefill": Verdict.MISSED})
    await asked.answers("ana", PREFILL)
    await asked.answers("ben", f"  {PREFILL}\n")

    assert len(asked.grader.history) == 1
    assert await asked.points() == {"ana": 30, "ben": 30}


async def test_a_full_answer(asked: Room) -> None:
    """Who makes every point has all the points, and nothing open."""
    await asked.answers("ana", f"{PREFILL} {REUSE} {MEMORY} {BATCH}")
    feedback = await asked.takes("ana", asked.choice("My feedback"))

    assert "◆◆◆◆  100 of 100" in feedback
    assert "**open**" not in feedback
    assert "**next**" not in feedback

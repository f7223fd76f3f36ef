"""What can be appealed, how often, and what ends an appeal."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.appeals import PER_WEEK
from bot.content import Verdict
from bot.ports import Judged
from tests.fakes import ADMINS, graded
from tests.flows.appealing import (
    ANSWER,
    DOLLAR,
    MET,
    MORE,
    appeals,
    newest,
    opens,
    paid,
    spending,
    states,
    waits,
)
from tests.flows.room import MEMORY, PREFILL, REUSE, Room

# --- what cannot be appealed


async def test_a_point_that_is_not_named(asked: Room) -> None:
    """Directions help, while no missed point is stated."""
    told = await appeals(asked, await opens(asked), point="quantum gravity")

    directions = "direction reuse; direction memory; direction batch"
    assert f"Which point do you mean? Name one of these: {directions}." in told
    points = asked.deps.bank.questions["bravo"].rubric.points
    assert not any(point.says in told for point in points)
    assert states(asked) == []


@pytest.mark.parametrize(
    "point", ["reuse", "Direction REUSE", "decode reuses the cached keys and values"]
)
async def test_a_point_in_other_words(asked: Room, point: str) -> None:
    """It is found by its direction, its name or what it says."""
    told = await appeals(asked, await opens(asked), point=point)

    assert "on the point about direction reuse" in told
    assert asked.rows("SELECT point FROM appeal") == [("reuse",)]


async def test_a_word_of_every_point(asked: Room) -> None:
    """What fits several points equally well is none of them."""
    assert "Which point do you mean?" in await appeals(asked, await opens(asked), point="direction")


async def test_a_point_that_counts(asked: Room) -> None:
    """There is nothing to gain for it."""
    told = await appeals(asked, await opens(asked), point="direction prefill", said=PREFILL)

    assert "The point about direction prefill counts in full already." in told
    assert states(asked) == []


async def test_a_sentence_that_is_not_there(asked: Room) -> None:
    """It has to be copied from the answer."""
    told = await appeals(asked, await opens(asked), said="I meant to say that keys are reused.")

    assert "I do not find that sentence in your answer." in told
    assert states(asked) == []


async def test_a_sentence_in_another_shape(asked: Room) -> None:
    """Space, case and quotation marks do not matter."""
    told = await appeals(asked, await opens(asked), said=f"  “{REUSE.upper()}”\n")

    assert "Your appeal is in" in told


async def test_a_full_answer(asked: Room) -> None:
    """Where every point counts, no appeal is offered."""
    asked.grader.enqueue(dict.fromkeys(("prefill", "reuse", "memory", "batch"), Verdict.MET))
    everything = f"{ANSWER} {MEMORY} So the memory allows fewer requests together."
    await asked.answers("ana", everything)

    assert "Appeal" not in await asked.takes("ana", asked.choice("My feedback"))


async def test_the_answer_of_somebody_else(asked: Room) -> None:
    """People appeal for themselves."""
    choice = await opens(asked)

    assert "Only the person who wrote an answer" in await appeals(asked, choice, "ben")
    assert states(asked) == []
    assert asked.said(ADMINS) == []


async def test_an_answer_that_is_gone(asked: Room) -> None:
    """An old button gets an answer, too."""
    choice = replace(await opens(asked), value="gone")

    assert "There is no grade here to appeal" in await appeals(asked, choice)


# --- one at a time, and two a week


async def test_a_second_appeal(asked: Room) -> None:
    """One appeal on an answer is open at a time."""
    choice = await opens(asked)
    asked.grader.enqueue(MET)
    await appeals(asked, choice)

    assert "is open already" in await appeals(asked, choice, point="direction memory", said=PREFILL)
    assert states(asked) == ["open"]


async def test_an_appeal_that_comes_twice(asked: Room) -> None:
    """The same event again changes and says nothing."""
    choice = await opens(asked)
    asked.grader.enqueue(MET)
    form = await asked.submits("ana", choice, point="direction reuse", sentence=REUSE)
    told, calls = len(asked.told("ana")), len(asked.grader.history)
    await asked.command("boss", "ruling", appeal=newest(asked), verdict="missed", reason="It is.")
    await asked.happens(form)
    await asked.work()

    assert states(asked) == ["rejected"]
    assert len(asked.told("ana")) == told + 1
    assert len(asked.grader.history) == calls


async def test_the_allowance(asked: Room) -> None:
    """Who has used it up is told when the next one is possible, and then it is."""
    for number in range(PER_WEEK):
        appeal = await waits(asked) if not number else await _once_more(asked)
        await asked.command("boss", "ruling", appeal=appeal, verdict="missed", reason="It is not.")
    told = await appeals(asked, asked.choice("Appeal"))

    assert "You have made 2 appeals within a week, which is the limit here." in told
    assert "The next one is possible" in told
    assert states(asked) == ["rejected"] * 2
    asked.clock.advance(timedelta(days=7))
    assert "Your appeal is in" in await appeals(asked, asked.choice("Appeal"))


async def test_an_allowance_that_is_given_back(asked: Room) -> None:
    """An appeal that is upheld does not count."""
    appeal = await waits(asked)
    await asked.command("boss", "ruling", appeal=appeal, verdict="met", reason="It says so.")
    asked.grader.enqueue(MET)
    told = await appeals(asked, asked.choice("Appeal"), point="direction memory", said=PREFILL)

    assert "You have 1 appeal left this week" in told


async def _once_more(room: Room) -> str:
    room.grader.enqueue(MET)
    await appeals(room, room.choice("Appeal"))
    return newest(room)


# --- answers that change


async def test_an_edit_while_an_appeal_is_open(asked: Room) -> None:
    """The appeal was about other words, so it is closed, and its author told why."""
    asked.grader.enqueue(MET)
    ref = await asked.answers("ana", ANSWER)
    await asked.takes("ana", asked.choice("My feedback"))
    asked.grader.enqueue(MET)
    await appeals(asked, asked.choice("Appeal"))
    appeal = newest(asked)
    await asked.edits("ana", ref, f"{ANSWER} {MEMORY}")

    assert states(asked) == ["rejected"]
    closed = [told for told in asked.told("ana") if "is closed, because the answer" in told]
    assert len(closed) == 1
    ruled = await asked.command("boss", "ruling", appeal=appeal, verdict="met", reason="It is so.")
    assert "That appeal is over already." in ruled


async def test_an_edit_during_the_fresh_look(asked: Room) -> None:
    """The look comes too late and changes nothing, but is paid for."""
    asked.grader.enqueue(MET)
    ref = await asked.answers("ana", ANSWER)
    await asked.takes("ana", asked.choice("My feedback"))
    asked.grader.price = DOLLAR

    async def edits() -> None:
        await asked.edits("ana", ref, "Something else altogether.")

    asked.grader.meanwhile = edits
    outcome = graded(asked.deps.bank.questions["bravo"], ANSWER, MORE)
    asked.grader.enqueue(Judged(outcome=outcome, spent=(paid(300),)))
    await appeals(asked, asked.choice("Appeal"))

    assert await asked.points() == {"ana": 30}
    assert states(asked) == ["rejected"]
    assert spending(asked) == [("settled", 300)]
    assert asked.said(ADMINS) == []


async def test_an_answer_that_is_graded_again(asked: Room) -> None:
    """A regrade closes an appeal that was made after the edit."""
    asked.grader.enqueue(MET)
    ref = await asked.answers("ana", ANSWER)
    await asked.takes("ana", asked.choice("My feedback"))
    await asked.edits("ana", ref, f"{ANSWER} {MEMORY}")
    asked.grader.enqueue(MET)
    await appeals(asked, asked.choice("Appeal"))
    asked.grader.enqueue(MORE)
    await asked.takes("ana", asked.choice("Grade it again"))
    await asked.work()

    assert states(asked) == ["rejected"]
    assert await asked.points() == {"ana": 60}
    assert sum("is closed, because the answer" in told for told in asked.told("ana")) == 1


async def test_an_answer_that_is_withdrawn(asked: Room) -> None:
    """Its appeal is closed, and what it quoted is forgotten."""
    asked.grader.enqueue(MET)
    ref = await asked.answers("ana", ANSWER)
    await asked.takes("ana", asked.choice("My feedback"))
    asked.grader.enqueue(MET)
    await appeals(asked, asked.choice("Appeal"))
    await asked.deletes(ref)

    assert asked.rows("SELECT state, sentence FROM appeal") == [("rejected", "")]
    assert await asked.points() == {}
    assert any("is closed, because the answer" in told for told in asked.told("ana"))

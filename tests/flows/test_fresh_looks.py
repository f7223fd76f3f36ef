"""A second look at an appealed point, which does not see the first one."""

from dataclasses import replace

import pytest

from bot.content import Verdict
from bot.dispatch import Event, handle
from bot.errors import GraderDown, NotStored
from bot.flows.calls import TRIES
from bot.grading import Reason, Ungraded
from bot.ports import Judged
from tests.fakes import ADMINS, CHANNEL, graded
from tests.flows.appealing import (
    ANSWER,
    DOLLAR,
    MET,
    MORE,
    appeals,
    grades,
    newest,
    opens,
    paid,
    spending,
    states,
    waits,
)
from tests.flows.room import REUSE, Room

# --- a fresh look


async def test_a_fresh_look_that_agrees(asked: Room) -> None:
    """The point counts with its quote, the points follow, and nobody else is asked."""
    choice = await opens(asked)
    asked.grader.enqueue(MORE)
    told = await appeals(asked, choice)

    assert "Your appeal is in, on the point about direction reuse." in told
    assert "You have 1 appeal left this week" in told
    assert "A fresh look agrees with you" in told
    assert "the point about direction reuse counts in full now" in told
    assert await asked.points() == {"ana": 60}
    assert asked.rows("SELECT DISTINCT points, first_points FROM tally") == [(60, 60)]
    assert grades(asked) == [("grader", 30, 0), ("appeal", 60, 1)]
    assert asked.said(ADMINS) == []
    assert f"> {REUSE}" in await asked.takes("ana", asked.choice("My feedback"))


async def test_what_a_fresh_look_sees(asked: Room) -> None:
    """It is asked what the first one was asked, and the first grade is not taken over."""
    await appeals(asked, await opens(asked))
    first, second = asked.grader.history

    assert first == second


async def test_only_the_point_that_is_appealed(asked: Room) -> None:
    """What a fresh look thinks of other points changes nothing."""
    choice = await opens(asked)
    asked.grader.enqueue({"reuse": Verdict.PARTIAL, "memory": Verdict.MET})
    await appeals(asked, choice)

    assert await asked.points() == {"ana": 45}


async def test_a_fresh_look_that_does_not_agree(asked: Room) -> None:
    """An admin gets the question, the point, the sentence, and how to rule, once."""
    appeal = await waits(asked)
    (note,) = asked.said(ADMINS)

    assert "ana appeals the grade on “Question bravo”." in note
    assert "decode reuses the keys and values that were cached" in note
    assert f"> {REUSE}" in note
    assert f"`ruling {appeal} met REASON`" in note
    assert states(asked) == ["open"]
    assert await asked.points() == {"ana": 30}


async def test_admins_who_are_told_where_all_can_read(asked: Room) -> None:
    """There it is not said who appeals, nor what was missed; `appeals` says it privately."""
    asked.write(f"UPDATE team SET admin_address = '{CHANNEL}'")  # noqa: S608
    appeal = await waits(asked)
    note = asked.said(CHANNEL)[-1]

    assert "An appeal on “Question bravo” waits for an admin" in note
    assert not any(secret in note for secret in ("ana", REUSE, "decode reuses", "direction"))
    assert f"`{appeal}` ana" in await asked.command("boss", "appeals")


async def test_a_fresh_look_without_a_grade(asked: Room) -> None:
    """What the grader will not judge is left to an admin."""
    choice = await opens(asked)
    asked.grader.enqueue(Ungraded(reason=Reason.REFUSED, grader="scripted"))
    await appeals(asked, choice)

    assert len(asked.said(ADMINS)) == 1
    assert await asked.points() == {"ana": 30}


async def test_the_offline_grader(asked: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would say the same again, so an admin is asked at once."""
    choice = await opens(asked)
    monkeypatch.setattr(asked.grader, "model", "")
    await appeals(asked, choice)

    assert len(asked.grader.history) == 1
    assert len(asked.said(ADMINS)) == 1


async def test_an_estimate(asked: Room) -> None:
    """A score in quarters stays one in quarters, and says that a person had a hand in it."""
    outcome = graded(asked.deps.bank.questions["bravo"], ANSWER, MET)
    asked.grader.enqueue(replace(outcome, score=25, estimate=True, grader="local"))
    await asked.answers("ana", ANSWER)
    await asked.takes("ana", asked.choice("My feedback"))
    asked.grader.enqueue(MET)
    await appeals(asked, asked.choice("Appeal"))
    await asked.command("boss", "ruling", appeal=newest(asked), verdict="met", reason="It is so.")

    assert await asked.points() == {"ana": 50}
    told = await asked.command("ana", "feedback")
    assert "offline estimate: coverage, not correctness · with a person's ruling" in told


# --- money, and graders that are down


async def test_what_a_fresh_look_costs(asked: Room) -> None:
    """It is set aside before the call and settled after it, like any other."""
    choice = await opens(asked)
    asked.grader.price = DOLLAR
    during: list[tuple[str, int]] = []

    async def look() -> None:
        during.extend(spending(asked))

    asked.grader.meanwhile = look
    outcome = graded(asked.deps.bank.questions["bravo"], ANSWER, MORE)
    asked.grader.enqueue(Judged(outcome=outcome, spent=(paid(300),)))
    await appeals(asked, choice)

    assert during == [("reserved", DOLLAR)]
    assert spending(asked) == [("settled", 300)]


async def test_a_budget_that_is_used_up(asked: Room) -> None:
    """Nothing is called; the appeal waits, and is looked at once there is money."""
    choice = await opens(asked)
    await asked.command("boss", "settings", cap="1")
    asked.grader.price = DOLLAR + 1
    await appeals(asked, choice)
    await asked.advance(hours=3)

    assert len(asked.grader.history) == 1
    (note,) = asked.said(ADMINS)
    assert "This month's budget for grading, $1.00, is used up." in note
    await asked.command("boss", "settings", cap="5")
    asked.grader.enqueue(MORE)
    await asked.advance(hours=1)
    assert await asked.points() == {"ana": 60}


async def test_a_grader_that_is_down(asked: Room) -> None:
    """It is asked again later, each time after a longer pause; what it cost is settled."""
    choice = await opens(asked)
    asked.grader.price = DOLLAR
    asked.grader.enqueue(GraderDown("timeout", spent=(paid(7),)), GraderDown("timeout"), MORE)
    await appeals(asked, choice)
    await asked.advance(seconds=30)
    await asked.advance(seconds=30)
    assert await asked.points() == {"ana": 30}
    await asked.advance(seconds=30)

    assert await asked.points() == {"ana": 60}
    assert spending(asked) == [("settled", 7)]


async def test_a_grader_that_stays_down(asked: Room) -> None:
    """After a while an admin is asked instead."""
    choice = await opens(asked)
    asked.grader.enqueue(*[GraderDown("down")] * TRIES)
    await appeals(asked, choice)
    for _ in range(TRIES):
        await asked.advance(hours=1)

    assert len(asked.grader.history) == 1 + TRIES
    assert "An appeal waits for you" in asked.said(ADMINS)[-1]


async def test_a_process_that_died_during_a_fresh_look(asked: Room) -> None:
    """The appeal is looked at again, and the lost call counts as spent."""
    choice = await opens(asked)
    asked.grader.price = DOLLAR
    asked.grader.enqueue(RuntimeError("the process died"), MORE)
    await appeals(asked, choice)
    await asked.advance(seconds=5)

    assert await asked.points() == {"ana": 60}
    assert spending(asked) == [("settled", DOLLAR)]
    assert states(asked) == ["upheld"]


async def test_an_appeal_that_is_not_stored(asked: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not acknowledged, and stored when its platform delivers it again."""
    choice = await opens(asked)
    failing = replace(asked.deps, new_id=_broken)
    happened: list[Event] = []

    async def fails(event: Event) -> None:
        happened.append(event)
        await handle(failing, event)

    monkeypatch.setattr(asked, "happens", fails)
    with pytest.raises(NotStored):
        await asked.submits("ana", choice, point="direction reuse", sentence=REUSE)
    monkeypatch.undo()
    assert states(asked) == []

    await asked.happens(happened[0])
    assert states(asked) == ["open"]


def _broken() -> str:
    raise RuntimeError("the process died")

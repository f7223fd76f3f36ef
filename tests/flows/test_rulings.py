"""An admin's word on an appealed point: it wins, and its question's grader is told."""

from datetime import timedelta

import pytest

from bot.content import Verdict
from bot.dispatch import Event, handle
from tests.fakes import ADMINS
from tests.flows.appealing import ANSWER, MET, MORE, appeals, grades, newest, opens, states, waits
from tests.flows.room import MEMORY, REUSE, Room

# --- rulings


async def test_a_ruling_upwards(asked: Room) -> None:
    """The ruling is the verdict; points follow, and the person is told why."""
    appeal = await waits(asked)
    reason = "Reusing keys is\nthe point."
    told = await asked.command("boss", "ruling", appeal=appeal, verdict="met", reason=reason)

    assert "Ruled: the point about direction reuse counts in full in the answer of ana" in told
    ana = asked.told("ana")[-1]
    assert "An admin ruled on your appeal on “Question bravo”" in ana
    assert "the point about direction reuse counts in full." in ana
    assert "> Reusing keys is the point." in ana
    assert await asked.points() == {"ana": 60}
    assert asked.rows("SELECT DISTINCT points FROM tally") == [(60,)]
    assert grades(asked)[-1] == ("ruling", 60, 1)
    assert states(asked) == ["upheld"]
    assert "graded by scripted and a person's ruling" in await asked.command("ana", "feedback")


async def test_a_ruling_on_record(asked: Room) -> None:
    """Who ruled, and why, is kept with the appeal and in the audit."""
    appeal = await waits(asked)
    await asked.command("boss", "ruling", appeal=appeal, verdict="Partial", reason="Half of it.")

    ruled = asked.rows("SELECT state, verdict, ruled_by, reason FROM appeal")
    assert ruled == [("upheld", "partial", "fake:boss", "Half of it.")]
    ((actor, action, body),) = asked.rows("SELECT actor, action, body FROM audit")
    assert (actor, action) == ("fake:boss", "ruling")
    assert "Half of it." in body
    assert appeal in body


async def test_a_ruling_downwards(asked: Room) -> None:
    """An admin may take credit away, too."""
    asked.grader.enqueue({"prefill": Verdict.MET, "reuse": Verdict.PARTIAL})
    await asked.answers("ana", ANSWER)
    await asked.takes("ana", asked.choice("My feedback"))
    asked.grader.enqueue(MET)
    await appeals(asked, asked.choice("Appeal"))
    before = await asked.points()
    await asked.command("boss", "ruling", appeal=newest(asked), verdict="missed", reason="No.")

    assert (before, await asked.points()) == ({"ana": 45}, {"ana": 30})
    assert states(asked) == ["rejected"]
    assert "the point about direction reuse does not count." in asked.told("ana")[-1]
    assert "Your points are up to date." in asked.told("ana")[-1]


async def test_a_ruling_that_agrees_with_the_grade(asked: Room) -> None:
    """The appeal is rejected, with the reason, and no point changes."""
    appeal = await waits(asked)
    await asked.command("boss", "ruling", appeal=appeal, verdict="missed", reason="Too vague.")

    assert states(asked) == ["rejected"]
    assert await asked.points() == {"ana": 30}
    assert "Your points stay as they were.\n\nWhy:\n> Too vague." in asked.told("ana")[-1]


async def test_a_ruling_before_the_fresh_look(asked: Room) -> None:
    """A person need not wait for the grader, whose look then changes nothing."""
    choice = await opens(asked)

    async def rules() -> None:
        await asked.command("boss", "ruling", appeal=newest(asked), verdict="partial", reason="So.")

    asked.grader.meanwhile = rules
    asked.grader.enqueue(MORE)
    await appeals(asked, choice)

    assert await asked.points() == {"ana": 45}
    assert not any("A fresh look agrees" in told for told in asked.told("ana"))


async def test_a_ruling_that_is_made_twice(asked: Room) -> None:
    """The first one stands."""
    appeal = await waits(asked)
    await asked.command("boss", "ruling", appeal=appeal, verdict="met", reason="It says so.")
    told = await asked.command("boss", "ruling", appeal=appeal, verdict="missed", reason="No.")

    assert "That appeal is over already." in told
    assert await asked.points() == {"ana": 60}
    assert len(asked.rows("SELECT id FROM audit")) == 1


async def test_a_ruling_that_is_delivered_twice(
    asked: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same event again changes and says nothing, even where the first try broke off."""
    appeal = await waits(asked)
    happened: list[Event] = []

    async def breaks_off(event: Event) -> None:
        happened.append(event)
        await handle(asked.deps, event)
        raise RuntimeError("the process died")

    monkeypatch.setattr(asked, "happens", breaks_off)
    with pytest.raises(RuntimeError):
        await asked.command("boss", "ruling", appeal=appeal, verdict="met", reason="It says so.")
    monkeypatch.undo()
    await asked.happens(happened[0])
    await asked.work()

    assert len(asked.rows("SELECT id FROM audit")) == 1
    assert sum("Ruled:" in told for told in asked.told("boss")) == 1
    assert not any("over already" in told for told in asked.told("boss"))
    assert await asked.points() == {"ana": 60}


async def test_an_unknown_appeal(asked: Room) -> None:
    """The admin is told where to look."""
    told = await asked.command("boss", "ruling", appeal="nothing", verdict="met", reason="So.")

    assert "Unknown appeal “nothing”. `appeals` lists the open ones." in told


async def test_a_ruling_by_somebody_who_may_not(asked: Room) -> None:
    """Only admins rule, and only they see what is open."""
    appeal = await waits(asked)
    told = await asked.command("ana", "ruling", appeal=appeal, verdict="met", reason="Mine.")

    assert "Only admins can do that here." in told
    assert "Only admins can do that here." in await asked.command("ben", "appeals")
    assert states(asked) == ["open"]


async def test_the_open_appeals(asked: Room) -> None:
    """They are listed with their ids until they are ruled on."""
    assert "No appeal is open." in await asked.command("boss", "appeals")
    appeal = await waits(asked)
    listed = await asked.command("boss", "appeals")

    assert "1 open appeal" in listed
    assert f"`{appeal}` ana on “Question bravo”. The point, which does not count: decode" in listed
    assert f"> {REUSE}" in listed
    assert "ruling ID met|partial|missed REASON" in listed
    await asked.command("boss", "ruling", appeal=appeal, verdict="met", reason="It says so.")
    assert "No appeal is open." in await asked.command("boss", "appeals")


async def test_an_answer_that_was_ruled_on_is_one_answer(asked: Room) -> None:
    """Neither an appeal nor a ruling uses up one of the answers that a person has."""
    await asked.command("boss", "settings", attempts="2")
    appeal = await waits(asked)
    await asked.command("boss", "ruling", appeal=appeal, verdict="partial", reason="Half of it.")
    await asked.answers("ana", f"{ANSWER} {MEMORY}")

    assert len(asked.rows("SELECT id FROM attempt WHERE state = 'graded'")) == 2


# --- what a ruling teaches the grader


async def test_what_the_grader_is_told(asked: Room) -> None:
    """The rulings on a question go with its later answers, and the same answer is judged anew."""
    appeal = await waits(asked)
    await asked.command("boss", "ruling", appeal=appeal, verdict="met", reason="Keys are reused.")
    calls = len(asked.grader.history)
    await asked.answers("ben", ANSWER)

    assert len(asked.grader.history) == calls + 1
    (ruling,) = asked.grader.history[-1].rulings
    assert "decode reuses the keys and values that were cached" in ruling
    assert ruling.endswith(f"met. Why: Keys are reused. The answer said: “{REUSE}”")
    assert asked.grader.history[0].rulings == ()


async def test_a_ruling_on_an_answer_that_is_withdrawn(asked: Room) -> None:
    """What was ruled stays, but the words of the answer are forgotten."""
    asked.grader.enqueue(MET)
    ref = await asked.answers("ana", ANSWER)
    await asked.command("ana", "feedback")
    asked.grader.enqueue(MET)
    await appeals(asked, asked.choice("Appeal"))
    await asked.command("boss", "ruling", appeal=newest(asked), verdict="met", reason="It is so.")
    await asked.deletes(ref)
    await asked.answers("ben", ANSWER)

    (ruling,) = asked.grader.history[-1].rulings
    assert ruling.endswith("met. Why: It is so.")
    assert await asked.points() == {"ben": 60}


async def test_only_the_newest_rulings(asked: Room) -> None:
    """The grader is told five, the oldest of them first."""
    for number in range(6):
        appeal = await waits(asked, f"p{number}")
        asked.clock.advance(timedelta(seconds=1))
        await asked.command("boss", "ruling", appeal=appeal, verdict="met", reason=f"No. {number}.")
    await asked.answers("ben", ANSWER)

    told = asked.grader.history[-1].rulings
    assert [f"No. {number}." in told[number - 1] for number in range(1, 6)] == [True] * 5
    assert len(told) == 5


async def test_rulings_on_another_question(asked: Room) -> None:
    """A question's grader is told of its own rulings alone."""
    appeal = await waits(asked)
    await asked.command("boss", "ruling", appeal=appeal, verdict="met", reason="Keys are reused.")
    await asked.advance(hours=24)
    await asked.answers("ana", ANSWER)

    assert asked.grader.history[-1].question.id != "bravo"
    assert asked.grader.history[-1].rulings == ()


async def test_a_ruling_outlives_a_regrade(asked: Room) -> None:
    """What an admin ruled on an answer stands when its changed text is graded again."""
    appeal = await waits(asked)
    await asked.command("boss", "ruling", appeal=appeal, verdict="met", reason="It does.")
    (ref,) = asked.rows("SELECT ref FROM message")[0]
    await asked.edits("ana", ref, f"{ANSWER} {MEMORY}")
    asked.grader.enqueue({"prefill": Verdict.MET, "memory": Verdict.MET})
    await asked.takes("ana", asked.choice("Grade it again"))

    assert await asked.points() == {"ana": 80}
    assert "graded by scripted and a person's ruling" in await asked.command("ana", "feedback")
    digests = asked.rows("SELECT digest IS NULL FROM grade ORDER BY rowid")
    assert digests == [(0,), (1,), (1,)]


async def test_an_override_outlives_a_regrade(asked: Room) -> None:
    """Credit that an admin took away stays away."""
    ref = await asked.answers("ana", ANSWER)
    (answer,) = asked.rows("SELECT id FROM attempt")[0]
    given = {"answer": answer, "point": "prefill", "verdict": "missed", "reason": "Copied."}
    await asked.command("boss", "override", **given)
    await asked.edits("ana", ref, f"{ANSWER} {MEMORY}")
    await asked.takes("ana", asked.choice("Grade it again"))

    assert await asked.points() == {"ana": 50}


async def test_an_appeal_against_a_ruling(asked: Room) -> None:
    """No grader looks at what a person ruled; an admin is asked again."""
    appeal = await waits(asked)
    await asked.command("boss", "ruling", appeal=appeal, verdict="missed", reason="No.")
    looks = len(asked.grader.history)
    await asked.command("ana", "feedback")
    await appeals(asked, asked.choice("Appeal"))

    assert len(asked.grader.history) == looks
    assert states(asked) == ["rejected", "open"]
    assert len(asked.said(ADMINS)) == 2

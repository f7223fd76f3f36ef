"""Appeals: a second look that does not see the first, then a person, whose ruling wins."""

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.appeals import PER_WEEK
from bot.content import Verdict
from bot.dispatch import Event, handle
from bot.errors import GraderDown, NotStored
from bot.flows.calls import TRIES
from bot.grading import Reason, Ungraded
from bot.messages import Choice
from bot.ports import Judged
from bot.spend import Spent, Usage
from tests.fakes import ADMINS, CHANNEL, graded
from tests.flows.room import MEMORY, PREFILL, REUSE, Room

DOLLAR = 1_000_000
ANSWER = f"{PREFILL} {REUSE}"
MET = {"prefill": Verdict.MET}
MORE = {"prefill": Verdict.MET, "reuse": Verdict.MET}
"""What the grader says at first, and what it says after a fresh look."""


async def opens(room: Room, who: str = "ana", answer: str = ANSWER) -> Choice:
    """Let somebody answer, with one point overlooked; return the choice to appeal."""
    room.grader.enqueue(MET)
    await room.answers(who, answer)
    await room.command(who, "feedback")
    return room.choice("Appeal")


async def appeals(
    room: Room, choice: Choice, who: str = "ana", point: str = "direction reuse", said: str = REUSE
) -> str:
    """Let somebody appeal; return what they are told."""
    before = len(room.told(who))
    await room.submits(who, choice, point=point, sentence=said)
    return "\n".join(room.told(who)[before:])


async def waits(room: Room, who: str = "ana") -> str:
    """Let somebody appeal in vain, so that it waits for an admin; return the appeal's id."""
    choice = await opens(room, who)
    room.grader.enqueue(MET)
    await appeals(room, choice, who)
    return newest(room)


def newest(room: Room) -> str:
    """Return the id of the newest appeal."""
    return str(room.rows("SELECT id FROM appeal ORDER BY rowid DESC")[0][0])


def states(room: Room) -> list[str]:
    """Return what became of the appeals, oldest first."""
    return [state for (state,) in room.rows("SELECT state FROM appeal ORDER BY rowid")]


def grades(room: Room) -> list[tuple[str, int, int]]:
    """Return kind, score and whether it is current of every grade, oldest first."""
    return room.rows("SELECT kind, score, current FROM grade ORDER BY rowid")


def spending(room: Room) -> list[tuple[str, int]]:
    """Return the state and the cost of everything that was spent or set aside."""
    return room.rows("SELECT state, micros FROM spend ORDER BY rowid")


def paid(micros: int) -> Spent:
    """Return what one call cost."""
    usage = Usage(input=1000, output=100)
    return Spent(model="scripted", usage=usage, micro_dollars=micros)


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
    assert asked.rows("SELECT points, first_points FROM tally") == [(60, 60)]
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
    database = sqlite3.connect(asked.database)
    with database:
        database.execute("UPDATE team SET admin_address = ?", (CHANNEL,))
    database.close()
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
    assert asked.rows("SELECT points FROM tally") == [(60,)]
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

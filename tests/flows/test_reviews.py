"""Missed points that come back by private message."""

from datetime import timedelta
from itertools import pairwise

import pytest

from bot.consequences import Consequences, Wake, WakeKind
from bot.content import Verdict
from bot.errors import GraderDown
from bot.grading import Reason, Ungraded
from bot.messages import Address, CommandInvoked, MessageReceived, MessageRef, Place
from tests.fakes import SPACE
from tests.flows.platforms import in_one_team, link
from tests.flows.room import BATCH, MEMORY, PREFILL, REUSE, Room, author

ALL_BUT_MEMORY = f"{PREFILL} {REUSE} {BATCH}"
"""Leaves out one point, so that there is one card."""


def cards(room: Room) -> list[tuple[str, int, str]]:
    """Return the point, the number of answers and what waits for a verdict, of every card."""
    return room.rows("SELECT point, revision, answer FROM card ORDER BY point")


def asked_for(room: Room, who: str = "ana") -> list[str]:
    """Return the reviews that somebody was sent."""
    return [told for told in room.told(who) if "Last time you left out" in told]


async def missed(room: Room, said: str = ALL_BUT_MEMORY, who: str = "ana") -> None:
    """Let somebody leave something out of an answer to a question, which closes then."""
    await room.answers(who, said)
    await room.command("boss", "pause")
    await room.advance(hours=24)


async def comes_back(room: Room, said: str = ALL_BUT_MEMORY) -> None:
    """Let what somebody left out come back, on the next day at nine."""
    await missed(room, said)
    await room.advance(hours=24)
    assert len(asked_for(room)) == 1


async def remembers(room: Room, said: str) -> str:
    """Let ana answer a review by form; return what she is told."""
    before = len(room.told("ana"))
    await room.submits("ana", room.choice("Answer"), text=said)
    return "\n".join(room.told("ana")[before:])


def days_until_due(room: Room) -> int:
    """Return in how many days the only card comes back."""
    ((micros,),) = room.rows("SELECT due_at FROM card")
    return round(int(micros) / 1e6 / 86_400 - room.clock.now().timestamp() / 86_400)


# --- what becomes a card


async def test_what_was_left_out(asked: Room) -> None:
    """Each missed point is a card at the close; points that count, even in part, are not."""
    asked.grader.enqueue({"prefill": Verdict.MET, "reuse": Verdict.PARTIAL})
    await asked.answers("ana", f"{PREFILL} {REUSE}")
    before = cards(asked)
    await asked.advance(hours=24)

    assert before == []
    assert cards(asked) == [("batch", 0, ""), ("memory", 0, "")]


async def test_all_answers_of_a_person(asked: Room) -> None:
    """What one of somebody's answers said was not left out."""
    await asked.answers("ana", f"{PREFILL} {REUSE}")
    await missed(asked, f"{MEMORY} {REUSE}")

    assert cards(asked) == [("batch", 0, "")]


async def test_a_close_that_is_looked_at_again(asked: Room) -> None:
    """It makes no card twice, and touches none that was answered."""
    await comes_back(asked)
    await remembers(asked, "No idea.")
    before = asked.rows("SELECT * FROM card")
    ((slot,),) = asked.rows("SELECT id FROM slot")
    wake = Wake(kind=WakeKind.CARDS, key=slot, at=asked.clock.now())
    await asked.store.outbox.say(Consequences(wakes=[wake]))
    await asked.work()

    assert asked.rows("SELECT * FROM card") == before


async def test_a_grade_that_comes_after_the_close(asked: Room) -> None:
    """Its missed points become cards when there is a verdict."""
    asked.grader.enqueue(*[GraderDown("busy", retry_after=3600)] * 2)
    await asked.answers("ana", ALL_BUT_MEMORY)
    asked.clock.advance(timedelta(hours=24))
    await asked.store.outbox.say(
        Consequences(
            wakes=[
                Wake(kind=WakeKind.CLOSE, key=slot, at=asked.clock.now())
                for (slot,) in asked.rows("SELECT id FROM slot")
            ]
        )
    )
    for _ in range(5):
        await asked.advance(hours=1)

    assert ("memory", 0, "") in cards(asked)


async def test_a_ruling_after_the_close(asked: Room) -> None:
    """A point that an admin lets count is no card any more."""
    await asked.answers("ana", f"{ALL_BUT_MEMORY} It takes room.")
    await asked.command("ana", "feedback")
    choice = asked.choice("Appeal")
    await asked.advance(hours=24)
    before = cards(asked)
    await asked.submits("ana", choice, point="direction memory", sentence="It takes room.")
    ((appeal,),) = asked.rows("SELECT id FROM appeal")
    await asked.command("boss", "ruling", appeal=appeal, verdict="met", reason="So it does.")

    assert before == [("memory", 0, "")]
    assert cards(asked) == []


# --- when it comes back


async def test_coming_back(asked: Room) -> None:
    """It comes by private message, with its direction and never the point."""
    await comes_back(asked)
    (told,) = asked_for(asked)

    assert "Question bravo" in told
    assert "a point about **direction memory**. What does that cost you?" in told
    assert "takes memory in proportion" not in told
    assert not any("Last time" in said for said in asked.said())


async def test_hours_and_days(asked: Room) -> None:
    """Nothing comes at night or at a weekend, in the zone of the one who gets it."""
    await asked.command("ana", "me", what="zone", value="Asia/Tokyo")
    await missed(asked)
    # Tuesday nine in Berlin is five in the afternoon in Tokyo; a day later it is due at six there.
    await asked.advance(hours=33)
    evening = len(asked_for(asked))
    await asked.advance(hours=7)

    assert evening == 0
    assert len(asked_for(asked)) == 1


async def test_a_weekend(asked: Room) -> None:
    """What is due on a Saturday comes on Monday."""
    await asked.advance(hours=72)
    await asked.answers("ana", ALL_BUT_MEMORY)
    await asked.command("boss", "pause")
    for _ in range(3):
        await asked.advance(hours=24)
    sunday = len(asked_for(asked))
    await asked.advance(hours=24)

    assert sunday == 0
    assert len(asked_for(asked)) == 1


async def test_so_many_a_day(asked: Room) -> None:
    """They come one by one with hours between, up to the daily limit."""
    await asked.command("ana", "me", what="reviews", value="2")
    await missed(asked, "It is about speed.")
    sent = []
    for _ in range(14):
        await asked.advance(hours=2)
        sent.append(len(asked_for(asked)))
    await asked.advance(hours=10)

    assert cards(asked) == [(point, 0, "") for point in ("batch", "memory", "prefill", "reuse")]
    assert sent[-5:] == [1, 1, 2, 2, 2] or max(sent) == 2
    assert len(asked_for(asked)) == 2
    await asked.advance(hours=15)
    assert len(asked_for(asked)) > 2


async def test_opting_out(asked: Room) -> None:
    """Nothing comes unasked, until it is wanted again."""
    await asked.command("ana", "me", what="reviews", value="off")
    await missed(asked)
    await asked.advance(hours=24)
    off = len(asked_for(asked))
    await asked.command("ana", "me", what="reviews", value="on")

    assert off == 0
    assert len(asked_for(asked)) == 1


async def test_opting_out_by_a_button(asked: Room) -> None:
    """The way out is under every review, and for its person alone."""
    await comes_back(asked)
    choice = asked.choice("No more of these")
    await asked.takes("ben", choice)
    others = asked.rows("SELECT reviews FROM person WHERE name = 'ana'")
    told = await asked.takes("ana", choice)

    assert others == [(3,)]
    assert "No more of these come unasked." in told
    assert asked.rows("SELECT reviews FROM person WHERE name = 'ana'") == [(0,)]


async def test_one_that_nobody_answers(asked: Room) -> None:
    """It comes back ever more rarely, and nothing is held against anybody."""
    await comes_back(asked)
    memory = asked.rows("SELECT body FROM card")
    days = [0]
    for day in range(1, 40):
        await asked.advance(hours=24)
        if len(asked_for(asked)) > len(days):
            days.append(day)
    gaps = [later - earlier for earlier, later in pairwise(days)]

    assert gaps == sorted(gaps)
    assert gaps[-1] > 2 * gaps[0]
    assert asked.rows("SELECT body FROM card") == memory


async def test_snoozing(asked: Room) -> None:
    """It comes back in a week, for the one whose it is."""
    await comes_back(asked)
    choice = asked.choice("In a week")
    await asked.takes("ben", choice)
    assert days_until_due(asked) == 2
    told = await asked.takes("ana", choice)

    assert "comes back in 7 days" in told
    assert days_until_due(asked) == 7


# --- answering


async def test_answering(asked: Room) -> None:
    """The point is judged alone, its text is shown, and the answer is not kept."""
    await comes_back(asked)
    told = await remembers(asked, MEMORY)
    request = asked.grader.history[-1]

    assert [point.id for point in request.question.rubric.points] == ["memory"]
    assert request.answer == MEMORY
    assert "**met** the cache takes memory in proportion to the length" in told
    assert f"> {MEMORY}" in told
    assert "Comes back in 2 days" in told
    assert cards(asked) == [("memory", 1, "")]
    assert await asked.points() == {"ana": 80}


async def test_answering_in_the_private_chat(asked: Room) -> None:
    """A plain message there is an answer; one elsewhere is not, and neither is a second one."""
    await comes_back(asked)
    here = asked.platform.tells[-1].receipt.address
    for number, address in enumerate((Address("fake:elsewhere"), here, here)):
        message = MessageReceived(
            ref=MessageRef(f"fake:dm{number}"),
            author=author("ana"),
            place=Place(space=SPACE, channel=address),
            text=MEMORY,
            sent_at=asked.clock.now(),
        )
        await asked.happens(message)
        await asked.happens(message)
        await asked.work()

    assert cards(asked) == [("memory", 1, "")]
    assert len([told for told in asked.told("ana") if "**met**" in told]) == 1


@pytest.mark.parametrize(
    ("verdict", "days"), [(Verdict.MET, 2), (Verdict.PARTIAL, 1), (Verdict.MISSED, 1)]
)
async def test_when_it_comes_again(asked: Room, verdict: Verdict, days: int) -> None:
    """Sooner where it was not remembered."""
    await comes_back(asked)
    asked.grader.enqueue({"memory": verdict})
    await remembers(asked, MEMORY)

    assert days_until_due(asked) == days


async def test_remembering_again_and_again(asked: Room) -> None:
    """Each time it takes longer, until it is forgotten."""
    await comes_back(asked)
    days = []
    for said in (MEMORY, MEMORY, MEMORY, "No idea."):
        await remembers(asked, said)
        days.append(days_until_due(asked))
        await asked.advance(days=days[-1])
        await asked.command("ana", "review")

    assert days == sorted(days[:3]) + days[3:]
    assert days[3] < days[2]


async def test_the_grader_is_down(asked: Room) -> None:
    """The answer waits, and is judged when the grader is back; she is told once."""
    await comes_back(asked)
    asked.grader.enqueue(GraderDown("busy"), GraderDown("busy"))
    later = await remembers(asked, MEMORY)
    waiting = cards(asked)
    for _ in range(4):
        await asked.advance(minutes=5)

    assert "is kept" in later
    assert waiting == [("memory", 1, MEMORY)]
    assert cards(asked) == [("memory", 1, "")]
    assert sum("is kept" in told for told in asked.told("ana")) == 1
    assert sum("**met**" in told for told in asked.told("ana")) == 1


async def test_what_cannot_be_judged(asked: Room) -> None:
    """It is never a lapse: the memory stays, and so does the card."""
    await comes_back(asked)
    before = asked.rows("SELECT body FROM card")
    asked.grader.enqueue(Ungraded(reason=Reason.REFUSED, grader="scripted"))
    told = await remembers(asked, MEMORY)
    again = await remembers(asked, MEMORY)

    assert "counts neither for nor against you" in told
    assert "**met**" in again
    assert asked.rows("SELECT body FROM card") != before


async def test_a_grader_that_stays_away(asked: Room) -> None:
    """After many tries the answer is let go, without a lapse."""
    await comes_back(asked)
    before = asked.rows("SELECT body FROM card")
    asked.grader.enqueue(*[GraderDown("gone")] * 8)
    await remembers(asked, MEMORY)
    for _ in range(12):
        await asked.advance(hours=1)

    assert cards(asked) == [("memory", 1, "")]
    assert asked.rows("SELECT body FROM card") == before
    assert "counts neither for nor against you" in asked.told("ana")[-1]


async def test_what_it_costs(asked: Room) -> None:
    """Money is set aside and settled as for answers, and the month's cap holds."""
    await asked.command("boss", "settings", cap="1")
    await comes_back(asked)
    asked.grader.price = 2_000_000
    told = await remembers(asked, MEMORY)
    waiting = cards(asked)
    asked.grader.price = 300
    await asked.advance(hours=1)

    assert "is kept" in told
    assert waiting == [("memory", 1, MEMORY)]
    assert cards(asked) == [("memory", 1, "")]
    assert asked.rows("SELECT state FROM spend WHERE attempt LIKE 'card/%'") == []


async def test_somebody_elses_card(asked: Room) -> None:
    """Nobody answers for another one."""
    await comes_back(asked)
    await asked.submits("ben", asked.choice("Answer"), text=MEMORY)

    assert "not yours to answer" in asked.told("ben")[-1]
    assert cards(asked) == [("memory", 0, "")]


# --- asking for it


async def test_asking_for_one(asked: Room) -> None:
    """`review` starts one at any hour, says how many there are, and what is next."""
    nothing = await asked.command("ana", "review")
    await missed(asked, f"{PREFILL} {REUSE}")
    early = await asked.command("ana", "review")
    await asked.advance(hours=40)
    before = len(asked_for(asked))
    first = await asked.command("ana", "review")
    told = await remembers(asked, BATCH)

    assert "Nothing to review yet." in nothing
    assert "Nothing is due now. Next: Wed 25 Nov, 09:00." in early
    assert before == 0
    assert "Last time you left out" in first
    assert "Comes back in" in told


async def test_going_on(asked: Room) -> None:
    """While there are more, the next one is a button away."""
    await asked.command("ana", "me", what="reviews", value="off")
    await missed(asked, f"{PREFILL} {REUSE}")
    await asked.advance(hours=40)
    first = await asked.command("ana", "review")
    await remembers(asked, MEMORY)
    second = await asked.takes("ana", asked.choice("Next one"))

    assert "1 more point after this one." in first
    assert "Last time you left out" in second
    assert second != first


async def test_two_platforms(room: Room) -> None:
    """Who is linked is asked where they answered last."""
    there = await in_one_team(room)
    await room.advance(minutes=30)
    await link(room, there)
    await room.answers("ana", PREFILL)
    await there.answers("ana", ALL_BUT_MEMORY)
    await room.command("boss", "pause")
    await room.advance(hours=24)
    await room.advance(hours=24)

    assert len([told for told in there.told("ana") if "Last time you left out" in told]) == 1
    assert asked_for(room) == []


async def test_nothing_twice(asked: Room) -> None:
    """A wake that comes again, or a form that is sent again, changes nothing."""
    await comes_back(asked)
    ((person,),) = asked.rows("SELECT id FROM person WHERE name = 'ana'")
    wake = Wake(kind=WakeKind.REVIEW, key=person, at=asked.clock.now())
    await asked.happens(wake)
    await asked.happens(wake)
    await asked.work()
    form = await asked.submits("ana", asked.choice("Answer"), text=MEMORY)
    await asked.happens(form)
    await asked.work()

    assert len(asked_for(asked)) == 1
    assert cards(asked) == [("memory", 1, "")]
    assert len([told for told in asked.told("ana") if "**met**" in told]) == 1


async def test_asking_twice_by_one_event(asked: Room) -> None:
    """A command that is delivered again starts no second review, and says nothing."""
    await asked.command("ana", "me", what="reviews", value="off")
    await missed(asked, f"{PREFILL} {REUSE}")
    await asked.advance(hours=40)
    command = CommandInvoked(
        event="once",
        author=author("ana"),
        place=asked.place(),
        command="review",
        arguments={},
        at=asked.clock.now(),
    )
    for _ in range(3):
        await asked.happens(command)
        await asked.work()
        asked.clock.advance(timedelta(seconds=1))

    assert len(asked_for(asked)) == 1
    assert not any("Nothing is due" in told for told in asked.told("ana"))

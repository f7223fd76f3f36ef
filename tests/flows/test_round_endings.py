"""How rounds end where the grader cannot be had, and what is left of words that are taken back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import GraderDown
from bot.flows.calls import TRIES
from bot.local_grader import LocalGrader
from bot.messages import MessageDeleted, MessageEdited, MessageRef
from tests.fakes import text
from tests.flows.room import BATCH, MEMORY, PREFILL, REUSE, Room, author
from tests.flows.rounding import ROOM, Interview
from tests.flows.whole import mentions

ALL = f"{PREFILL} {REUSE} {MEMORY} {BATCH}"
NAMING = "The model reads the whole prompt of our customer Zanzibar first."
"""Makes the point that PREFILL makes, with a word that is nowhere else."""


@pytest.fixture
def interview(room: Room) -> Interview:
    """Return a room in which rounds can be had, with a grader that needs no network."""
    one = Interview(room)
    room.deps = replace(room.deps, offline=LocalGrader())
    return one


async def test_money_that_runs_out_in_a_round(interview: Interview) -> None:
    """What there is no money for is judged offline, with follow-ups, and the scorecard says so."""
    await interview.room.command("boss", "settings", cap="1")
    await interview.begins()
    first = await interview.answers(ALL)
    interview.room.grader.price = 2_000_000
    follow = await interview.answers("Decode then reuses cached keys and values.")
    await interview.answers("So fewer requests fit together.")
    await interview.says("done")
    (card,) = interview.scorecards

    assert "Question 2 of 2" in first[0]
    assert "Question" not in follow[0]
    (offline,) = (line for line in card.split("\n") if "Judged offline" in line)
    assert "since this month's budget for grading was used up: “Question" in offline
    assert offline.count("“") == 1
    assert "offline estimate: coverage, not correctness" in card
    assert "◆◆◇◇ Question" in card
    assert len(interview.room.grader.history) == 1


async def test_a_grader_that_stays_away(interview: Interview) -> None:
    """After so many tries the whole round is judged offline, so that it has an end soon."""
    await interview.begins(access="shared")
    interview.room.grader.enqueue(*[GraderDown("overloaded")] * (2 * TRIES))
    for _ in range(2):
        await interview.answers("Decode then reuses cached keys. So fewer requests fit together.")
    waiting = list(interview.scorecards)
    for _ in range(TRIES):
        await interview.room.advance(minutes=20)
    (card,) = interview.scorecards

    assert waiting == []
    assert "since the grader could not be reached for a long time: “Question" in card
    assert "from about half of what an interviewer listens for" in card
    assert interview.room.rows("SELECT estimate FROM award") == [(1,)]


async def held(interview: Interview, said: str) -> MessageRef:
    """Hold a round to its end; return the message of its first answer."""
    await interview.begins(access="shared")
    ref = await interview.says(f"{said} {REUSE} {MEMORY} {BATCH}")
    await interview.room.advance(seconds=20)
    await interview.answers(ALL)
    assert len(interview.scorecards) == 1
    return ref


async def test_a_message_deleted_after_the_end(interview: Interview) -> None:
    """Its words are gone from the database and from the scorecard; what they earned stays."""
    ref = await held(interview, NAMING)
    room, posted = interview.room, interview.scorecards[0]
    before = mentions(room.database, "Zanzibar")
    now = room.clock.now()
    for _ in range(2):
        await room.happens(MessageDeleted(ref=ref, place=interview.place, at=now))
        await room.work()
    ((receipt, post),) = room.platform.edits

    assert "Zanzibar" in posted
    assert {"round", "turn"} <= set(before)
    assert mentions(room.database, "Zanzibar") == []
    assert receipt.address == ROOM
    assert "Zanzibar" not in text(post)
    assert text(post).splitlines()[0] == posted.splitlines()[0]
    assert room.rows("SELECT points FROM award") == [(100,)]


async def test_a_message_changed_after_the_end(interview: Interview) -> None:
    """Words that were taken out of a message are quoted no more; nothing is judged anew."""
    ref = await held(interview, NAMING)
    room = interview.room
    now = room.clock.now() + timedelta(seconds=1)
    edit = MessageEdited(
        ref=ref, author=author("ana"), place=interview.place, text=f"{REUSE} {BATCH}", edited_at=now
    )
    judged = len(room.grader.history)
    await room.happens(edit)
    await room.work()
    ((_, post),) = room.platform.edits

    assert mentions(room.database, "Zanzibar") == []
    assert "Zanzibar" not in text(post)
    assert "**best sentence**" in text(post)
    assert len(room.grader.history) == judged
    assert room.rows("SELECT points FROM award") == [(100,)]

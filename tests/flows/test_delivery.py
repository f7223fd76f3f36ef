"""What is said arrives, in order and once, on a platform that is slow, down or forgetful."""

from datetime import timedelta

import pytest

from bot.consequences import Wake, WakeKind
from bot.errors import PlatformDown, RateLimited, Undeliverable
from bot.flows.deliver import TRIES
from bot.messages import Address, Mark, Place, Receipt
from tests.fakes import ADMINS, RECEIPT_LOST, SPACE
from tests.flows.room import PREFILL, REUSE, Room

DOWN = PlatformDown("502")


def titles(room: Room) -> list[str]:
    """Return the titles of the questions that were posted."""
    return [one.post.title for one in room.shown()]


async def test_order(asked: Room) -> None:
    """What is said at one place comes in the order in which it was decided, whatever fails."""
    await asked.says("ana", PREFILL)
    await asked.says("ben", REUSE)
    await asked.work()
    asked.platform.fails("mark", DOWN)
    asked.platform.fails("post", DOWN, RECEIPT_LOST)
    await asked.advance(seconds=20)
    for _ in range(5):
        await asked.advance(seconds=5)

    lines = [said.split(",")[0].strip() for said in asked.said(asked.thread)]
    assert lines == ["ana", "ben"]


async def test_one_place_does_not_hold_up_another(room: Room) -> None:
    """While one channel cannot be reached the other one is asked; then it is asked as well."""
    second = Address("fake:second")
    await room.command_at(Place(space=SPACE, channel=second), "boss", "join")
    room.platform.fails("post", DOWN)
    await room.advance(minutes=30)
    at_once = len(room.platform.posts)
    await room.advance(seconds=1)

    assert at_once == 1
    assert len(room.said()) == len(room.said(second)) == 1


async def test_a_question_that_is_rate_limited(room: Room) -> None:
    """A platform that asks for a pause gets it; nothing is lost or doubled."""
    room.platform.fails("post", RateLimited(30))
    await room.advance(minutes=30)
    await room.advance(seconds=29)
    early = titles(room)
    await room.advance(seconds=1)
    await room.advance(minutes=5)

    assert early == []
    assert titles(room) == ["Question bravo"]


async def test_a_pause_that_is_kept(asked: Room) -> None:
    """While a platform asks for a pause, something new to say at that place waits as well."""
    await asked.says("ana", PREFILL)
    asked.platform.fails("mark", RateLimited(30))
    await asked.work()
    await asked.advance(seconds=5)
    ref = await asked.says("ben", REUSE)
    await asked.work()
    early = asked.marks(ref)
    await asked.advance(seconds=25)

    assert early == []
    assert Mark.SEEN in asked.marks(ref)


@pytest.mark.parametrize("error", [DOWN, RateLimited(5)], ids=["down", "rate limited"])
async def test_a_thread_that_cannot_be_opened_yet(
    room: Room, error: PlatformDown | RateLimited
) -> None:
    """A question whose thread cannot be opened at once is not posted again."""
    room.platform.fails("open_thread", error)
    await room.advance(minutes=30)
    await room.advance(seconds=5)
    await room.answers("ana", PREFILL)

    assert titles(room) == ["Question bravo"]
    assert await room.points() == {"ana": 30}


@pytest.mark.parametrize("error", [DOWN, RECEIPT_LOST], ids=["lost", "arrived"])
async def test_a_question_while_the_platform_is_down(room: Room, error: PlatformDown) -> None:
    """A question that may have arrived is looked for, and is there once."""
    room.platform.fails("post", error, error)
    await room.advance(minutes=30)
    for _ in range(3):
        await room.advance(seconds=5)
    await room.answers("ana", PREFILL)

    assert titles(room) == ["Question bravo"]
    assert await room.points() == {"ana": 30}


@pytest.mark.parametrize("verb", ["post", "tell", "mark", "edit"])
async def test_every_verb_is_tried_again(asked: Room, verb: str) -> None:
    """Whatever fails while the platform is down is done once when it is back."""
    ref = await asked.says("ana", PREFILL)
    await asked.fills("ben", asked.choice("Answer privately"), REUSE)
    thread = asked.thread
    asked.platform.fails(verb, DOWN, DOWN)
    await asked.advance(seconds=20)
    await asked.fills("cem", asked.choice("Answer privately"), REUSE)
    await asked.advance(seconds=30)
    await asked.advance(hours=24)
    await asked.advance(seconds=1)
    await asked.advance(seconds=2)

    lines = [said.splitlines()[0] or said.splitlines()[1] for said in asked.said(thread)]
    assert lines == ["ana, your answer is graded.", "Model answer: Question bravo"]
    assert [len(asked.told(name)) for name in ("ben", "cem")] == [1, 1]
    assert asked.marks(ref) == [Mark.SEEN, Mark.GRADED]
    assert [post.footer for _, post in asked.platform.edits] == ["Closed Tue 24 Nov, 09:00."]


async def test_a_question_that_is_in_doubt(room: Room) -> None:
    """A question of which nobody knows whether it arrived is not sent again; admins are told."""
    room.platform.forgetful = True
    room.platform.fails("post", RECEIPT_LOST)
    await room.advance(minutes=30)
    for _ in range(3):
        await room.advance(minutes=1)

    assert titles(room) == ["Question bravo"]
    (note,) = room.said(ADMINS)
    assert "I could not find out whether “Question bravo” reached fake:practice." in note
    assert "so that nobody is asked twice" in note


async def test_feedback_that_is_in_doubt(asked: Room) -> None:
    """A line of feedback of which nobody knows whether it arrived is sent again."""
    asked.platform.forgetful = True
    await asked.says("ana", PREFILL)
    await asked.work()
    asked.platform.fails("post", DOWN)
    await asked.advance(seconds=20)
    await asked.advance(seconds=5)

    (line,) = asked.said(asked.thread)
    assert "ana, your answer is graded." in line


async def test_private_feedback_that_is_in_doubt(asked: Room) -> None:
    """Private feedback of which nobody knows whether it arrived is sent again, once."""
    asked.platform.forgetful = True
    asked.platform.fails("tell", RECEIPT_LOST)
    await asked.fills("ana", asked.choice("Answer privately"), PREFILL)
    for _ in range(3):
        await asked.advance(seconds=5)

    first, second = asked.told("ana")
    assert first == second


async def test_somebody_who_cannot_be_reached(asked: Room) -> None:
    """What cannot be said privately is said nowhere, and holds nothing up."""
    asked.platform.fails("tell", Undeliverable("fake:ana"))
    await asked.fills("ana", asked.choice("Answer privately"), PREFILL)
    await asked.answers("ben", REUSE)

    assert asked.told("ana") == []
    (line,) = asked.said(asked.thread)
    assert "ben, your answer is graded." in line
    assert await asked.points() == {"ana": 30, "ben": 30}


async def test_a_question_that_comes_too_late(room: Room) -> None:
    """A question that was closed while its platform was down is not posted after that."""
    room.platform.fails("post", *[DOWN] * 12)
    await room.advance(minutes=30)
    for _ in range(8):
        await room.advance(hours=3, seconds=1)
    for _ in range(8):
        await room.advance(minutes=5)

    (question,) = room.shown()
    assert question.post.footer == "Open until Wed 25 Nov, 09:00. Answer in the thread."


async def test_a_question_that_comes_too_late_after_a_restart(room: Room) -> None:
    """A question that was not posted before its close is not posted by a process that starts."""
    room.clock.advance(timedelta(minutes=30))
    await room.tick()
    await room.advance(hours=24, minutes=10)

    (question,) = room.shown()
    assert question.post.footer == "Open until Wed 25 Nov, 09:00. Answer in the thread."


async def test_a_reply_that_has_expired(asked: Room) -> None:
    """A reply handle is used while it lives, and never after that."""
    await asked.command("ana", "board")
    asked.platform.fails("tell", DOWN)
    await asked.command("ana", "board")
    await asked.advance(minutes=16)

    first, second = asked.platform.tells
    assert first.reply is not None
    assert second.reply is None


async def test_an_error_that_nobody_foresaw(asked: Room) -> None:
    """What its adapter cannot say is given up in the end; what follows is said, admins are told."""
    await asked.says("ana", PREFILL)
    await asked.work()
    asked.platform.fails("mark", *[KeyError("words of ana")] * TRIES)
    await asked.says("ben", REUSE)
    await asked.work()
    waits = asked.said(asked.thread)
    for _ in range(TRIES):
        await asked.advance(minutes=5)

    assert waits == []
    assert len(asked.said(asked.thread)) == 2
    (note,) = asked.said(ADMINS)
    assert f"something that I could not say in {asked.thread}" in note
    assert asked.rows("SELECT count(*) FROM outbox WHERE state = 'failed'") == [(1,)]


async def test_an_error_that_passes(asked: Room, capsys: pytest.CaptureFixture[str]) -> None:
    """What failed a few times is said once; the log names the error, not what was said with it."""
    asked.platform.fails("post", *[KeyError("words of ana")] * (TRIES - 1))
    await asked.answers("ana", PREFILL)
    for _ in range(TRIES):
        await asked.advance(minutes=5)

    (line,) = asked.said(asked.thread)
    assert "ana, your answer is graded." in line
    assert asked.said(ADMINS) == []
    log = capsys.readouterr().out
    assert "KeyError" in log
    assert "words of ana" not in log


async def test_a_room_that_nobody_can_open(room: Room) -> None:
    """A round whose room cannot be opened for no known reason is over, and its person is told."""
    room.platform.fails("open_room", *[KeyError("no")] * TRIES)
    await room.command("ana", "mock", kind="fundamentals", length="20m")
    for _ in range(TRIES):
        await room.advance(minutes=5)

    assert room.rows("SELECT state FROM round") == [("ended",)]
    assert len(room.told("ana")) == 2


async def test_a_question_that_is_closed_while_it_is_posted(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is marked as closed, and its model answer is shown, as with any other."""
    opens = room.platform.open_thread

    async def slow(receipt: Receipt, title: str) -> Address:
        room.clock.advance(timedelta(hours=24))
        (slot,) = room.rows("SELECT id FROM slot")[0]
        await room.happens(Wake(kind=WakeKind.CLOSE, key=slot, at=room.clock.now()))
        return await opens(receipt, title)

    monkeypatch.setattr(room.platform, "open_thread", slow)
    await room.advance(minutes=30)

    (reveal,) = room.said(room.thread)
    assert "Model answer: Question bravo" in reveal
    assert [post.footer for _, post in room.platform.edits] == ["Closed Tue 24 Nov, 09:00."]

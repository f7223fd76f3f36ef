"""What admins do with a schedule, and what happens after the program was away."""

import pytest

from tests.fakes import ADMINS
from tests.flows.room import Room


async def test_skip(room: Room) -> None:
    """A skipped question is not asked; the one after it is."""
    told = await room.command("boss", "skip")
    await room.advance(minutes=30)
    skipped = room.said()
    await room.advance(days=1)

    assert "1 question" in told
    assert skipped == []
    assert len(room.said()) == 1
    assert room.said(ADMINS) == []


async def test_pause_and_resume(room: Room) -> None:
    """Nothing is asked while paused; resuming goes on with the next one, without a catch-up."""
    paused = await room.command("boss", "pause")
    await room.advance(days=2, hours=2)
    during = room.said()
    resumed = await room.command("boss", "resume")
    await room.advance(minutes=1)
    at_once = room.said()
    await room.advance(hours=22, minutes=29)

    assert "Paused; `resume` starts it again." in paused
    assert "tomorrow 09:00." in resumed
    assert during == at_once == []
    assert len(room.said()) == 1
    assert room.said(ADMINS) == []


async def test_queue(room: Room) -> None:
    """A queued question comes next, whatever its track, and only once."""
    told = await room.command("boss", "queue", question="delta")
    await room.advance(minutes=30)
    await room.advance(days=1)

    assert "“delta”" in told
    first, second = (one.post.title for one in room.shown())
    assert first == "Question delta"
    assert second != "Question delta"


async def test_a_queued_question_waits_for_a_skip(room: Room) -> None:
    """A skip leaves out a question, not the one that was queued."""
    await room.command("boss", "queue", question="delta")
    await room.command("boss", "skip")
    await room.advance(minutes=30)
    await room.advance(days=1)

    assert [one.post.title for one in room.shown()] == ["Question delta"]


@pytest.mark.parametrize("command", ["queue", "post"])
async def test_a_question_that_nobody_knows(room: Room, command: str) -> None:
    """A wrong id is answered with the nearest right one."""
    told = await room.command("boss", command, question="dleta")
    await room.advance(minutes=30)

    assert "Unknown question “dleta”. Did you mean delta?" in told
    assert [one.post.title for one in room.shown()] == ["Question bravo"]


async def test_post(room: Room) -> None:
    """A question can be asked at once; the daily one comes all the same."""
    told = await room.command("boss", "post", question="delta")
    posted = [one.post.title for one in room.shown()]
    await room.advance(minutes=30)

    assert "Asking “Question delta”." in told
    assert posted == ["Question delta"]
    assert [one.post.title for one in room.shown()] == ["Question delta", "Question bravo"]


async def test_post_without_a_channel(room: Room) -> None:
    """Where a schedule has no channel nothing is posted, and the admin is told why."""
    await room.command("boss", "leave")

    told = await room.command("boss", "post")
    assert "No question was asked: the schedule has no channel" in told


async def test_another_time(room: Room) -> None:
    """A schedule that is changed asks at its new time."""
    told = await room.command("boss", "schedule", time="10:15", days="mon,tue")
    await room.advance(minutes=30)
    at_nine = room.said()
    await room.advance(hours=1, minutes=15)

    assert "10:15 Europe/Berlin on mon, tue" in told
    assert at_nine == []
    assert len(room.said()) == 1


async def test_a_short_absence(room: Room) -> None:
    """A question that was missed is asked late, within three hours, and closes at its time."""
    await room.advance(hours=3, minutes=29)

    (said,) = room.said()
    assert "Open until Tue 24 Nov, 09:00." in said
    assert room.said(ADMINS) == []


async def test_a_longer_absence(room: Room) -> None:
    """A question that was missed for longer is not asked, which admins are told once."""
    await room.advance(hours=3, minutes=31)
    await room.tick()
    await room.advance(minutes=1)

    assert room.said() == []
    (note,) = room.said(ADMINS)
    assert "1 question of the schedule “daily” was not asked" in note


async def test_days_of_absence(room: Room) -> None:
    """Of several missed questions the last one is asked if it is not too old; one note counts."""
    await room.advance(days=3, hours=1)

    assert len(room.said()) == 1
    (note,) = room.said(ADMINS)
    assert "3 questions of the schedule “daily” were not asked" in note


async def test_an_absence_over_the_close(asked: Room) -> None:
    """A question whose close was missed is closed as soon as possible, without a late reminder."""
    thread = asked.thread
    await asked.advance(hours=24, minutes=10)

    (said,) = asked.said(thread)
    assert said.startswith("Model answer: Question bravo")

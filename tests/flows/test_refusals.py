"""Places that will not be spoken to, and a database that will not be written to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import NotStored, Refused
from bot.messages import Address, MessageRef, Place, PlaceLost
from bot.switchboard import Switchboard
from tests.fakes import ADMINS, CHANNEL, SPACE
from tests.flows.room import PREFILL, Room

LOST = "I can no longer speak in fake:practice (deleted)."


async def test_a_channel_that_refuses(room: Room) -> None:
    """Where a channel is gone its schedule pauses, and admins are told elsewhere, once."""
    room.platform.fails("post", Refused(CHANNEL, "deleted"))
    await room.advance(minutes=30)
    await room.advance(days=1)

    (note,) = room.said(ADMINS)
    assert LOST in note
    assert room.said() == []
    assert "Paused" in await room.command("boss", "schedule")


async def test_a_channel_that_is_lost(asked: Room) -> None:
    """A platform may report the loss itself, more than once."""
    for event in ("first", "second"):
        await asked.happens(PlaceLost(event=event, address=CHANNEL, reason="deleted"))
        await asked.work()
    await asked.advance(days=1)

    (note,) = asked.said(ADMINS)
    assert LOST in note
    assert len(asked.said()) == 1


async def test_one_of_two_channels_is_lost(room: Room) -> None:
    """A schedule that has another channel goes on there."""
    second = Address("fake:second")
    await room.command_at(Place(space=SPACE, channel=second), "boss", "join")
    await room.happens(PlaceLost(event="gone", address=CHANNEL, reason="deleted"))
    await room.advance(minutes=30)

    assert room.said() == []
    assert len(room.said(second)) == 1


async def test_the_way_back(room: Room) -> None:
    """After a loss the command that the note names brings the questions back."""
    await room.happens(PlaceLost(event="gone", address=CHANNEL, reason="deleted"))
    await room.work()
    (note,) = room.said(ADMINS)
    await room.command("boss", "setup")
    await room.advance(days=1, hours=3)

    assert "Give me access again and run `setup` there to go on." in note
    assert len(room.said()) == 1


async def test_a_channel_that_nobody_knows(room: Room) -> None:
    """The loss of a place that is no practice channel is nobody's business."""
    address = Address("fake:elsewhere")
    await room.happens(PlaceLost(event="gone", address=address, reason="deleted"))
    await room.work()

    assert room.platform.posts == []


async def test_a_mark_that_is_refused(asked: Room) -> None:
    """A mark that may not be put holds nothing up."""
    await asked.says("ana", PREFILL)
    await asked.work()
    asked.platform.fails("mark", Refused(str(asked.thread), "reactions are blocked"))
    await asked.advance(seconds=20)

    (line,) = asked.said(asked.thread)
    assert "ana, your answer is graded." in line


async def test_a_platform_that_is_not_configured_for_a_while(asked: Room) -> None:
    """What is to be said there waits, and is said once when the platform is back."""
    configured = asked.deps
    asked.deps = replace(asked.deps, platform=Switchboard({}))
    await asked.answers("ana", PREFILL)
    meanwhile = asked.said(asked.thread)
    asked.deps = configured
    await asked.advance(minutes=5)

    assert meanwhile == []
    assert len(asked.said(asked.thread)) == 1
    assert await asked.store.outbox.pending() == 0


@contextmanager
def refusing_writes(room: Room, table: str) -> Iterator[None]:
    """Let every insert into a table fail."""
    if isinstance(room.database, Path):
        refuse = f"BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'refused'); END"
        room.write(f"CREATE TRIGGER refuse {refuse}")
        yield
        room.write("DROP TRIGGER refuse")
    else:
        room.write(f"ALTER TABLE {table} ADD CONSTRAINT refuse CHECK (false) NOT VALID")
        yield
        room.write(f"ALTER TABLE {table} DROP CONSTRAINT refuse")


async def test_a_message_that_is_not_stored(asked: Room) -> None:
    """A message that could not be committed is not acknowledged, and counts when it comes again."""
    with refusing_writes(asked, "message"), pytest.raises(NotStored):
        await asked.says("ana", PREFILL, ref=MessageRef("fake:first"))
    await asked.says("ana", PREFILL, ref=MessageRef("fake:first"))
    await asked.advance(seconds=20)

    assert asked.rows("SELECT number, revision FROM attempt") == [(1, 1)]
    assert await asked.points() == {"ana": 30}


async def test_what_a_failure_logs(asked: Room, capsys: pytest.CaptureFixture[str]) -> None:
    """What people write does not get into the log, even when it could not be stored."""
    with refusing_writes(asked, "message"), pytest.raises(NotStored):
        await asked.says("ana", "My salary is none of your business.")
    log = "".join(capsys.readouterr())

    assert "event failed" in log
    assert "salary" not in log

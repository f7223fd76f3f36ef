"""What is forgotten, and what is not."""

from pathlib import Path

from bot.consequences import Consequences, Wake, WakeKind
from bot.errors import PlatformDown
from tests.flows.room import PREFILL, Room


async def begin(room: Room) -> None:
    """Put the wake that the program puts at its start."""
    wake = Wake(kind=WakeKind.PRUNE, key="daily", at=room.clock.now())
    await room.store.outbox.say(Consequences(wakes=[wake]))


async def test_what_was_said_long_ago(asked: Room) -> None:
    """What was said and ids of events are kept for a month, answers for good.

    Of a post that names somebody its receipt stays, so that it can be taken back.
    """
    await begin(asked)
    await asked.answers("ana", PREFILL)
    await asked.command("ana", "me", what="reviews", value="off")
    await asked.command("boss", "pause")
    soon = len(asked.rows("SELECT key FROM outbox")), len(asked.rows("SELECT id FROM event"))
    for _ in range(32):
        await asked.advance(days=1)

    assert min(soon) > 0
    assert asked.rows("SELECT key FROM outbox WHERE about IS NULL") == []
    assert [body for (body,) in asked.rows("SELECT body FROM outbox")] == [""]
    assert asked.rows("SELECT id FROM event") == []
    assert asked.rows("SELECT text FROM message") == [(PREFILL,)]
    if isinstance(asked.database, Path):
        assert asked.rows("SELECT errors FROM work WHERE kind = 'prune'") == [(0,)]


async def test_what_still_waits_to_be_said(asked: Room) -> None:
    """What could not be said is not forgotten, however old it is."""
    await begin(asked)
    asked.platform.fails("mark", *[PlatformDown("away")] * 200)
    await asked.says("ana", PREFILL)
    for _ in range(40):
        await asked.advance(days=1)

    waiting = asked.rows("SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending')")
    assert waiting[0][0] > 0

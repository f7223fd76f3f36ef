"""People who have everything about them deleted, and what others notice of it."""

from pathlib import Path

from bot.consequences import Consequences, Wake, WakeKind
from bot.errors import PlatformDown
from bot.messages import Address, MessageRef
from tests.flows.appealing import waits
from tests.flows.room import MEMORY, PREFILL, REUSE, Room
from tests.flows.whole import mentions, sums

MARKER = "xylophone"


async def forgets(room: Room, who: str) -> str:
    """Let somebody delete everything about them; return what they are told at the end."""
    await room.command(who, "me", what="delete")
    return await room.takes(who, room.choice("Delete it all"))


async def leaves_traces(room: Room) -> MessageRef:
    """Let somebody leave their words, and a name that is one, wherever words are kept."""
    await room.command(MARKER, "me", what="board", value="pseudonym")
    appeal = await waits(room, MARKER)
    why = f"Because {MARKER} says so."
    await room.command("boss", "ruling", appeal=appeal, verdict="met", reason=why)
    await room.command("boss", "appeals")
    form = await room.command(MARKER, "answer", text=f"{MEMORY} {MARKER}")
    assert form is not None
    ref = await room.answers(MARKER, f"{PREFILL} {MARKER} {REUSE}")
    await room.command("ben", "board")
    await room.command(MARKER, "me", what="export")
    return ref


async def test_nothing_happens_unconfirmed(asked: Room) -> None:
    """Asking for it deletes nothing; somebody else cannot confirm it."""
    await asked.answers("ana", PREFILL)
    told = await asked.command("ana", "me", what="delete")
    choice = asked.choice("Delete it all")
    refused = await asked.takes("ben", choice)

    assert "Delete everything about you in the team?" in told
    assert "nothing about you" in refused
    assert await asked.points() == {"ana": 30}


async def test_no_trace(asked: Room) -> None:
    """No word of theirs, no quote and no name is left in any table."""
    await leaves_traces(asked)
    before = mentions(asked.database, MARKER)
    told = await forgets(asked, MARKER)

    assert {"message", "grade", "appeal", "audit", "person", "identity", "attempt"} <= set(before)
    assert "Done: 3 answers and everything else about you here is gone." in told
    assert mentions(asked.database, MARKER) == []


async def test_no_trace_in_the_file(asked: Room, file: Path) -> None:
    """The bytes of the file do not hold it either, once SQLite has written them there."""
    await leaves_traces(asked)
    await forgets(asked, MARKER)
    await asked.store.close()

    held = [path for path in file.parent.glob(f"{file.name}*") if path.is_file()]
    assert file in held
    assert not any(MARKER.encode() in path.read_bytes() for path in held)


async def test_the_bots_own_posts(asked: Room) -> None:
    """What was said in public and names or quotes them is replaced, however old it is."""
    await waits(asked, MARKER)
    prune = Wake(kind=WakeKind.PRUNE, key="daily", at=asked.clock.now())
    await asked.store.outbox.say(Consequences(wakes=[prune]))
    for _ in range(40):
        await asked.advance(days=1)
    naming = {
        one.receipt for one in asked.platform.posts if MARKER in one.post.body + one.post.title
    }
    before = len(asked.platform.edits)
    await forgets(asked, MARKER)
    edits = asked.platform.edits[before:]

    assert {Address("fake:admins")} < {receipt.address for receipt in naming}
    assert {receipt for receipt, _ in edits} == naming
    assert {post.body for _, post in edits} == {
        "This was about somebody who has deleted their data."
    }


async def test_what_waits_to_be_said(asked: Room) -> None:
    """A post about them that has not arrived is not made any more; the others are."""
    asked.platform.fails("post", *[PlatformDown("away")] * 4)
    await asked.answers(MARKER, PREFILL)
    await asked.answers("ben", REUSE)
    await asked.command(MARKER, "me", what="delete")
    await asked.takes(MARKER, asked.choice("Delete it all"))
    for _ in range(4):
        await asked.advance(minutes=10)

    said = "\n".join(asked.said(asked.thread))
    assert "ben, your answer is graded." in said
    assert MARKER not in said
    assert mentions(asked.database, MARKER) == []


async def test_the_points_of_others(asked: Room) -> None:
    """Everybody else has what they had, and the sums are those of the awards."""
    await asked.answers("ana", f"{PREFILL} {REUSE}")
    await asked.answers("ben", PREFILL)
    await forgets(asked, "ana")
    stored, made = sums(asked.database)

    assert await asked.points() == {"ben": 30}
    assert stored == made


async def test_a_message_that_is_delivered_again(asked: Room) -> None:
    """What a reconnecting platform delivers once more is not taken for a new answer."""
    ref = await asked.answers("ana", PREFILL)
    await forgets(asked, "ana")
    await asked.says("ana", PREFILL, ref=ref)
    await asked.advance(seconds=20)

    assert asked.rows("SELECT id FROM attempt") == []
    assert await asked.points() == {}


async def test_while_it_is_being_graded(asked: Room) -> None:
    """A grade that comes after its person has left is not stored; what it cost is."""
    await asked.command("ana", "me", what="delete")
    choice = asked.choice("Delete it all")
    asked.grader.price = 500

    async def goes() -> None:
        await asked.happens(asked.made("ana", choice))

    asked.grader.meanwhile = goes
    await asked.answers("ana", PREFILL)

    assert asked.rows("SELECT id FROM grade") == []
    assert await asked.points() == {}
    assert [state for (state,) in asked.rows("SELECT state FROM spend")] in ([], ["settled"])


async def test_somebody_who_comes_back(asked: Room) -> None:
    """They begin afresh, and an old button deletes nothing of it."""
    await asked.answers("ana", PREFILL)
    await asked.command("ana", "me", what="delete")
    choice = asked.choice("Delete it all")
    await asked.takes("ana", choice)
    await asked.answers("ana", f"{PREFILL} {REUSE}")
    again = await asked.takes("ana", choice)

    assert "nothing about you" in again
    assert await asked.points() == {"ana": 60}


async def test_an_appeal_that_was_open(asked: Room) -> None:
    """It is gone for the admins too, and ruling on it says so."""
    appeal = await waits(asked)
    await forgets(asked, "ana")

    assert "No appeal is open." in await asked.command("boss", "appeals")
    told = await asked.command("boss", "ruling", appeal=appeal, verdict="met", reason="It is so.")
    assert "Unknown appeal" in told


async def test_an_admin_who_leaves(asked: Room) -> None:
    """What they ruled stays, by somebody."""
    appeal = await waits(asked)
    await asked.command("boss", "ruling", appeal=appeal, verdict="met", reason="It is so.")
    await forgets(asked, "boss")

    acts = asked.rows("SELECT actor, action FROM audit ORDER BY action")
    assert acts == [("somebody", "delete"), ("somebody", "ruling")]
    assert asked.rows("SELECT ruled_by, state FROM appeal") == [("somebody", "upheld")]
    assert await asked.points() == {"ana": 60}

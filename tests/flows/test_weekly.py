"""The board of a week, posted at its end."""

from datetime import timedelta

from tests.fakes import CHANNEL
from tests.flows.room import PREFILL, REUSE, Room


def weeks(room: Room) -> list[str]:
    """Return the posts about a week in the channel."""
    return [said for said in room.said(CHANNEL) if said.startswith("Week of")]


async def test_the_week_is_posted_once(asked: Room) -> None:
    """At midnight after the last day of the week its board is posted, with its winner, once."""
    await asked.command("boss", "settings", weekly="yes")
    await asked.answers("ana", f"{PREFILL} {REUSE}")
    await asked.answers("ben", REUSE)
    await asked.advance(days=6, hours=14, minutes=58)
    before = weeks(asked)
    await asked.advance(minutes=2)
    posted = weeks(asked)
    for _ in range(30):
        await asked.advance(hours=5)

    assert before == []
    assert len(posted) == 1
    assert (
        "Week of Mon 23 Nov 2026 · the team\n**ana** had the most points: 60 from 1 answer."
        in posted[0]
    )
    assert "2  ben     30" in posted[0]
    assert weeks(asked) == posted


async def test_it_follows_what_happens_later(asked: Room) -> None:
    """What changes a week after its end changes its post, which is edited and not sent again."""
    await asked.command("boss", "settings", weekly="yes")
    await asked.answers("ana", PREFILL)
    asked.clock.advance(timedelta(days=5))
    await asked.advance(hours=1)
    late = await asked.says("ben", f"{PREFILL} {REUSE}")
    await asked.advance(days=1, hours=14)
    assert len(weeks(asked)) == 1
    await asked.deletes(late)
    await asked.advance(days=1)

    (posted,) = weeks(asked)
    assert "**ben** had the most points" in posted
    receipt, post = asked.platform.edits[-1]
    assert receipt.refs == next(
        one.receipt.refs for one in asked.shown() if one.post.title.startswith("Week of")
    )
    assert "**ana** had the most points: 30 from 1 answer." in post.body


async def test_nothing_to_say(asked: Room) -> None:
    """A week without points is not posted, nor is one of a team that did not ask for it."""
    await asked.command("boss", "settings", weekly="yes")
    await asked.advance(days=7)
    assert weeks(asked) == []
    await asked.answers("ana", PREFILL)
    await asked.command("boss", "settings", weekly="no")
    await asked.advance(days=7)

    assert weeks(asked) == []


async def test_a_week_that_begins_on_sunday(asked: Room) -> None:
    """Another first weekday moves the week, for what was counted already too."""
    await asked.advance(days=5)
    await asked.answers("ana", PREFILL)
    await asked.advance(days=1)
    await asked.answers("ben", REUSE)
    monday = await asked.command("ana", "board")
    told = await asked.command("boss", "settings", week="sun")
    sunday = await asked.command("ana", "board")

    assert "`week` begins on Sunday" in told
    assert ("ana" in monday, "ben" in monday) == (True, True)
    assert ("  ana  " in sunday, "  ben  " in sunday) == (False, True)

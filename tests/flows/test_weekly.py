"""The board of a week, posted at its end."""

from datetime import timedelta

import pytest

from bot.consequences import Consequences, Wake, WakeKind
from bot.errors import PlatformDown
from tests.fakes import CHANNEL, text
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


async def posted(room: Room) -> None:
    """Let a week pass in which three people have points, and its board be posted."""
    await room.command("boss", "settings", weekly="yes")
    await room.answers("ana", f"{PREFILL} {REUSE}")
    await room.answers("xylophone", PREFILL)
    await room.answers("ben", REUSE)
    await room.advance(days=6, hours=15)
    (said,) = weeks(room)
    assert "xylophone" in said


async def deletes_all(room: Room, who: str) -> None:
    """Let somebody delete everything about them."""
    await room.command(who, "me", what="delete")
    await room.takes(who, room.choice("Delete it all"))


async def test_somebody_on_it_leaves(asked: Room) -> None:
    """However old the post is, it is written anew without them, at once; others stay on it."""
    await posted(asked)
    await asked.advance(days=40)
    prune = Wake(kind=WakeKind.PRUNE, key="daily", at=asked.clock.now())
    await asked.store.outbox.say(Consequences(wakes=[prune]))
    await asked.advance(days=1)
    before = len(asked.platform.edits)
    await deletes_all(asked, "xylophone")

    edits = asked.platform.edits[before:]
    (edited,) = (edit for edit in edits if edit[1].title.startswith("Week of"))
    assert edited[0] in [one.receipt for one in asked.shown()]
    assert "Week of Mon 23 Nov 2026" in edited[1].title
    assert "**ana** had the most points: 60" in edited[1].body
    assert "ben" in edited[1].body
    assert "xylophone" not in edited[1].body
    on_it = asked.rows("SELECT DISTINCT name FROM shown JOIN person ON person.id = shown.person")
    assert sorted(on_it) == [("ana",), ("ben",)]


async def test_the_last_one_on_it_leaves(asked: Room) -> None:
    """A board of nobody says so."""
    await posted(asked)
    for who in ("ana", "ben", "xylophone"):
        await deletes_all(asked, who)

    assert asked.platform.edits[-1][1].body == "Nobody has points from this week any more."
    assert asked.rows("SELECT * FROM shown") == []


@pytest.mark.parametrize("value", ["pseudonym", "off"])
async def test_somebody_on_it_is_shown_otherwise(asked: Room, value: str) -> None:
    """Who takes a pseudonym, or leaves the boards, is not named by older ones either; and back."""
    await posted(asked)
    await asked.advance(days=20)
    await asked.command("xylophone", "me", what="board", value=value)
    hidden = asked.platform.edits[-1][1].body
    await asked.command("xylophone", "me", what="board", value="name")

    assert "xylophone" not in hidden
    assert "ben" in hidden
    assert hidden.count("30  1 answer") == (2 if value == "pseudonym" else 1)
    assert "xylophone" in asked.platform.edits[-1][1].body


@pytest.mark.parametrize("fails", [3, 8])
async def test_it_was_not_said_yet(asked: Room, fails: int) -> None:
    """A board that waits for its platform arrives without those who left meanwhile."""
    await asked.command("boss", "settings", weekly="yes")
    await asked.answers("ana", f"{PREFILL} {REUSE}")
    await asked.answers("xylophone", PREFILL)
    await asked.command("xylophone", "me", what="delete")
    choice = asked.choice("Delete it all")
    asked.platform.fails("post", *[PlatformDown("away")] * fails)
    await asked.advance(days=6, hours=15)
    assert asked.rows("SELECT key FROM outbox WHERE body LIKE '%xylophone%'") != []
    await asked.takes("xylophone", choice)
    waiting = asked.rows("SELECT body FROM outbox WHERE key LIKE 'weekly/%' AND body <> ''")
    assert not any("xylophone" in body for (body,) in waiting)
    for _ in range(4):
        await asked.advance(minutes=30)

    said = [post for post in asked.shown() if post.key.startswith("weekly/")]
    assert len(said) == 1
    assert "xylophone" not in text(said[0].post)
    latest = [post for _, post in asked.platform.edits if post.title.startswith("Week of")]
    assert "**ana** had the most points" in latest[-1].body


async def test_weeks_that_begin_on_another_day_now(asked: Room) -> None:
    """A board that cannot be made any more is taken away with the name on it."""
    await posted(asked)
    await asked.command("boss", "settings", week="sun")
    await deletes_all(asked, "xylophone")

    assert "cannot be drawn again" in asked.platform.edits[-1][1].body

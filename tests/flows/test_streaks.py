"""Streaks as people are told them."""

from dataclasses import replace

from bot.messages import MessageReceived, MessageRef
from tests.flows.room import PREFILL, Room, author


async def test_a_streak_is_explained(asked: Room) -> None:
    """Somebody is told their streak, and what each of the last days did to it."""
    for day in range(4):
        if day != 2:
            await asked.answers("ana", PREFILL)
        await asked.advance(days=1)
    streak = await asked.command("ana", "streak")
    why = await asked.command("ana", "streak", why="yes")

    assert "**3 days** in a row. An answer today makes it one more." in streak
    assert "Longest so far: 3 days. Left this month: 1 freeze day." in streak
    assert "- Mon 23 Nov · answered: one day more" in why
    assert "- Wed 25 Nov · missed, and forgiven: a freeze day" in why
    assert "- Fri 27 Nov · its question is still open" in why
    assert "Sun 22 Nov" not in why


async def test_no_streak_yet(asked: Room) -> None:
    """Somebody who has not answered is told so."""
    assert "No streak yet." in await asked.command("ana", "streak")
    why = await asked.command("ana", "streak", why="yes")
    assert "No streak yet: it begins with your first answer." in why
    assert "no question came" not in why


async def test_holidays(asked: Room) -> None:
    """On a holiday nothing is asked, and a streak does not end; it can be taken back."""
    await asked.answers("ana", PREFILL)
    told = await asked.command("boss", "holiday", day="2026-11-24")
    await asked.command("boss", "holiday", day="2026-11-26")
    await asked.command("boss", "holiday", day="2026-11-26", off="no")
    before = len(asked.said())
    await asked.advance(days=1)
    on_holiday = len(asked.said())
    await asked.advance(days=1)
    after = len(asked.said())
    await asked.answers("ana", PREFILL)
    await asked.advance(days=1)

    assert "- Tue 24 Nov 2026" in told
    assert (on_holiday, after) == (before, before + 1)
    assert len(asked.said()) == after + 1
    assert "**2 days** in a row." in await asked.command("ana", "streak")
    assert "No holiday is set." in await asked.command("boss", "holiday")
    assert "Mon 23 Nov 2026 is over." in await asked.command("boss", "holiday", day="2026-11-23")


async def test_the_zone_of_a_person(asked: Room) -> None:
    """A day is that of the place where the platform says that somebody is when they answer."""
    honolulu = replace(author("ana"), zone="Pacific/Honolulu")
    for number, hours in enumerate((0, 26)):
        await asked.advance(hours=hours)
        await asked.happens(
            MessageReceived(
                ref=MessageRef(f"fake:far{number}"),
                author=honolulu,
                place=asked.place(),
                text=PREFILL,
                sent_at=asked.clock.now(),
            )
        )
        await asked.advance(seconds=20)
    why = await asked.command("ana", "streak", why="yes")

    assert "- Sun 22 Nov · answered" in why
    assert "- Tue 24 Nov · answered" in why
    assert "- Mon 23 Nov" in why

"""Some days of the simulated year: what `python -m tests.simulate_year` plays at length."""

from pathlib import Path

from bot.wording.pictures import alt
from tests.simulate_year import simulate


async def test_some_days_of_a_simulated_team(tmp_path: Path) -> None:
    """After a week and a half every sum is that of the awards, and each week was posted once."""
    year = await simulate(tmp_path / "greenroom.db", 12, 8)
    room = year.room
    busiest = max(year.members, key=lambda one: one.diligence)
    sights = dict(await year.sights())
    pictures = await year.pictures(busiest.name)
    await room.store.close()

    awards = room.rows(
        "SELECT person, channel, sum(points), count(*), sum(first_points) FROM award GROUP BY 1, 2"
    )
    everywhere = room.rows("SELECT person, sum(points) FROM award GROUP BY 1")
    sums = "SELECT person, channel, points, answers, first_points FROM tally WHERE period = 'all'"
    assert len(awards) > 4
    assert sorted(room.rows(f"{sums} AND channel <> ''")) == sorted(awards)
    assert {(who, points) for who, _, points, *_ in room.rows(f"{sums} AND channel = ''")} == set(
        everywhere
    )
    weeks = [one.post.title for one in room.shown() if one.post.title.startswith("Week of")]
    assert len(weeks) == len(set(weeks)) == 2
    assert room.platform.edits
    assert all(said.strip() for said in sights.values())
    assert all(alt(chart) for chart in pictures.values())
    assert len(pictures) == 5
    assert "No streak yet" in sights["/prep streak why:yes"]

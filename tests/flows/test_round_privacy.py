"""Who sees how a round ended, and whose it is."""

import pytest

from bot.standings import Metric
from tests.flows.platforms import Elsewhere, code_in, in_one_team
from tests.flows.room import BATCH, MEMORY, PREFILL, REUSE, Room
from tests.flows.rounding import Interview
from tests.flows.whole import sums

ALL = f"{PREFILL} {REUSE} {MEMORY} {BATCH}"
OWNERS = (
    "SELECT identity.user, count(*) FROM award JOIN round ON round.id = award.round "
    "JOIN identity ON identity.person = round.person AND identity.person = award.person "
    "GROUP BY 1 ORDER BY 1"
)
"""Whose rounds count, and how many."""


@pytest.fixture
def interview(room: Room) -> Interview:
    """Return a room in which rounds can be had."""
    return Interview(room)


async def holds(interview: Interview, **more: str) -> None:
    """Hold a round to its end."""
    await interview.begins(**more)
    for _ in range(2):
        await interview.answers(ALL)


async def test_a_private_round_is_on_no_board(interview: Interview) -> None:
    """Its points would tell how it ended: they count once it is shared, and once only."""
    room = interview.room
    await holds(interview)
    before = await room.command("bo", "board", metric=Metric.ROUNDS)
    for _ in range(2):
        await interview.presses(room.choice("Share with the team"))
    after = await room.command("bo", "board", metric=Metric.ROUNDS)
    stored, made = sums(room.database)

    assert "ana" not in before
    assert "A round counts here once it is shared." in before
    assert "ana" in after
    assert room.rows("SELECT slot, points FROM award") == [(None, 100)]
    assert stored == made


async def test_a_shared_round_counts_at_its_end(interview: Interview) -> None:
    """It is on the board of rounds, and on no other one."""
    await holds(interview, access="shared")

    assert "ana" in await interview.room.command("bo", "board", metric=Metric.ROUNDS)
    assert await interview.room.points() == {}


async def linked_to(interview: Interview, there: Elsewhere) -> str:
    """Let cara, of another platform, and ana become one person, cara; return the link's id."""
    room = interview.room
    code = code_in(await there.command("cara", "link"))
    await room.command("ana", "link", code=code)
    await room.takes("ana", room.choice("Link"))
    await there.takes("cara", there.choice("Link"))
    return room.choice("Link").value


async def test_rounds_of_somebody_who_was_linked(interview: Interview) -> None:
    """When a link is undone, each side has the rounds that it held, before the link and since."""
    room, there = interview.room, await in_one_team(interview.room)
    await holds(interview, access="shared")
    name = await linked_to(interview, there)
    await holds(interview, access="shared")
    together = room.rows(OWNERS)
    await room.command("boss", "unlink", link=name)
    stored, made = sums(room.database)

    assert together == [("fake:ana", 2), ("other:cara", 2)]
    assert room.rows(OWNERS) == [("fake:ana", 2)]
    assert stored == made


async def test_one_round_on_all_platforms(interview: Interview) -> None:
    """Who is in a round on one platform begins none on another."""
    there = await in_one_team(interview.room)
    await linked_to(interview, there)
    await interview.begins()

    assert "You are in a fundamentals round already." in await there.command("cara", "mock")

"""One person on two platforms, and one team on both."""

from typing import Any

import pytest

from bot.consequences import Consequences, Wake, WakeKind
from tests.flows.platforms import Elsewhere, code_in, in_one_team, link
from tests.flows.room import MEMORY, PREFILL, REUSE, Room
from tests.flows.whole import mentions, sums, tables

POINTS = "SELECT person.name, sum(points) FROM award JOIN person ON person = person.id GROUP BY 1"


@pytest.fixture
async def there(room: Room) -> Elsewhere:
    """Return another platform in the team, once the same question is open on both."""
    there = await in_one_team(room)
    await room.advance(minutes=30)
    return there


def truth(room: Room) -> dict[str, list[tuple[Any, ...]]]:
    """Return what belongs to people, in an order that says nothing."""
    every = tables(room.database)
    names = ("person", "identity", "attempt", "award", "tally", "card", "grade")
    return {name: sorted(every[name], key=str) for name in names}


# --- a team


async def test_one_team_on_two_platforms(room: Room, there: Elsewhere) -> None:
    """The same question is asked on both, and there is one board."""
    await room.answers("ana", PREFILL)
    await there.answers("ben", f"{PREFILL} {REUSE}")
    here, elsewhere = await room.command("ana", "board"), await there.command("ben", "board")

    assert there.platform.posts[0].post.title == room.platform.posts[0].post.title
    assert room.rows("SELECT count(*) FROM slot") == [(1,)]
    for board in (here, elsewhere):
        assert "ana" in board
        assert "ben" in board


async def test_a_team_code_is_used_once(room: Room) -> None:
    """The second place that gives it is told to get another one."""
    there = Elsewhere(room)
    code = code_in(await room.command("boss", "link-team"))
    first = await there.command("boss", "link-team", code=code)
    there.space = "other:space2"  # type: ignore[assignment]
    second = await there.command("boss", "link-team", code=code)

    assert "This place belongs to the team now." in first
    assert "not known here, or too old" in second


async def test_a_place_that_has_a_team(room: Room, there: Elsewhere) -> None:
    """It stays in its team, and the code stays good."""
    code = code_in(await room.command("boss", "link-team"))
    told = await there.command("boss", "link-team", code=code)

    assert "belongs to the team already" in told
    assert room.rows("SELECT kind FROM secret") == [("team-code",)]


async def test_a_place_without_a_team(room: Room) -> None:
    """Nobody can give a code where there is no team."""
    assert "There is no team here yet." in await Elsewhere(room).command("boss", "link-team")


async def test_who_may_join_a_team(room: Room) -> None:
    """Only admins bring a place into a team, on either side."""
    there = Elsewhere(room)
    assert "Only admins" in await room.command("ana", "link-team")
    assert "Only admins" in await there.command("ana", "link-team", code="AAAA-AAAA")


# --- a person


async def test_linking(room: Room, there: Elsewhere) -> None:
    """Both sides agree, then answers on either side are one person's."""
    await room.answers("ana", PREFILL)
    await there.answers("ana", f"{PREFILL} {REUSE}")
    before = dict(room.rows(POINTS)), len(room.rows("SELECT id FROM award"))
    await link(room, there)
    stored, made = sums(room.database)

    assert before[1] == 2
    assert room.rows("SELECT points, first_points FROM award") == [(60, 30)]
    assert stored == made
    assert await room.points() == {"ana": 60}
    assert "are one person now" in room.told("ana")[-1]
    assert "are one person now" in there.told("ana")[-1]


async def test_what_is_answered_after_that(room: Room, there: Elsewhere) -> None:
    """The best answer of either side counts, and so do the limits of both."""
    await link(room, there)
    await room.answers("ana", PREFILL)
    await there.answers("ana", f"{PREFILL} {REUSE} {MEMORY}")

    assert room.rows("SELECT points, first_points FROM award") == [(80, 30)]


async def test_the_better_award_on_its_day(room: Room, there: Elsewhere) -> None:
    """Of two awards for one question the better one stays, on the day on which it was earned."""
    await room.answers("ana", PREFILL)
    await room.advance(hours=16)
    await there.answers("ana", f"{PREFILL} {REUSE}")
    days = room.rows("SELECT day FROM award ORDER BY points")
    await link(room, there)

    assert days == [("2026-11-23",), ("2026-11-24",)]
    assert room.rows("SELECT day, points FROM award") == [("2026-11-24", 60)]


async def test_one_side_alone(room: Room, there: Elsewhere) -> None:
    """Nothing is linked while one side has not agreed, however often the other one does."""
    await there.answers("ben", PREFILL)
    code = code_in(await room.command("ana", "link"))
    await there.command("ben", "link", code=code)
    told = await there.takes("ben", there.choice("Link"))
    await there.takes("ben", there.choice("Link"))

    assert "Noted. Now press *Link* as ana on fake too." in told
    assert room.rows("SELECT count(DISTINCT person) FROM identity") == [(2,)]
    assert await room.points() == {"ben": 30}


async def test_a_side_that_does_not_want_it(room: Room, there: Elsewhere) -> None:
    """One refusal ends it for both."""
    code = code_in(await room.command("ana", "link"))
    await there.command("mallory", "link", code=code)
    await there.takes("mallory", there.choice("Link"))
    await room.takes("ana", room.choice("Not me"))
    late = await room.takes("ana", room.choice("Link"))

    assert "Nothing was linked" in there.told("mallory")[-1]
    assert "not known here, or too old" in late
    assert room.rows("SELECT id FROM person WHERE linked_to IS NOT NULL") == []


async def test_somebody_elses_button(room: Room, there: Elsewhere) -> None:
    """Only the two sides can agree."""
    code = code_in(await room.command("ana", "link"))
    await there.command("ben", "link", code=code)
    told = await there.takes("mallory", there.choice("Link"))

    assert "not known here" in told


async def test_a_wrong_code(room: Room, there: Elsewhere) -> None:
    """Five wrong ones, then even the right one has to wait."""
    code = code_in(await room.command("ana", "link"))
    for number in range(5):
        assert "not known" in await there.command("ben", "link", code=f"AAAA-AAA{number + 2}")
    refused = await there.command("ben", "link", code=code)
    await room.advance(minutes=11)
    fresh = code_in(await room.command("ana", "link"))

    assert "That makes 5 wrong codes. Wait 10 minutes" in refused
    assert "Is that you?" in await there.command("ben", "link", code=fresh)


async def test_a_code_that_is_too_old(room: Room, there: Elsewhere) -> None:
    """After ten minutes it is good for nothing, and a newer code ends an older one."""
    old = code_in(await room.command("ana", "link"))
    await room.advance(minutes=11)
    late = await there.command("ben", "link", code=old)
    first = code_in(await room.command("ana", "link"))
    await room.command("ana", "link")
    replaced = await there.command("ben", "link", code=first)

    assert "too old" in late
    assert "not known" in replaced


async def test_a_code_as_people_type_it(room: Room, there: Elsewhere) -> None:
    """Case and the hyphen do not matter."""
    code = code_in(await room.command("ana", "link"))
    told = await there.command("ben", "link", code=code.lower().replace("-", ""))

    assert "Is that you?" in told


async def test_ones_own_code(room: Room) -> None:
    """It has to be given where one is somebody else, where it is still good for that."""
    code = code_in(await room.command("ana", "link"))

    assert "That is your own code." in await room.command("ana", "link", code=code)
    assert "Is that you?" in await room.command("ben", "link", code=code)


async def test_codes_are_not_stored(room: Room) -> None:
    """The database holds no code, once it was handed out."""
    code = code_in(await room.command("ana", "link"))

    assert len(room.rows("SELECT key FROM secret")) == 1
    assert mentions(room.database, code) == []
    assert mentions(room.database, code.replace("-", "")) == []


async def test_in_the_middle_of_an_answer(room: Room, there: Elsewhere) -> None:
    """Answers that are still collected in two places do not get in each other's way."""
    await room.says("ana", PREFILL)
    await there.says("ana", REUSE)
    await link(room, there)
    await room.advance(seconds=20)

    assert await room.points() == {"ana": 30}
    assert room.rows("SELECT count(DISTINCT person) FROM attempt") == [(1,)]


# --- undoing it


async def test_undoing_it(room: Room, there: Elsewhere) -> None:
    """Everything is as it was before, to the last row."""
    await room.command("boss", "me", what="zone")
    await room.answers("ana", PREFILL)
    await there.answers("ana", f"{PREFILL} {REUSE}")
    await there.answers("ana", MEMORY)
    await room.advance(hours=24)
    await there.answers("ana", REUSE)
    before = truth(room)
    name = await link(room, there)
    between = truth(room)
    told = await room.command("boss", "unlink", link=name)

    assert between != before
    assert "are two people again" in told
    assert truth(room) == before


async def test_what_was_answered_meanwhile(room: Room, there: Elsewhere) -> None:
    """It goes to the side that answered it, and the sums are right."""
    await room.answers("ana", PREFILL)
    await there.answers("ana", REUSE)
    name = await link(room, there)
    await there.answers("ana", f"{PREFILL} {REUSE} {MEMORY}")
    await room.advance(hours=24)
    await there.answers("ana", PREFILL)
    await room.command("boss", "unlink", link=name)
    stored, made = sums(room.database)

    assert stored == made
    assert sorted(room.rows("SELECT sum(points) FROM award GROUP BY person")) == [(30,), (110,)]


async def test_undoing_it_twice_or_too_late(room: Room, there: Elsewhere) -> None:
    """It is undone once, within seven days."""
    name = await link(room, there)
    await room.command("boss", "unlink", link=name)
    twice = await room.command("boss", "unlink", link=name)
    again = await link(room, there)
    await room.advance(days=8)
    late = await room.command("boss", "unlink", link=again)
    unknown = await room.command("boss", "unlink", link="nothing")

    assert "cannot be undone any more" in twice
    assert "cannot be undone any more" in late
    assert "No link of that id is on record." in unknown


async def test_who_may_undo_it(room: Room, there: Elsewhere) -> None:
    """Only an admin."""
    name = await link(room, there)

    assert "Only admins" in await room.command("ana", "unlink", link=name)


async def test_leaving_as_one_person(room: Room, there: Elsewhere) -> None:
    """Who is linked is forgotten on both sides, and cannot be parted again."""
    await room.answers("ana", PREFILL)
    await there.answers("xylophone", REUSE)
    name = await link(room, there, there_as="xylophone")
    await room.command("ana", "me", what="delete")
    await room.takes("ana", room.choice("Delete it all"))
    told = await room.command("boss", "unlink", link=name)

    assert "cannot be undone" in told
    assert mentions(room.database, "xylophone") == []
    assert await room.points() == {}


async def test_several_answers_to_one_question(room: Room, there: Elsewhere) -> None:
    """Their numbers are restored, whatever their ids."""
    await room.command("boss", "me", what="zone")
    await room.answers("ana", PREFILL)
    for said in (REUSE, MEMORY, f"{REUSE} {MEMORY}"):
        await room.answers("ben", said)
    before = truth(room)
    code = code_in(await room.command("ana", "link"))
    await room.command("ben", "link", code=code)
    choice = room.choice("Link")
    await room.takes("ana", choice)
    await room.takes("ben", choice)
    numbers = room.rows("SELECT number FROM attempt ORDER BY number")
    await room.command("boss", "unlink", link=choice.value)

    assert there.told("ana") == []
    assert numbers == [(1,), (2,), (3,), (4,)]
    assert truth(room) == before


async def test_a_week_later(room: Room, there: Elsewhere) -> None:
    """What only an undo would have needed is forgotten, in a chain of links too."""
    wake = Wake(kind=WakeKind.PRUNE, key="daily", at=room.clock.now())
    await room.store.outbox.say(Consequences(wakes=[wake]))
    await room.answers("ben", PREFILL)
    await link(room, there, here_as="ben", there_as="cem")
    await link(room, there, here_as="ana", there_as="cem")
    before = len(room.rows("SELECT id FROM person WHERE linked_to IS NOT NULL"))
    await room.command("boss", "pause")
    for _ in range(9):
        await room.advance(days=1)

    assert before == 2
    assert room.rows("SELECT id FROM person WHERE linked_to IS NOT NULL") == []
    assert not any("joined" in body for (body,) in room.rows("SELECT body FROM audit"))
    assert await room.points() == {"ana": 30}


async def test_leaving_after_a_chain_of_links(room: Room, there: Elsewhere) -> None:
    """Everybody whom one person has been is forgotten."""
    await room.answers("ben", PREFILL)
    await link(room, there, here_as="ben", there_as="cem")
    await link(room, there, here_as="ana", there_as="cem")
    await room.command("ana", "me", what="delete")
    await room.takes("ana", room.choice("Delete it all"))

    assert room.rows("SELECT name FROM person") == []
    assert await room.points() == {}


async def test_a_button_that_is_delivered_again(room: Room, there: Elsewhere) -> None:
    """Nothing more is said or done."""
    code = code_in(await room.command("ana", "link"))
    await there.command("ana", "link", code=code)
    await there.takes("ana", there.choice("Link"))
    pressed = room.made("ana", room.choice("Link"))
    for _ in range(2):
        await room.happens(pressed)
        await room.work()

    assert sum("are one person now" in told for told in room.told("ana")) == 1
    assert not any("not known" in told for told in room.told("ana"))
    assert room.rows("SELECT count(*) FROM audit WHERE action = 'link'") == [(1,)]

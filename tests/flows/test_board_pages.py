"""Boards by scope, period, measure and page."""

from datetime import timedelta

import pytest

from bot.messages import Address, Author, Choice, ChoiceMade, Place, UserId
from storage.store import SqlStore
from tests.fakes import CHANNEL, SPACE
from tests.flows.room import BATCH, MEMORY, PREFILL, REUSE, Room, second_process
from tests.flows.test_boards import TOTALS, lines

OTHER = Place(space=SPACE, channel=Address("fake:other"))
ALL = f"{PREFILL} {REUSE} {MEMORY} {BATCH}"


def offered(room: Room) -> list[Choice]:
    """Return the choices of what was told last."""
    return list(room.platform.tells[-1].post.choices)


async def many_answer(room: Room, people: int) -> None:
    """Let people answer, the first five with 60 points, the others with 50."""
    for number in range(people):
        await room.says(f"person{number:02}", TOTALS[60 if number < 5 else 50])
    await room.advance(seconds=20)


async def test_pages(asked: Room) -> None:
    """Buttons lead to the next page and back; each has one's own place on it."""
    await many_answer(asked, 12)
    first = lines(await asked.command("person00", "board"))
    (onwards,) = [choice for choice in offered(asked) if choice.label == "11 to 12"]
    second = lines(await asked.takes("person00", onwards))
    (back,) = [choice for choice in offered(asked) if choice.label == "1 to 10"]

    assert len(first) == 10
    assert not set(first) & set(second[-2:])
    assert second[-3] == "…"
    assert "1 person00 60 1 answer" in second[:-3]
    assert lines(await asked.takes("person00", back)) == first


async def test_pages_after_a_restart(asked: Room, other_store: SqlStore) -> None:
    """A button works in the next process, and for whoever presses it, as they see the board."""
    await many_answer(asked, 12)
    await asked.command("person00", "board")
    onwards = next(choice for choice in offered(asked) if choice.label == "11 to 12")
    later = second_process(asked, other_store)
    told = await later.takes("ben", onwards)

    assert len(lines(told)) == 2
    assert "You have no points here yet." in told


async def test_a_button_in_a_private_place(asked: Room) -> None:
    """A board that was shown in a direct message is that of the channel it came from."""
    await many_answer(asked, 12)
    await asked.command("person00", "board", scope="channel")
    onwards = next(choice for choice in offered(asked) if choice.label == "11 to 12")
    elsewhere = Place(space=SPACE, channel=Address("fake:dm"))
    await asked.happens(
        ChoiceMade(
            event="pressed",
            author=Author(user=UserId("fake:person00"), name="person00"),
            place=elsewhere,
            action=onwards.action,
            value=onwards.value,
            at=asked.clock.now(),
            reply=asked.reply(),
        )
    )
    await asked.work()

    assert "this channel" in asked.told("person00")[-1]
    assert "You are 1st of 12" in asked.told("person00")[-1]


@pytest.mark.parametrize(
    "value", ["", "tw20261123p1", "ty20261123p1.fake:x", "tw20261323p1.fake:x", "x" * 90]
)
async def test_a_button_of_another_version(asked: Room, value: str) -> None:
    """A button that says nothing we know is answered with a sentence."""
    told = await asked.takes("ana", Choice(action="board", value=value, label="More"))

    assert "no longer possible" in told


async def test_the_period_before(asked: Room) -> None:
    """The week before has its own board, by argument and by button."""
    await asked.answers("ana", PREFILL)
    await asked.advance(days=7)
    await asked.answers("ben", REUSE)
    now = await asked.command("ana", "board")
    button = await asked.takes("ana", asked.choice("Last week"))
    before = await asked.command("ana", "board", when="previous")
    longer = await asked.takes("ana", asked.choice("Week of Mon 16 Nov 2026"))

    assert lines(now) == ["1 ben 30 1 answer"]
    assert "Last week · the team" in before
    assert lines(before) == lines(button) == ["1 ana 30 1 answer"]
    assert "Week of Mon 16 Nov 2026 · the team\nNo points yet." in longer


async def test_channels(asked: Room) -> None:
    """A channel's board counts what was answered there; the team's counts every channel."""
    await asked.command_at(OTHER, "boss", "join")
    await asked.advance(days=1)
    threads = {
        one.receipt.address: asked.platform.threads[one.receipt.refs[0]]
        for one in asked.platform.posts
        if one.receipt.refs[0] in asked.platform.threads
    }
    await asked.says("ana", PREFILL, thread=threads[CHANNEL])
    await asked.says("ben", REUSE, thread=threads[OTHER.channel])
    await asked.advance(seconds=20)

    team = await asked.command("ana", "board")
    here = await asked.command("ana", "board", scope="channel")
    there = await asked.command_at(OTHER, "ana", "board", scope="channel")
    nowhere = Place(space=SPACE, channel=Address("fake:lounge"))

    assert lines(team) == ["1 ana 30 1 answer", "1 ben 30 1 answer"]
    assert lines(here) == ["1 ana 30 1 answer"]
    assert lines(there) == ["1 ben 30 1 answer"]
    assert "no board of this channel alone" in await asked.command_at(
        nowhere, "ana", "board", scope="channel"
    )


async def test_the_best_counts_once(asked: Room) -> None:
    """The best answer counts, once, wherever and however often somebody tries."""
    await asked.answers("ana", REUSE)
    await asked.answers("ana", ALL)
    await asked.answers("ana", PREFILL)

    assert await asked.points() == {"ana": 100}


async def test_practice_has_no_points(asked: Room) -> None:
    """What is sent after the close is graded and has no points, not even as a correction."""
    thread = asked.thread
    ref = await asked.says("ana", REUSE)
    await asked.advance(hours=25)
    await asked.says("ben", ALL, thread=thread)
    await asked.says("ana", ALL, thread=thread)
    await asked.advance(seconds=20)
    await asked.edits("ana", ref, ALL)

    assert await asked.points() == {"ana": 30}


async def averages(room: Room, **said: str) -> list[str]:
    """Return the rows of the board of first attempts."""
    board = await room.command("ana", "board", metric="average", period="all", **said)
    return lines(board) if "```" in board else []


async def test_first_attempts(asked: Room) -> None:
    """Trying again, editing, and deleting the first answer leave the first attempt as it was."""
    for day in range(3):
        first = await asked.answers("ana", REUSE)
        if day == 0:
            await asked.answers("ana", ALL)
        if day == 1:
            await asked.edits("ana", first, ALL)
            await asked.takes("ana", asked.choice("Grade it again"))
            await asked.advance(seconds=20)
        if day == 2:
            await asked.deletes(first)
            await asked.answers("ana", ALL)
        before = await averages(asked)
        assert before == ([] if day < 2 else ["1 ana 30.0 3 answers"])
        await asked.advance(days=1)

    assert await asked.points() == {"ana": 300}


async def test_improvement(asked: Room) -> None:
    """Improvement compares first attempts with one's own of the four weeks before."""
    for _ in range(3):
        await asked.answers("ana", REUSE)
        await asked.answers("ben", ALL)
        await asked.advance(days=1)
    early = await asked.command("ana", "board", metric="improvement")
    await asked.advance(days=4)
    for _ in range(3):
        await asked.answers("ana", ALL)
        await asked.answers("ben", f"{PREFILL} {REUSE}")
        await asked.answers("cem", ALL)
        await asked.advance(days=1)
    board = await asked.command("ben", "board", metric="improvement")

    assert "Nobody has 3 first attempts here and in the weeks before yet." in early
    assert lines(board) == ["1 ana +70.0 3 answers", "2 ben -40.0 3 answers"]
    assert "less one's own mean of the 4 weeks before; 3 or more in both." in board
    assert "needs a day, week, month or quarter" in await asked.command(
        "ben", "board", metric="improvement", period="all"
    )


async def test_streaks_as_a_board(asked: Room) -> None:
    """Streaks are ranked as they are now, over all periods."""
    for day in range(3):
        await asked.answers("ana", REUSE)
        if day:
            await asked.answers("ben", REUSE)
        asked.clock.advance(timedelta(seconds=1))
        await asked.advance(days=1)
    board = await asked.command("ben", "board", metric="streak")

    assert "Streaks · the team" in board
    assert lines(board) == ["1 ana 3 3 answers", "2 ben 2 2 answers"]
    assert "You are 2nd of 2." in board
    assert lines(await asked.command("ben", "board", metric="streak", scope="channel")) == lines(
        board
    )


async def test_rounds(asked: Room) -> None:
    """The board of mock rounds is one of its own."""
    await asked.answers("ana", PREFILL)
    empty = await asked.command("ana", "board", metric="rounds")
    asked.write(
        "INSERT INTO tally SELECT team, 'round', channel, period, start, person, 70, 2, 70, 0 "
        "FROM tally"
    )
    board = await asked.command("ana", "board", metric="rounds")

    assert "No points from mock rounds yet. A round counts here once it is shared." in empty
    assert lines(board) == ["1 ana 70 2 rounds"]
    assert await asked.points() == {"ana": 30}


async def test_who_is_on_no_board(asked: Room) -> None:
    """Who does not want to be on a board is on none, and takes nobody's place."""
    for name, points in (("ana", 60), ("ben", 50), ("cem", 30)):
        await asked.answers(name, TOTALS[points])
    asked.write("UPDATE person SET on_board = false WHERE name = 'ana'")
    asked.write("UPDATE person SET board_name = 'heron' WHERE name = 'ben'")

    for metric in ("points", "streak"):
        board = await asked.command("cem", "board", metric=metric)
        assert [line.split()[1] for line in lines(board)] == ["cem", "heron"][
            :: 1 if metric == "streak" else -1
        ]
        assert "of 2" in board
    assert "You are on no board." in await asked.command("ana", "board")
    assert "You have no points here yet." in await asked.command("dan", "board")

"""Who has how many points, in which period, and how sure that is."""

from bot.grading import Graded, Judgement
from tests.flows.room import BATCH, MEMORY, PREFILL, REUSE, Room

TOTALS = {30: PREFILL, 50: f"{PREFILL} {MEMORY}", 60: f"{PREFILL} {REUSE}"}


def lines(board: str) -> list[str]:
    """Return the rows of a board: everything inside its code block."""
    return [" ".join(line.split()) for line in board.split("```")[1].strip().splitlines()]


async def test_an_empty_board(asked: Room) -> None:
    """A board without points says so."""
    board = await asked.command("ana", "board")

    assert "This week · the team\nNo points yet." in board


async def test_ranks_are_dense(asked: Room) -> None:
    """People with the same points share a place, and the next place follows on."""
    for name, points in (("ana", 50), ("ben", 60), ("cem", 30), ("dora", 60)):
        await asked.says(name, TOTALS[points])
    await asked.advance(seconds=20)
    board = await asked.command("ana", "board")

    assert lines(board) == [
        "1 ben 60 1 answer",
        "1 dora 60 1 answer",
        "2 ana 50 1 answer",
        "3 cem 30 1 answer",
    ]
    assert "You are 2nd of 4, with a streak of 1 day." in board
    assert "Updated Mon 09:00 · best score per question while it is open." in board


async def test_ones_own_place(asked: Room) -> None:
    """Who is not among the first ten is shown below them, beside their neighbours."""
    for number in range(12):
        await asked.says(f"person{number:02}", TOTALS[60 if number < 5 else 50])
    await asked.says("ana", PREFILL)
    await asked.advance(seconds=20)
    board = await asked.command("ana", "board")
    others = await asked.command("person00", "board")

    assert len(lines(board)) == 13
    assert lines(board)[10] == "…"
    assert lines(board)[11].startswith("2 person")
    assert lines(board)[12] == "3 ana 30 1 answer"
    assert "You are 3rd of 13" in board
    assert len(lines(others)) == 10
    assert "ana" not in others


async def test_who_has_no_points(asked: Room) -> None:
    """Who has no points is told so, below those of the others."""
    await asked.answers("ana", PREFILL)

    assert "You have no points here yet." in await asked.command("ben", "board")


async def test_points_of_two_days_add_up(asked: Room) -> None:
    """The best answers to several questions are added up."""
    await asked.answers("ana", PREFILL)
    await asked.advance(hours=24)
    await asked.answers("ana", f"{MEMORY} {BATCH}")
    board = await asked.command("ana", "board")

    assert lines(board) == ["1 ana 70 2 answers"]
    assert "with a streak of 2 days." in board


async def test_periods(asked: Room) -> None:
    """A week begins on Monday, a month on its first day, where the team is."""
    await asked.advance(days=6)
    await asked.advance(hours=14, minutes=59)
    await asked.answers("ana", PREFILL)
    sunday = [await asked.command("ana", "board", period=name) for name in ("week", "month", "all")]
    await asked.advance(minutes=1)
    monday = [await asked.command("ana", "board", period=name) for name in ("week", "month", "all")]
    await asked.advance(days=1)
    december = await asked.command("ana", "board", period="month")

    assert ["No points yet." in board for board in sunday] == [False, False, False]
    assert ["No points yet." in board for board in monday] == [True, False, False]
    assert "This month · the team\nNo points yet." in december


async def test_estimates_are_marked(asked: Room) -> None:
    """Points that are estimates are marked, on the board and in the feedback."""
    estimate = Graded(
        score=50, judgement=Judgement(points=()), grader="local", estimate=True, confidence=0.5
    )
    asked.grader.enqueue(estimate)
    await asked.says("ana", "One answer.")
    await asked.advance(seconds=20)
    await asked.answers("ben", PREFILL)
    board = await asked.command("ana", "board")
    feedback = await asked.command("ana", "feedback")

    assert lines(board) == ["1 ana 50~ 1 answer", "2 ben 30 1 answer"]
    assert "~ includes offline estimates." in board
    assert "about half · offline estimate: coverage, not correctness" in feedback
    assert "50 of 100" not in feedback

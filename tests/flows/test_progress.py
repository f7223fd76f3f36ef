"""What people and teams are told about their progress."""

from tests.flows.room import BATCH, MEMORY, PREFILL, REUSE, Room


async def test_ones_own_progress(asked: Room) -> None:
    """Somebody sees their concepts, tracks, points and days."""
    await asked.answers("ana", f"{PREFILL} {MEMORY}")
    await asked.advance(days=1)
    await asked.answers("ana", f"{PREFILL} {REUSE} {MEMORY} {BATCH}")
    await asked.advance(days=1)
    told = await asked.command("ana", "progress")

    assert "Your progress: 2 answers" in told
    assert "KV cache   75 " in told
    assert "fundamentals   75" in told
    assert "- prefill reads the whole prompt before the first token" in told
    assert "- decode reuses the keys and values that were cached" in told
    assert "Mon  · · · · · · · · · · · ░" in told
    assert "Tue  · · · · · · · · · · · ░" in told


async def test_a_gap_of_an_open_question(asked: Room) -> None:
    """A point that was missed is a direction while its question is open, and said after that."""
    await asked.answers("ana", PREFILL)
    while_open = await asked.command("ana", "progress")
    await asked.advance(days=1)
    closed = await asked.command("ana", "progress")

    assert "one about direction reuse" in while_open
    assert "decode reuses the keys" not in while_open
    assert "decode reuses the keys" in closed


async def test_nothing_yet(asked: Room) -> None:
    """Who has answered nothing is told how it begins."""
    assert "begins with your first answer" in await asked.command("ana", "progress")
    assert "Nothing was graded" in await asked.command("ana", "team")


async def test_the_team(asked: Room) -> None:
    """The team's concepts are shown with their first attempts, and names of those who said so."""
    await asked.answers("ana", PREFILL)
    await asked.answers("ana", f"{PREFILL} {REUSE} {MEMORY} {BATCH}")
    await asked.answers("ben", f"{PREFILL} {MEMORY}")
    for who in ("cem", "dora", "emil"):
        await asked.says(who, REUSE)
    await asked.advance(seconds=20)
    before = await asked.command("ana", "team")
    asked.write("UPDATE person SET named = true WHERE name IN ('ana', 'ben')")
    after = await asked.command("ana", "team")

    assert "  34  5 answers" in before
    assert "Asked more often now: KV cache." in before
    assert "5 others   34" in before
    assert "ana" not in before
    assert "ana        30" in after
    assert "ben        50" in after
    assert "3 others   30" in after

"""What admins see and correct, and what is forgotten with time."""

import csv
import io

from bot.consequences import Consequences, Wake, WakeKind
from bot.messages import Address, Place
from tests.fakes import ADMINS, CHANNEL, SPACE
from tests.flows.appealing import grades, waits
from tests.flows.room import MEMORY, PREFILL, REUSE, Room
from tests.flows.test_me import files
from tests.flows.whole import mentions, sums


async def results(room: Room) -> list[dict[str, str]]:
    """Return the team's results, as an admin is handed them."""
    await room.command("boss", "export")
    return list(csv.DictReader(io.StringIO(files(room)[0].data.decode())))


async def upkeep(room: Room) -> None:
    """Let the daily upkeep run now."""
    wake = Wake(kind=WakeKind.PRUNE, key="daily", at=room.clock.now())
    await room.store.outbox.say(Consequences(wakes=[wake]))
    await room.work()


# --- results and the record


async def test_the_results_of_a_team(asked: Room) -> None:
    """One row an answer, as boards name people, without a word of what was said; for admins."""
    await asked.answers("ana", f"{PREFILL} {REUSE}")
    await asked.answers("ben", PREFILL)
    await asked.answers("cem", PREFILL)
    await asked.command("ben", "me", what="board", value="pseudonym")
    await asked.command("cem", "me", what="board", value="off")
    ((pseudonym,),) = asked.rows("SELECT board_name FROM person WHERE name = 'ben'")
    rows = await results(asked)

    assert [(row["name"], row["score"]) for row in rows] == [("ana", "60"), (pseudonym, "30")]
    assert {row["question"] for row in rows} == {"bravo"}
    assert b"prompt" not in files(asked)[0].data
    assert {one.user for one in asked.platform.tells if one.post.files} == {"fake:boss"}
    assert "Only admins" in await asked.command("ana", "export")


async def test_nothing_to_hand_over(asked: Room) -> None:
    """Before the first grade there is no file."""
    assert "There is no graded answer yet." in await asked.command("boss", "export")
    assert "Nothing is on record yet." in await asked.command("boss", "audit")


async def test_the_record(asked: Room) -> None:
    """It says who did what, when and why, to admins alone."""
    appeal = await waits(asked)
    await asked.command("boss", "ruling", appeal=appeal, verdict="met", reason="It says so.")
    told = await asked.command("boss", "audit")

    assert "On record in the team" in told
    assert "Mon 23 Nov, 09:00" in told
    assert "ruled on an appeal (point: reuse, verdict: met, why: It says so.)" in told
    assert "Only admins" in await asked.command("ana", "audit")


# --- overrides


async def test_an_override(asked: Room) -> None:
    """The verdict changes, with points and sums; the person is told why, and it is on record."""
    await asked.answers("ana", f"{PREFILL} {REUSE}")
    answer = (await results(asked))[0]["answer"]
    values = {"answer": answer, "point": "memory", "verdict": "met", "reason": "Said aloud."}
    told = await asked.command("boss", "override", **values)
    stored, made = sums(asked.database)

    assert "the point about direction memory counts in full in the answer of ana" in told
    assert "the point about direction memory counts in full now." in asked.told("ana")[-1]
    assert "> Said aloud." in asked.told("ana")[-1]
    assert await asked.points() == {"ana": 80}
    assert stored == made
    assert grades(asked) == [("grader", 60, 0), ("override", 80, 1)]
    assert asked.rows("SELECT action, actor FROM audit") == [("override", "fake:boss")]
    feedback = await asked.command("ana", "feedback")
    assert "**met** the cache takes memory in proportion to the length\n\n" in feedback
    assert "graded by scripted and a person's ruling" in feedback


async def test_what_is_overridden(asked: Room) -> None:
    """An unknown answer or point changes nothing, and says what there is."""
    await asked.answers("ana", PREFILL)
    answer = (await results(asked))[0]["answer"]
    values = {"verdict": "met", "reason": "Because."}
    unknown = await asked.command("boss", "override", answer="none", point="memory", **values)
    vague = await asked.command("boss", "override", answer=answer, point="weather", **values)
    words = {"answer": answer, "point": "direction-batch"}
    await asked.command("boss", "override", **words, **values)

    assert "Unknown answer “none”." in unknown
    assert "Which point? One of `prefill`, `reuse`, `memory`, `batch`." in vague
    assert await asked.points() == {"ana": 50}


async def test_an_override_of_an_appealed_answer(asked: Room) -> None:
    """The appeal is closed, and its person hears so."""
    await waits(asked)
    answer = (await results(asked))[0]["answer"]
    values = {"answer": answer, "point": "reuse", "verdict": "met", "reason": "Yes."}
    await asked.command("boss", "override", **values)

    assert asked.rows("SELECT state FROM appeal") == [("rejected",)]
    assert any("is closed, because the answer was changed" in one for one in asked.told("ana"))
    assert await asked.points() == {"ana": 60}


# --- retention


async def test_retention(asked: Room) -> None:
    """The words of old answers go, on the day that is set; their points and verdicts stay."""
    await asked.command("boss", "settings", retention="10")
    await waits(asked, "xylophone")
    await asked.answers("xylophone", f"{PREFILL} {REUSE} xylophone")
    await asked.command("boss", "pause")
    await asked.advance(days=9)
    await upkeep(asked)
    kept = asked.rows("SELECT text FROM message WHERE text <> ''")
    before = await asked.points()
    await asked.advance(days=2)
    await upkeep(asked)

    assert len(kept) == 2
    assert asked.rows("SELECT text FROM message WHERE text <> ''") == []
    assert asked.rows("SELECT sentence FROM appeal") == [("",)]
    assert mentions(asked.database, "prompt first") == []
    assert await asked.points() == before == {"xylophone": 60}
    assert "**met** prefill reads the whole prompt" in await asked.command("xylophone", "feedback")


async def test_no_retention(asked: Room) -> None:
    """Unless it is set, nothing is forgotten; 0 ends it."""
    shown = await asked.command("boss", "settings", retention="10")
    ended = await asked.command("boss", "settings", retention="0")
    await asked.answers("ana", PREFILL)
    await asked.advance(days=400)
    await upkeep(asked)

    assert "forgotten after 10 days" in shown
    assert "the words of answers are kept" in ended
    assert asked.rows("SELECT text FROM message") == [(PREFILL,)]


async def test_grading_again_what_was_forgotten(asked: Room) -> None:
    """An old offer to grade again does not cost the points that stayed."""
    await asked.command("boss", "settings", retention="1")
    ref = await asked.answers("ana", f"{PREFILL} {REUSE}")
    await asked.edits("ana", ref, f"{PREFILL} {REUSE} {MEMORY}")
    choice = asked.choice("Grade it again")
    await asked.command("boss", "pause")
    await asked.advance(days=3)
    await upkeep(asked)
    told = await asked.takes("ana", choice)

    assert "no longer possible" in told
    assert await asked.points() == {"ana": 60}


# --- where admins are


async def test_another_place_for_admins(asked: Room) -> None:
    """What concerns them is said in the channel in which an admin says so."""
    before = (await asked.command("boss", "settings")).splitlines()
    other = Place(space=SPACE, channel=Address("fake:elsewhere"))
    told = await asked.command_at(other, "boss", "settings", admin_channel="here")
    await waits(asked)

    assert f"- `admin-channel` {ADMINS}" in before
    assert "- `admin-channel` fake:elsewhere" in told
    assert any("An appeal waits for you" in said for said in asked.said(other.channel))
    assert asked.said(ADMINS) == []
    assert "Only admins" in await asked.command("ana", "settings", admin_channel="here")


async def test_answers_by_form_stay_hidden(asked: Room) -> None:
    """Nobody else sees that somebody answered by form, nor what, until the close and after it."""
    await asked.fills("ana", asked.choice("Answer privately"), f"{PREFILL} xylophone")
    await asked.advance(seconds=20)
    await asked.advance(hours=24)
    public = asked.said(CHANNEL) + asked.said(asked.thread)

    assert not any("xylophone" in said or "ana" in said.split() for said in public)
    assert asked.platform.marks == []
    assert await asked.points() == {"ana": 30}

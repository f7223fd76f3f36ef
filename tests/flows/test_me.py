"""What people decide about themselves, and what they are handed of their data."""

import csv
import io
import json
from datetime import datetime

from bot.messages import File
from tests.flows.room import PREFILL, REUSE, Room


def files(room: Room) -> tuple[File, ...]:
    """Return the files that were handed out last."""
    return next(one.post.files for one in reversed(room.platform.tells) if one.post.files)


async def test_what_is_set_at_first(asked: Room) -> None:
    """Nothing has to be decided: the team's zone, one's name on the board, some reviews a day."""
    told = await asked.command("ana", "me")

    assert "- `zone` Europe/Berlin, the team's" in told
    assert "- `board` your name is on it" in told
    assert "- `names` the team's heat map does not say your name" in told
    assert "- `reviews` at most 3 a day" in told


async def test_a_zone_of_ones_own(asked: Room) -> None:
    """A zone is checked before it is kept, and what may be meant is named."""
    wrong = await asked.command("ana", "me", what="zone", value="Lisbonn")
    right = await asked.command("ana", "me", what="zone", value="Europe/Lisbon")
    back = await asked.command("ana", "me", what="zone", value="team")

    assert "Unknown zone “Lisbonn”. Did you mean Europe/Lisbon or" in wrong
    assert "- `zone` Europe/Lisbon\n" in right
    assert "Europe/Berlin, the team's" in back


async def test_a_value_that_nothing_takes(asked: Room) -> None:
    """Each setting says what it takes."""
    names = await asked.command("ana", "me", what="names", value="perhaps")
    many = await asked.command("ana", "me", what="reviews", value="11")

    assert "Unknown names “perhaps”. It takes `on` or `off`." in names
    assert "up to 10" in many
    what = await asked.command("ana", "me", value="fly")
    assert "Unknown “fly”. `me` takes `zone`, `board`," in what
    assert asked.rows("SELECT named, reviews FROM person WHERE name = 'ana'") == [(0, 3)]


async def test_names_and_reviews(asked: Room) -> None:
    """Both are switched, and reviews are counted by the day."""
    await asked.command("ana", "me", what="names", value="on")
    await asked.command("ana", "me", what="reviews", value="5")
    some = asked.rows("SELECT named, reviews FROM person WHERE name = 'ana'")
    await asked.command("ana", "me", what="reviews", value="off")

    assert some == [(1, 5)]
    assert asked.rows("SELECT named, reviews FROM person WHERE name = 'ana'") == [(1, 0)]


async def test_a_pseudonym(asked: Room) -> None:
    """Boards show it in the place of the name, and it stays the same one."""
    await asked.answers("ana", PREFILL)
    told = await asked.command("ana", "me", what="board", value="pseudonym")
    ((name,),) = asked.rows("SELECT board_name FROM person WHERE name = 'ana'")
    await asked.command("ana", "me", what="board", value="pseudonym")
    board = await asked.command("ben", "board")

    assert f"you are “{name}” there" in told
    assert asked.rows("SELECT board_name FROM person WHERE name = 'ana'") == [(name,)]
    assert name in board
    assert "ana" not in board


async def test_no_board(asked: Room) -> None:
    """Who is on no board is on none, until they come back under their name."""
    await asked.answers("ana", PREFILL)
    await asked.command("ana", "me", what="board", value="off")
    without = await asked.command("ben", "board")
    await asked.command("ana", "me", what="board", value="name")

    assert "ana" not in without
    assert "ana" in await asked.command("ben", "board")


async def test_an_export(asked: Room) -> None:
    """Everything about a person, and nothing about anybody else, as JSON and as CSV."""
    await asked.answers("ana", f"{PREFILL} {REUSE}")
    await asked.answers("ben", "Ben says that decode reuses cached keys.")
    await asked.command("ana", "me", what="export")
    whole, answers = files(asked)
    found = json.loads(whole.data)
    rows = list(csv.DictReader(io.StringIO(answers.data.decode())))

    assert found["users"] == ["fake:ana"]
    (answer,) = found["answers"]
    assert answer["question"] == "bravo"
    assert answer["messages"][0]["text"] == f"{PREFILL} {REUSE}"
    assert answer["grades"][0]["outcome"]["score"] == 60
    assert found["points"][0]["points"] == 60
    assert b"Ben" not in whole.data + answers.data
    assert [(row["question"], row["score"]) for row in rows] == [("bravo", "60")]
    assert whole.name.endswith(".json")


async def test_an_export_is_private(asked: Room) -> None:
    """It is told to the one who asked, and not kept once it was handed out."""
    await asked.answers("ana", PREFILL)
    await asked.command("ana", "me", what="export")

    assert {one.user for one in asked.platform.tells if one.post.files} == {"fake:ana"}
    assert not any(one.post.files for one in asked.platform.posts)
    assert {body for (body,) in asked.rows("SELECT body FROM outbox")} == {""}


async def test_a_cell_that_would_be_computed(asked: Room) -> None:
    """A spreadsheet shows what a person wrote, whatever it begins with."""
    await asked.answers("ana", f"=HYPERLINK(1) {PREFILL}")
    await asked.command("ana", "me", what="export")
    rows = list(csv.DictReader(io.StringIO(files(asked)[1].data.decode())))

    assert rows[0]["text"].startswith("'=HYPERLINK")


async def test_where_somebody_was(asked: Room) -> None:
    """A zone counts from the moment at which it is set, so that no day that is over changes."""
    await asked.answers("ana", PREFILL)
    await asked.command("ana", "me", what="zone", value="Asia/Tokyo")
    ((zones,),) = asked.rows("SELECT zones FROM person WHERE name = 'ana'")
    (stay,) = json.loads(zones)

    assert stay["zone"] == "Asia/Tokyo"
    assert datetime.fromisoformat(stay["since"]) == asked.clock.now()

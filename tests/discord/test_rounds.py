"""Whole rounds on Discord, from the command to the scorecard that is shared."""

from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import pytest

from bot.local_grader import LocalGrader
from bot.painting import ThreadPainter
from tests.discord.house import WAIT, House
from tests.rounds.whole import KINDS, QUICK, Line, check, hold, some_rounds
from tests.servers.discord_api import Channel, Message

TURNS = "SELECT count(*) FROM turn WHERE ref IS NOT NULL"


class Seat:
    """Bo, in a private thread of their own."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.user = house.server.bo

    @property
    def room(self) -> Channel:
        """The room of the round."""
        return self.house.server.threads(self.house.server.practice)[-1]

    @property
    def posts(self) -> list[Message]:
        """What we said in it."""
        if not self.house.server.threads(self.house.server.practice):
            return []
        return self.house.said(self.room, "")

    async def begins(self, kind: str) -> str:
        """Ask for a round in the channel."""
        return await self.house.told(self.user, "prep mock", kind=kind, length="45m")

    async def gives(self, command: str) -> str:
        """Give a command in the room."""
        return await self.house.told(self.user, f"prep {command}", where=self.room)

    async def writes(self, line: Line) -> None:
        """Write a message, and wait until it is kept."""
        said, heard = self.house.rows(TURNS), len(self.posts)
        files = (("solution.py", line.file.encode()),) if line.file else ()
        await self.house.server.say(self.user, self.room, line.text, files=files)
        await self.house.until(lambda: self.house.rows(TURNS) != said or len(self.posts) > heard)

    async def moves_on(self, *, by_button: bool) -> None:
        """Press the newest button, or say so."""
        if by_button:
            asked = [one for one in self.posts if "Done" in one.labels]
            pressed = await self.house.pressed(self.user, asked[-1], "Done")
            await pressed.said(WAIT)
        else:
            await self.house.server.say(self.user, self.room, "done")

    async def waits(self, seconds: float) -> None:
        """Let time pass."""
        await self.house.passes(seconds=seconds)

    async def until(self, there: Callable[[], bool]) -> None:
        """Wait until something can be seen."""
        await self.house.until(there)

    def heard(self) -> Sequence[str]:
        """Return what was said in the room."""
        return ["\n".join([one.text, *one.labels]) for one in self.posts]


@pytest.fixture
async def seat(house: House, tmp_path: Path) -> AsyncIterator[Seat]:
    """Return a seat where rounds of the real pack can be had, and pictures are drawn."""
    house.bank, house.grader = some_rounds(tmp_path / "pack"), LocalGrader()
    painter = ThreadPainter(within=60)
    house.painter = painter
    async with house.open():
        await house.told(house.server.ada, "prep-admin setup", zone="UTC")
        await house.told(house.server.ada, "prep-admin pause")
        yield Seat(house)
    painter.close()


@pytest.mark.parametrize(
    "kind", [one if one == QUICK else pytest.param(one, marks=pytest.mark.slow) for one in KINDS]
)
async def test_a_whole_round(seat: Seat, kind: str) -> None:
    """It is held in a private thread, ends with a picture, and is public once it is shared."""
    house, server = seat.house, seat.house.server
    before = server.messages(server.practice)
    await hold(seat, house.bank, kind)
    check(seat.heard(), house.bank, kind)
    card = seat.posts[-1]
    (picture,) = card.attachments
    quiet = server.messages(server.practice)
    pressed = await house.pressed(seat.user, card, "Share with the team")
    told = await pressed.said(WAIT)
    await house.until(lambda: len(server.messages(server.practice)) > len(before))
    shared = server.messages(server.practice)[-1]
    listed = await seat.gives("rounds")

    assert seat.room.private
    assert quiet == before
    assert "0 in the middle, 4 at the rim" in (picture.description or "")
    assert "Your words stay with you." in told.text
    assert "Bo: strong yes" in shared.text
    assert "best sentence" not in shared.text
    assert "strong yes" in listed


@pytest.mark.slow
async def test_words_taken_back(seat: Seat) -> None:
    """What somebody deletes after the round is quoted no more; the picture stays."""
    await hold(seat, seat.house.bank, QUICK)
    card = seat.posts[-1]
    shown, (picture,) = card.text, card.attachments
    for message in seat.house.server.messages(seat.room):
        if message.author is seat.user:
            await seat.house.server.delete(message)
    await seat.house.until(lambda: "best sentence" not in seat.posts[-1].text)
    (still,) = seat.posts[-1].attachments

    assert "best sentence" in shown
    assert seat.posts[-1].text.splitlines()[0] == shown.splitlines()[0]
    assert (still.data, still.description) == (picture.data, picture.description)

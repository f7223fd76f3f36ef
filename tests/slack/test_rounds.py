"""Rooms: a person's conversation with us, where rounds are held."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.slack import ids
from bot.local_grader import LocalGrader
from bot.messages import MessageReceived
from bot.painting import ThreadPainter
from bot.ports import OpenThread
from storage.store import SqlStore
from tests.fakes import FixedClock
from tests.rounds.whole import KINDS, QUICK, Line, check, hold, some_rounds
from tests.servers.slack_api import ADA, BEN, PREP, TEAM, Message
from tests.slack.room import SlackRoom, room_of, words


async def test_a_room(room: SlackRoom) -> None:
    """A room is the direct messages with one person; what is said there is handed in."""
    near, ben = ids.address(TEAM, PREP), ids.user(TEAM, BEN)
    first = await room.life.platform.open_room(near, ben, "A round")
    second = await room.life.platform.open_room(near, ben, "Another round")
    await room.slack.say(BEN, await room.slack.dm(BEN), "I would begin with the numbers.")
    await room.quiet()
    (said,) = [one for one in room.life.taken if isinstance(one, MessageReceived)]

    assert first == second == ids.address(TEAM, await room.slack.dm(BEN))
    assert said.place.here == first
    assert said.text == "I would begin with the numbers."


async def test_a_room_after_a_gap(room: SlackRoom) -> None:
    """What was said in a room while nobody listened is read from it, in order."""
    direct = await room.slack.dm(BEN)
    since = room.clock.now() - room.second

    async def meanwhile() -> None:
        room.slack.retry_after = ()
        for text in ("First.", "Second."):
            await room.slack.say(BEN, direct, text)
        await room.slack.settled()

    room.rooms.append(OpenThread(address=ids.address(TEAM, direct), since=since))
    await room.restart(meanwhile)
    await room.done(lambda: room.life.platform.hears(ids.address(TEAM, direct)))
    said = [one.text for one in room.life.taken if isinstance(one, MessageReceived)]

    assert said == ["First.", "Second."]


async def test_hearing(room: SlackRoom) -> None:
    """We hear once we are connected and have caught up, and not after the end."""
    here = ids.address(TEAM, PREP)
    await room.done(lambda: room.life.platform.hears(here))
    await room.life.end()

    assert not room.life.platform.hears(here)


class Seat:
    """Ben, in his direct messages with us."""

    def __init__(self, room: SlackRoom, direct: str) -> None:
        self.room = room
        self.direct = direct

    @property
    def posts(self) -> list[Message]:
        """What we said there."""
        return self.room.slack.posts(self.direct)

    async def begins(self, kind: str) -> str:
        """Ask for a round in #prep."""
        told = await self.room.slash(BEN, f"mock kind={kind} length=45m", "/prep")
        return words(told[-1])

    async def gives(self, command: str) -> str:
        """Give a command in the room."""
        before = len(self.room.slack.ephemerals)
        await self.room.slack.slash(BEN, self.direct, "/prep", command)
        await self.room.told(before)
        return words(self.room.slack.ephemerals[-1])

    async def writes(self, line: Line) -> None:
        """Write a message."""
        slack = self.room.slack
        files = (slack.snippet(line.file, name="solution.py"),) if line.file else ()
        await slack.say(BEN, self.direct, line.text, files=files)
        await self.room.quiet()

    async def moves_on(self, *, by_button: bool) -> None:
        """Press the newest button, or say so."""
        if by_button:
            asked = [one for one in self.posts if self.room.slack.buttons(one)]
            await self.room.slack.press(BEN, asked[-1], "choice-0")
            await self.room.quiet()
        else:
            await self.writes(Line(text="done"))

    async def waits(self, seconds: float) -> None:
        """Let time pass."""
        await self.room.advance(seconds=seconds)

    async def until(self, there: Callable[[], bool]) -> None:
        """Wait until something can be seen."""
        await self.room.done(there)

    def heard(self) -> Sequence[str]:
        """Return what was said there."""
        return [words(one) for one in self.posts]


@pytest.fixture
async def seat(store: SqlStore, clock: FixedClock, tmp_path: Path) -> AsyncIterator[Seat]:
    """Return a seat where rounds of the real pack can be had, and pictures are drawn."""
    painter = ThreadPainter(within=60)
    async with room_of("socket", store, clock, some_rounds(tmp_path / "pack")) as room:
        service = room.life.service
        deps = replace(service.deps, grader=LocalGrader(), painter=painter)
        room.life.service = replace(service, deps=deps)
        await room.set_up()
        await room.slash(ADA, "pause")
        yield Seat(room, await room.slack.dm(BEN))
    painter.close()


@pytest.mark.parametrize(
    "kind", [one if one == QUICK else pytest.param(one, marks=pytest.mark.slow) for one in KINDS]
)
async def test_a_whole_round(seat: Seat, kind: str) -> None:
    """It is held in direct messages, ends with a picture, and is public once it is shared."""
    slack, bank = seat.room.slack, seat.room.life.service.deps.bank
    before = slack.posts(PREP)
    await hold(seat, bank, kind)
    check(seat.heard(), bank, kind)
    card = seat.posts[-1]
    quiet = slack.posts(PREP)
    await slack.press(BEN, card, "choice-0")
    await seat.room.done(lambda: slack.posts(PREP) != before)
    shared = slack.posts(PREP)[-1]
    listed = await seat.gives("rounds")

    assert quiet == before
    assert "0 in the middle, 4 at the rim" in words(card)
    assert "ben: strong yes" in words(shared).casefold()
    assert "best sentence" not in words(shared)
    assert "strong yes" in listed


@pytest.mark.slow
async def test_words_taken_back(seat: Seat) -> None:
    """What somebody deletes after the round is quoted no more; the picture stays."""
    await hold(seat, seat.room.life.service.deps.bank, QUICK)
    shown = words(seat.posts[-1])
    for message in list(seat.room.slack.channel(seat.direct).messages.values()):
        if message.user == BEN:
            await seat.room.slack.delete(message)
    await seat.room.quiet()
    left = words(seat.posts[-1])

    assert "best sentence" in shown
    assert "best sentence" not in left
    assert left.splitlines()[0] == shown.splitlines()[0]
    assert "0 in the middle, 4 at the rim" in left

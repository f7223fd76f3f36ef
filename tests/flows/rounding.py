"""A person in a round: what they do, and what is said in their room."""

from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from bot.content import DesignFramework, Named, Step
from bot.messages import Address, Choice, MessageRef, Place, UserId
from bot.packs import Bank
from tests.fakes import CHANNEL, SPACE, text
from tests.rounds.prompts import STEPS, THOUGHTS, behavioral, coding, design

from .room import Room

ROOM = Address("fake:room/fake:ana")
LIVE = "SELECT state FROM round WHERE state <> 'ended'"
ANSWERS = {step: f"Well, {alias}, I would say, is it." for step, (_, alias) in THOUGHTS.items()}
"""What makes the one point of each step of a design."""


def with_rounds(bank: Bank) -> Bank:
    """Return a bank with a little of everything that rounds are about."""
    minutes = (2, 3), (5, 5), (15, 20), (5, 5), (5, 5), (3, 5)
    steps = tuple(
        Step(id=name, name=name.capitalize(), says=f"Now for the {name}, please.", minutes=span)
        for name, span in zip(STEPS, minutes, strict=True)
    )
    families = tuple(
        Named(id=name, name=name.capitalize(), says="What may go wrong there.")
        for name in ("data", "security")
    )
    framework = bank.framework.model_copy(
        update={"design": DesignFramework(steps=steps, must_mention=(), failure_families=families)}
    )
    made = (design(), coding(), behavioral(), behavioral("the-fix"))
    rounds = MappingProxyType({one.id: one for one in sorted(made, key=lambda one: one.id)})
    return replace(bank, framework=framework, rounds=rounds)


class Interview:
    """A round of ana's, from the command to the scorecard."""

    def __init__(self, room: Room) -> None:
        self.room = room
        room.deps = replace(room.deps, bank=with_rounds(room.deps.bank))

    @property
    def place(self) -> Place:
        """Where ana talks."""
        return Place(space=SPACE, channel=CHANNEL, thread=ROOM)

    async def begins(self, kind: str = "fundamentals", length: str = "15m", **more: str) -> str:
        """Let ana begin a round; returns what she is told."""
        return await self.room.command("ana", "mock", kind=kind, length=length, **more)

    async def says(
        self, said: str, who: str = "ana", sent_at: datetime | None = None
    ) -> MessageRef:
        """Let somebody write in the room."""
        ref = await self.room.says(who, said, thread=ROOM, sent_at=sent_at)
        await self.room.work()
        return ref

    async def answers(self, said: str) -> list[str]:
        """Let ana answer, and wait until she was understood; returns what is said then."""
        before = len(self.said)
        await self.says(said)
        await self.room.advance(seconds=20)
        return self.said[before:]

    async def command(self, verb: str) -> str:
        """Let ana give a command in the room."""
        return await self.room.command_at(self.place, "ana", verb)

    async def presses(self, choice: Choice) -> str:
        """Let ana press a button."""
        return await self.room.takes("ana", choice)

    @property
    def said(self) -> list[str]:
        """What was said in the room."""
        return self.room.said(ROOM)

    @property
    def scorecards(self) -> list[str]:
        """The scorecards that were shown."""
        return [
            text(one.post) for one in self.room.platform.posts if one.key.startswith("scorecard/")
        ]

    @property
    def button(self) -> Choice:
        """The button to move on that was shown last."""
        return self.room.choice("Done")

    @property
    def state(self) -> str:
        """The state of the newest round."""
        (state,) = self.room.rows("SELECT state FROM round ORDER BY begun_at DESC, id DESC")[0]
        return str(state)


ANA = UserId("fake:ana")

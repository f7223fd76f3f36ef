"""A team on two platforms: the room of the other tests, and another one beside it."""

from dataclasses import replace
from datetime import datetime

from bot.messages import (
    Address,
    Author,
    Choice,
    ChoiceMade,
    CommandInvoked,
    MessageReceived,
    MessageRef,
    Place,
    SpaceKey,
    UserId,
)
from bot.switchboard import Switchboard
from tests.fakes import FakePlatform, text
from tests.flows.room import Room


class Elsewhere:
    """Another platform, on which people have the same names."""

    channel = Address("other:practice")
    space = SpaceKey("other:space")

    def __init__(self, room: Room) -> None:
        self.room = room
        self.platform = FakePlatform(name="other")
        both = Switchboard({"fake": room.platform, "other": self.platform})
        room.deps = replace(room.deps, platform=both)

    async def command(self, who: str, verb: str, /, **arguments: str) -> str:
        """Let somebody give a command; return what they are told."""
        return await self._answer(
            who,
            CommandInvoked(
                event=self.room.deps.new_id(),
                author=self.author(who),
                place=Place(space=self.space, channel=self.channel),
                command=verb,
                arguments=arguments,
                at=self.room.clock.now(),
            ),
        )

    async def takes(self, who: str, choice: Choice) -> str:
        """Let somebody take a choice; return what they are told."""
        return await self._answer(
            who,
            ChoiceMade(
                event=self.room.deps.new_id(),
                author=self.author(who),
                place=Place(space=self.space, channel=self.channel),
                action=choice.action,
                value=choice.value,
                at=self.room.clock.now(),
            ),
        )

    async def says(self, who: str, said: str, sent_at: datetime | None = None) -> MessageRef:
        """Let somebody write in the newest thread."""
        message = MessageReceived(
            ref=MessageRef(f"other:{self.room.deps.new_id()}"),
            author=self.author(who),
            place=Place(space=self.space, channel=self.channel, thread=self.thread),
            text=said,
            sent_at=sent_at or self.room.clock.now(),
        )
        await self.room.happens(message)
        return message.ref

    async def answers(self, who: str, said: str) -> MessageRef:
        """Let somebody answer, and wait until it is graded."""
        ref = await self.says(who, said)
        await self.room.advance(seconds=20)
        return ref

    @property
    def thread(self) -> Address | None:
        """The thread that was opened last."""
        return next(reversed(self.platform.threads.values()), None)

    def told(self, who: str) -> list[str]:
        """Return what one person was told here."""
        user = self.author(who).user
        return [text(one.post) for one in self.platform.tells if one.user == user]

    def choice(self, label: str) -> Choice:
        """Return the choice of that label that was offered last."""
        posts = [
            one.post
            for one in (*self.platform.posts, *self.platform.tells)
            if any(choice.label == label for choice in one.post.choices)
        ]
        return next(choice for choice in posts[-1].choices if choice.label == label)

    async def _answer(self, who: str, event: CommandInvoked | ChoiceMade) -> str:
        before = len(self.told(who))
        await self.room.happens(event)
        await self.room.work()
        return "\n".join(self.told(who)[before:])

    @staticmethod
    def author(who: str) -> Author:
        """Return a person as this platform reports them; `boss` is an admin here too."""
        return Author(user=UserId(f"other:{who}"), name=who, admin=who == "boss")


def code_in(told: str) -> str:
    """Return the code that somebody was told."""
    return next(word for word in told.split() if len(word) == 9 and word[4] == "-")


async def in_one_team(room: Room) -> Elsewhere:
    """Bring another platform into the team, with a channel in which the same is asked."""
    there = Elsewhere(room)
    code = code_in(await room.command("boss", "link-team"))
    await there.command("boss", "link-team", code=code)
    await there.command("boss", "join")
    return there


async def link(room: Room, there: Elsewhere, here_as: str = "ana", there_as: str = "ana") -> str:
    """Let somebody link themselves; return the link's id."""
    code = code_in(await room.command(here_as, "link"))
    await there.command(there_as, "link", code=code)
    await there.takes(there_as, there.choice("Link"))
    await room.takes(here_as, room.choice("Link"))
    return room.choice("Link").value

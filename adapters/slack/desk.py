"""What everything that reports to the core works with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from adapters.slack import ids, replies
from adapters.slack.calls import Calls
from adapters.slack.people import People
from adapters.slack.render import Part, sentence
from adapters.slack.whispers import Whispers
from adapters.slack.workspaces import Workspaces
from bot.messages import ReplyHandle
from bot.ports import Handle, Sentences, Suggest


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The core on one side, Slack on the other."""

    handle: Handle
    suggest: Suggest
    sentences: Sentences
    calls: Calls
    workspaces: Workspaces
    people: People
    whispers: Whispers
    now: Callable[[], datetime]

    def reply(self, channel: str | None, thread: str | None, url: str) -> ReplyHandle | None:
        """Return how to answer something that was done in a channel; None outside of channels."""
        if channel is None:
            return None
        return replies.handle(
            replies.InChannel(channel=channel, thread=thread, url=url), self.now()
        )

    async def say(self, team: str, user: str, reply: replies.InChannel, *parts: Part) -> None:
        """Tell a person what we have to say ourselves; nobody else hears it."""
        await self.whispers.show(ids.user(team, user), parts, reply)

    async def say_line(self, team: str, user: str, reply: replies.InChannel, line: str) -> None:
        """Tell a person one sentence."""
        await self.say(team, user, reply, sentence(line))

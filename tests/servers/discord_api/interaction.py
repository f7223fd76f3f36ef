"""Something that a person did with the bot's commands and buttons, and what came back."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from tests.servers.discord_api.wire import Json
from tests.servers.discord_api.world import Channel, Message, User, walk

COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5

SAY, DEFER, DEFER_UPDATE, UPDATE, SUGGEST, MODAL = 4, 5, 6, 7, 8, 9

FIELDS = frozenset({3, 4, 5, 6, 7, 8, 19, 21, 22, 23})
"""Types of components that a person fills in."""


class NotOffered(Exception):
    """The real client would not let somebody do this."""


@dataclass(eq=False, slots=True, kw_only=True)
class Modal:
    """A form that the bot opened for somebody."""

    user: User
    channel: Channel
    message: Message | None
    """The message whose button opened it."""
    custom_id: str
    title: str
    components: list[Json]

    @property
    def fields(self) -> dict[str, Json]:
        """What can be filled in, by custom id."""
        return {one["custom_id"]: one for one in walk(self.components) if one["type"] in FIELDS}


@dataclass(eq=False, slots=True, kw_only=True)
class Interaction:
    """One interaction, for as long as somebody looks at it."""

    TOKEN_LIFE: ClassVar[float] = 15 * 60

    id: str
    token: str
    kind: int
    user: User
    channel: Channel
    data: Json
    message: Message | None = None
    """What was pressed, or what the submitted form belongs to."""
    created: datetime
    callback: int | None = None
    """The type of the first answer."""
    ephemeral: bool = False
    """Whether the first answer was for this person alone."""
    modal: Modal | None = None
    choices: list[Json] | None = None
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    acknowledged: asyncio.Event = field(default_factory=asyncio.Event)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def answered(self) -> bool:
        """Whether there was a first answer."""
        return self.callback is not None

    @property
    def failed(self) -> bool:
        """Whether the person was told that the application did not respond."""
        return not self.answered

    @property
    def messages(self) -> list[Message]:
        """What the person was shown, oldest first."""
        own = [] if self.original is None or self.original is self.message else [self.original]
        return [one for one in own + self.followups if not one.loading and not one.deleted]

    async def said(self, within: float = 10.0) -> Message:
        """Return the first message with content; it may come long after a defer.

        Raises:
            TimeoutError: there was none in this many seconds.

        """
        async with asyncio.timeout(within):
            while not self.messages:
                self.news.clear()
                await self.news.wait()
        return self.messages[0]

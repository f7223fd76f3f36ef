"""The vocabulary that crosses the boundary between the core and a platform.

Values only: frozen, with no native object of any platform inside. An `Address` is written and read
by the adapter that minted it; everybody else compares and stores it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType, TypeAlias

Address = NewType("Address", str)
"""A place where something can be said: `platform:...`, opaque after the colon."""

UserId = NewType("UserId", str)
"""A user of one platform: `platform:...`."""

MessageRef = NewType("MessageRef", str)
"""One message on one platform; the same for its live and its backfilled copy."""

SpaceKey = NewType("SpaceKey", str)
"""A workspace or guild: what a team's channels have in common on one platform."""

OutboxKey = NewType("OutboxKey", str)
"""Names one thing to be said, for ever; saying it again under the same key says nothing."""


class Mark(StrEnum):
    """A sign put on someone's message."""

    SEEN = "seen"
    GRADED = "graded"
    PENDING = "pending"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A short labelled value, such as `Level: mid`."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A next step that is offered with a post; one that names a form opens it at once."""

    action: str
    value: str
    label: str
    form: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture, with the words that say the same."""

    png: bytes
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """Something to keep, such as everything that is stored about a person."""

    name: str
    """Lower-case words, digits, hyphens and an ending: safe as a file name anywhere."""
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What is said. Its body is CommonMark: paragraphs, lists, bold, code, quotes; no links."""

    title: str = ""
    body: str = ""
    facts: tuple[Fact, ...] = ()
    choices: tuple[Choice, ...] = ()
    image: Image | None = None
    files: tuple[File, ...] = ()
    """Only in what one person alone is told."""
    footer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Where a post can be found again; one reference for each part that it was split into."""

    address: Address
    refs: tuple[MessageRef, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The post is there, once."""

    receipt: Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubtful:
    """The platform cannot tell whether an earlier try arrived; nothing was sent now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyHandle:
    """A platform's short-lived way to answer one interaction; a secret."""

    token: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who did something, as the platform reports it at that moment."""

    user: UserId
    name: str
    admin: bool = False
    zone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something happened."""

    space: SpaceKey
    channel: Address
    thread: Address | None = None

    @property
    def here(self) -> Address:
        """The narrowest address: the thread where there is one."""
        return self.thread or self.channel


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived:
    """Someone wrote a message; text attachments up to 64 KB are part of its text."""

    ref: MessageRef
    author: Author
    place: Place
    text: str
    sent_at: datetime
    unread_files: tuple[str, ...] = ()
    """Names of attachments that are not text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageEdited:
    """Someone changed a message; `edited_at` tells one edit of it from another."""

    ref: MessageRef
    author: Author
    place: Place
    text: str
    edited_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDeleted:
    """A message is gone."""

    ref: MessageRef
    place: Place
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePicked:
    """Someone asked for one of their messages to be graded."""

    event: str
    message: MessageReceived
    author: Author
    reply: ReplyHandle | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceMade:
    """Someone took one of the choices of a post."""

    event: str
    author: Author
    place: Place
    action: str
    value: str
    at: datetime
    reply: ReplyHandle | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSubmitted:
    """Someone filled in a form whose values `commands.problems` found in order.

    `context` is the value of the choice that opened it.
    """

    event: str
    author: Author
    place: Place
    form: str
    context: str
    values: Mapping[str, str]
    at: datetime
    reply: ReplyHandle | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandInvoked:
    """Someone gave a command whose arguments `commands.problems` found in order."""

    event: str
    author: Author
    place: Place
    command: str
    arguments: Mapping[str, str]
    at: datetime
    reply: ReplyHandle | None = None
    admin: bool = False
    """Whether it was given as a verb of `/prep-admin`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeOpened:
    """Someone opened the bot's own page; what is told through `reply` is shown there."""

    event: str
    author: Author
    place: Place
    """The page, as a channel: its own address in its space."""
    reply: ReplyHandle


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLost:
    """A channel was deleted, or we may no longer speak there."""

    event: str
    address: Address
    """The channel, or the space where all its channels are lost."""
    reason: str


Inbound: TypeAlias = (
    MessageReceived
    | MessageEdited
    | MessageDeleted
    | MessagePicked
    | ChoiceMade
    | FormSubmitted
    | CommandInvoked
    | HomeOpened
    | PlaceLost
)

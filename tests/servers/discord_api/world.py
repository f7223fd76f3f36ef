"""What exists on the server: people, guilds, channels, threads and messages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from discord import Permissions

from tests.servers.discord_api.clock import time_of
from tests.servers.discord_api.wire import Json

TEXT, DM, PUBLIC_THREAD, PRIVATE_THREAD = 0, 1, 11, 12

EPHEMERAL = 1 << 6
LOADING = 1 << 7
HAS_THREAD = 1 << 5
COMPONENTS_V2 = 1 << 15

DEFAULT, THREAD_CREATED, REPLY, CHAT_INPUT, THREAD_STARTER, CONTEXT_MENU = 0, 18, 19, 20, 21, 23

Emojis = dict[str, list["User"]]


@dataclass(eq=False, slots=True, kw_only=True)
class User:
    """A person, or the bot."""

    id: str
    name: str
    bot: bool = False
    accepts_dms: bool = True
    locale: str = "en-US"


@dataclass(eq=False, slots=True, kw_only=True)
class Application:
    """What its owner has set up in the portal."""

    MESSAGE_CONTENT: ClassVar[int] = 1 << 19
    MEMBERS: ClassVar[int] = 1 << 15

    id: str
    name: str
    message_content: bool = True
    members: bool = False

    @property
    def flags(self) -> int:
        """Return the bits; the limited kinds, as of an application that is not verified."""
        content = self.MESSAGE_CONTENT if self.message_content else 0
        return content | (self.MEMBERS if self.members else 0)


@dataclass(eq=False, slots=True, kw_only=True)
class Role:
    """A bundle of permissions; the one with its guild's id is everybody's."""

    id: str
    name: str
    permissions: int = 0
    managed: bool = False
    mentionable: bool = False


@dataclass(eq=False, slots=True, kw_only=True)
class Member:
    """A user in a guild."""

    user: User
    joined: datetime
    roles: list[Role]
    own: Role
    """The role that nobody else has; the bot's is the one its invitation made."""


@dataclass(eq=False, slots=True, kw_only=True)
class Guild:
    """A server, as Discord calls it in front of people."""

    id: str
    name: str
    roles: list[Role] = field(default_factory=list)
    members: dict[str, Member] = field(default_factory=dict)
    joined: bool = True
    """Whether the bot is in it."""
    available: bool = True


@dataclass(eq=False, slots=True, kw_only=True)
class Attachment:
    """A file of a message, served by this server."""

    id: str
    name: str
    url: str
    data: bytes = field(repr=False)
    description: str | None = None
    shown: bool = True
    """Whether the message lists it; what a component shows is not listed."""


@dataclass(eq=False, slots=True, kw_only=True)
class Channel:
    """A text channel, a thread, or the place where one person and the bot talk."""

    id: str
    kind: int
    name: str
    guild: Guild | None = field(default=None, repr=False)
    parent: "Channel | None" = field(default=None, repr=False)
    recipient: User | None = None
    owner: User | None = field(default=None, repr=False)
    messages: dict[str, "Message"] = field(default_factory=dict, repr=False)
    overwrites: dict[str, tuple[int, int]] = field(default_factory=dict, repr=False)
    """For a member, by id: what is allowed and what is denied here."""
    archived: bool = False
    archived_at: datetime | None = None
    locked: bool = False
    auto_archive_duration: int = 4320
    members: dict[str, User] = field(default_factory=dict, repr=False)
    """Of a thread."""
    deleted: bool = False
    deaf: bool = False
    """What is said in this thread is not told to the bot until it joins again."""

    @property
    def is_thread(self) -> bool:
        """Whether it hangs on another channel."""
        return self.kind in (PUBLIC_THREAD, PRIVATE_THREAD)

    @property
    def private(self) -> bool:
        """Whether it is a thread for its members alone."""
        return self.kind == PRIVATE_THREAD

    @property
    def is_dm(self) -> bool:
        """Whether it belongs to one person and the bot."""
        return self.kind == DM


@dataclass(eq=False, slots=True, kw_only=True)
class Message:
    """Something that was said."""

    id: str
    channel: Channel
    author: User
    content: str = ""
    kind: int = DEFAULT
    components: list[Json] = field(default_factory=list)
    embeds: list[Json] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    flags: int = 0
    nonce: str | int | None = None
    edited: datetime | None = None
    reactions: Emojis = field(default_factory=dict)
    reference: "Message | None" = field(default=None, repr=False)
    thread: Channel | None = field(default=None, repr=False)
    of_interaction: Json | None = None
    """What the message says of the interaction that it answers."""
    visible_to: User | None = None
    deleted: bool = False
    mentions: list[User] = field(default_factory=list)
    pinged: set[str] = field(default_factory=set)
    """Whom it notified when it was created: users, roles, or `everyone`."""

    @property
    def created(self) -> datetime:
        """When it was said."""
        return time_of(self.id)

    @property
    def ephemeral(self) -> bool:
        """Whether one person alone can see it."""
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        """Whether it only says that the bot is thinking."""
        return bool(self.flags & LOADING)

    @property
    def text(self) -> str:
        """All words of it: content, text displays and embeds, one below the other."""
        parts = [self.content, *texts(self.components)]
        for embed in self.embeds:
            fields = [f"{one['name']}\n{one['value']}" for one in embed.get("fields", ())]
            parts += [embed.get("title", ""), embed.get("description", ""), *fields]
            parts.append(embed.get("footer", {}).get("text", ""))
        return "\n".join(filter(None, parts))

    @property
    def custom_ids(self) -> list[str]:
        """Everything that can be pressed or chosen, from top to bottom."""
        return [one["custom_id"] for one in walk(self.components) if one.get("custom_id")]

    @property
    def labels(self) -> dict[str, str]:
        """What leads from the label of a button to its custom id."""
        found = (one for one in walk(self.components) if one["type"] == 2)
        return {one.get("label") or "": one.get("custom_id") or "" for one in found}


def walk(components: list[Json]) -> Iterator[Json]:
    """Yield every component, outer ones first."""
    for one in components:
        yield one
        yield from walk(inner(one))


def inner(component: Json) -> list[Json]:
    """Return what a component holds directly."""
    held = list(component.get("components") or ())
    return held + [component[key] for key in ("accessory", "component") if component.get(key)]


def texts(components: list[Json]) -> list[str]:
    """Return the words of all text displays."""
    return [one.get("content", "") for one in walk(components) if one["type"] == 10]


def bits(**permissions: bool) -> int:
    """Return permissions, by their names in discord.py, as a number."""
    return Permissions(**permissions).value

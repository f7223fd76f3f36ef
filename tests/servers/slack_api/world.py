"""What a workspace of the stand-in holds: people, channels, messages and files."""

from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]

APP = "A0GREEN"
TEAM = "T0TEAM"
BOT = "U0GREENBOT"
BOT_ID = "B0GREEN"
ADA = "U0ADA"
BEN = "U0BEN"
EVE = "U0EVE"
PREP = "C0PREP"
QUIET = "C0QUIET"
SECRET = "C0SECRET"  # noqa: S105
VAULT = "C0VAULT"

Kind = Literal["public", "private", "im"]

FAMILIES: dict[Kind, str] = {"public": "channels", "private": "groups", "im": "im"}
"""What scopes and events about a conversation of a kind begin or end with."""

KIND_OF: dict[str, Kind] = {"public_channel": "public", "private_channel": "private", "im": "im"}
"""By the name that `types` has for it."""


def types_of(arguments: Json) -> list[str]:
    """Return the kinds of conversations that are asked for."""
    return [one.strip() for one in str(arguments.get("types") or "public_channel").split(",")]


@dataclass(slots=True, kw_only=True)
class Person:
    """A member of a workspace."""

    id: str
    name: str
    real_name: str
    zone: str | None = "Europe/Berlin"
    offset: int = 3600
    admin: bool = False
    bot: bool = False
    deleted: bool = False


@dataclass(slots=True, kw_only=True)
class File:
    """A file as `files.info` knows it."""

    id: str
    team: str
    name: str
    user: str
    content: bytes
    mimetype: str
    filetype: str
    mode: Literal["hosted", "snippet"] = "hosted"
    title: str = ""
    alt: str = ""
    ready_at: float = 0.0
    """By the clock of the stand-in; before it nothing can show the file."""
    shares: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    """`public` or `private` to channel to the `ts` of the messages that show it."""
    hidden: bool = False
    """Its event says no more than that `files.info` has to be asked (Slack Connect)."""


@dataclass(slots=True, kw_only=True)
class Message:
    """A message that everybody in its channel can see."""

    team: str
    channel: str
    ts: str
    user: str
    text: str = ""
    """As it travels: with entities, links and mentions in angle brackets."""
    bot_id: str | None = None
    app_id: str | None = None
    subtype: str | None = None
    thread_ts: str | None = None
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: tuple[File, ...] = ()
    metadata: Json | None = None
    edited: Json | None = None
    reactions: dict[str, set[str]] = field(default_factory=dict)

    @property
    def is_reply(self) -> bool:
        """Whether it is in a thread without having begun it."""
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass(slots=True, kw_only=True)
class Ephemeral:
    """What one person was told where nobody else can see it."""

    team: str
    channel: str
    user: str
    ts: str
    text: str
    blocks: list[Json]
    thread_ts: str | None
    how: Literal["postEphemeral", "response_url", "ack"]


@dataclass(slots=True, kw_only=True)
class Channel:
    """A conversation of any kind."""

    id: str
    team: str
    name: str
    kind: Kind
    members: set[str]
    archived: bool = False
    messages: dict[str, Message] = field(default_factory=dict)

    def thread(self, root: str) -> list[Message]:
        """Return a message and its replies, oldest first."""
        found = (one for one in self.messages.values() if root in (one.ts, one.thread_ts))
        return sorted(found, key=lambda one: one.ts)


@dataclass(slots=True, kw_only=True)
class Workspace:
    """A team on Slack. Everybody and every channel has an id that is nowhere else."""

    id: str
    name: str
    bot: str
    bot_id: str
    installed: bool = True
    people: dict[str, Person] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)

    @property
    def domain(self) -> str:
        """The name in its address."""
        return self.name.lower().replace(" ", "-")

    def add_person(self, id_: str, name: str, **more: Any) -> Person:
        """Let someone join."""
        person = Person(id=id_, name=name.lower(), real_name=name, **more)
        self.people[id_] = person
        return person

    def add_channel(self, id_: str, name: str, kind: Kind, *, with_bot: bool) -> Channel:
        """Open a channel with everybody who is there."""
        people = {one.id for one in self.people.values() if not one.bot}
        members = people | ({self.bot} if with_bot else set())
        channel = Channel(id=id_, team=self.id, name=name, kind=kind, members=members)
        self.channels[id_] = channel
        return channel

    def im(self, user: str) -> Channel:
        """Return the direct messages between someone and our bot."""
        id_ = f"D{user[1:]}"
        if id_ not in self.channels:
            members = {user, self.bot}
            self.channels[id_] = Channel(
                id=id_, team=self.id, name="directmessage", kind="im", members=members
            )
        return self.channels[id_]


def first_workspace() -> Workspace:
    """Return the workspace that every stand-in starts with."""
    home = Workspace(id=TEAM, name="Green Team", bot=BOT, bot_id=BOT_ID)
    home.add_person(BOT, "greenroom", bot=True)
    home.add_person(ADA, "Ada", admin=True)
    home.add_person(BEN, "Ben", zone="America/New_York", offset=-18000)
    home.add_person(EVE, "Eve", zone=None, offset=0)
    home.add_channel(PREP, "prep", "public", with_bot=True)
    home.add_channel(QUIET, "quiet", "public", with_bot=False)
    home.add_channel(SECRET, "secret", "private", with_bot=True)
    home.add_channel(VAULT, "vault", "private", with_bot=False)
    return home


def workspace(id_: str, name: str, *, installed: bool) -> Workspace:
    """Return one more workspace, with two people and a channel that has our bot in it."""
    tail = id_.removeprefix("T0")
    other = Workspace(
        id=id_, name=name, bot=f"U0BOT{tail}", bot_id=f"B0BOT{tail}", installed=installed
    )
    other.add_person(other.bot, "greenroom", bot=True)
    other.add_person(f"U0{tail}1", "Fay", admin=True)
    other.add_person(f"U0{tail}2", "Gil")
    other.add_channel(f"C0{tail}", "prep", "public", with_bot=True)
    return other

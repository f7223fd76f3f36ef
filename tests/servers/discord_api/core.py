"""What every part of the server shares: the world, the clock, and what was recorded."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from tests.servers.discord_api import payloads
from tests.servers.discord_api.clock import Clock
from tests.servers.discord_api.gateway import GUILDS, Gateway
from tests.servers.discord_api.limits import Limits
from tests.servers.discord_api.permissions import PEOPLE, sees
from tests.servers.discord_api.sessions import Event, Session
from tests.servers.discord_api.trouble import Troubles
from tests.servers.discord_api.wire import Json, Request, Violation
from tests.servers.discord_api.world import (
    DM,
    TEXT,
    Application,
    Attachment,
    Channel,
    Guild,
    Member,
    Message,
    Role,
    User,
    bits,
)

if TYPE_CHECKING:
    from tests.servers.discord_api.interaction import Interaction

TOKEN = "discord-test-not-a-token"  # noqa: S105 - it opens nothing


class Core:
    """The world, and the ways in which all parts of the server look at it and change it."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self.url = ""
        self.files_url = ""
        self.users: dict[str, User] = {}
        self.guilds: dict[str, Guild] = {}
        self.channels: dict[str, Channel] = {}
        """Threads and direct channels too; without those that were deleted."""
        self.interactions: dict[str, Interaction] = {}
        """By token."""
        self.commands_of: dict[str | None, list[Json]] = {None: []}
        """By guild; None for those that are everywhere."""
        self.syncs: list[list[Json]] = []
        self.requests: list[Request] = []
        self.violations: list[Violation] = []
        self.files: dict[str, Attachment] = {}
        """Every file that was ever sent, by id."""
        self.nonces: dict[str, Message] = {}
        self.notified: set[str] = set()
        """Everybody whom a message of the bot ever notified."""
        self.deadline = 3.0
        """Seconds for the first answer to an interaction."""
        self.thread_cap = 1000
        """Active threads that a guild can have."""
        self.trouble = Troubles()
        self.limits = Limits()
        self._news = asyncio.Event()
        self.bot = self._user("Greenroom", bot=True)
        self.application = Application(id=self.bot.id, name="Greenroom")
        self.gateway = Gateway(
            clock=self.clock,
            token=TOKEN,
            application=self.application,
            greet=self._greet,
            changed=self.changed,
        )
        self.team = self._guild("Team")
        self.practice = self._channel("practice", self.team)
        self.ada = self._joined(self._user("Ada"), self.team, bits(manage_guild=True))
        self.bo = self._joined(self._user("Bo"), self.team)

    def changed(self) -> None:
        """Let those who wait look again."""
        self._news.set()

    async def wait_until(self, seen: Callable[[], object], within: float = 10.0) -> None:
        """Return as soon as something is true.

        Raises:
            AssertionError: it did not become true in this many seconds.

        """
        loop = asyncio.get_running_loop()
        end = loop.time() + within
        while not seen():
            assert loop.time() < end, f"did not happen in {within} s; {self._story()}"
            self._news.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), 0.02)

    async def ready(self, within: float = 10.0) -> None:
        """Return when somebody has identified and was told of the guilds."""
        await self.wait_until(lambda: self.connected, within)

    @property
    def connected(self) -> bool:
        """Whether somebody who has identified is at the gateway."""
        return self.gateway.connected

    async def tell(self, name: str, data: Json, guild: Guild | None, intent: int = GUILDS) -> None:
        """Dispatch an event about a guild that the bot is in, or about no guild."""
        if guild is None or guild.joined:
            place = guild.id if guild else None
            await self.gateway.dispatch(Event(name=name, data=data, intent=intent, guild=place))

    def visible(self, guild: Guild) -> list[Channel]:
        """Return the channels of a guild, and the active threads that the bot can see."""
        return [
            one
            for one in self.channels.values()
            if one.guild is guild
            and (not one.is_thread or (not one.archived and sees(self.bot, one)))
        ]

    def _user(self, name: str, *, bot: bool = False) -> User:
        user = User(id=self.clock.snowflake(), name=name, bot=bot)
        self.users[user.id] = user
        return user

    def _guild(self, name: str) -> Guild:
        guild = Guild(id=self.clock.snowflake(), name=name)
        guild.roles.append(Role(id=guild.id, name="@everyone"))
        guild.roles.append(Role(id=self.clock.snowflake(), name="People", permissions=PEOPLE))
        self.guilds[guild.id] = guild
        self._joined(self.bot, guild, PEOPLE)
        return guild

    def _joined(self, user: User, guild: Guild, permissions: int = 0) -> User:
        own = Role(id=self.clock.snowflake(), name=user.name, permissions=permissions)
        own.managed = user.bot
        guild.roles.append(own)
        roles = [own] if user.bot else [guild.roles[1], own]
        guild.members[user.id] = Member(user=user, joined=self.clock.now(), roles=roles, own=own)
        return user

    def _channel(self, name: str, guild: Guild) -> Channel:
        return self.keep(Channel(id=self.clock.snowflake(), kind=TEXT, name=name, guild=guild))

    def keep(self, channel: Channel) -> Channel:
        """Add a channel to the world."""
        self.channels[channel.id] = channel
        return channel

    async def drop_channel(self, channel: Channel) -> None:
        """Delete a channel with its threads, or a thread."""
        data = payloads.channel(channel, self.bot)
        seen = sees(self.bot, channel)
        for one in list(self.channels.values()):
            if one is channel or one.parent is channel:
                one.deleted = True
                del self.channels[one.id]
        if seen or not channel.is_thread:
            name = "THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE"
            await self.tell(name, data, channel.guild)

    def dm(self, user: User) -> Channel:
        """Return the direct channel of somebody and the bot, made where there is none."""
        for one in self.channels.values():
            if one.recipient is user:
                return one
        id_ = self.clock.snowflake()
        return self.keep(Channel(id=id_, kind=DM, name=user.name, recipient=user))

    def created(self, guild: Guild, *, new: bool = False) -> Json:
        """Return the event with which a guild appears; only a new one says nothing of outages."""
        joined = guild.members[self.bot.id].joined
        data = payloads.guild_create(guild, self.visible(guild), joined, self.bot)
        return data if new else data | {"unavailable": False}

    def _greet(self, session: Session) -> list[Event]:
        number, count = session.shard
        guilds = [
            one
            for one in self.guilds.values()
            if one.joined and (int(one.id) >> 22) % count == number
        ]
        ready: Json = {
            "v": 10,
            "user": payloads.user(self.bot),
            "guilds": [{"id": one.id, "unavailable": True} for one in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.gateway.url,
            "shard": [number, count],
            "application": {"id": self.application.id, "flags": self.application.flags},
        }
        here = [one for one in guilds if one.available and session.intents & GUILDS]
        created = [Event(name="GUILD_CREATE", data=self.created(one)) for one in here]
        return [Event(name="READY", data=ready), *created]

    def _story(self) -> str:
        last = [f"{one.method} {one.route} {one.status}" for one in self.requests[-5:]]
        return f"last requests: {last}; violations: {self.violations}"

"""What those do who run the guild, the service, and the network."""

from discord import Permissions

from tests.servers.discord_api import payloads
from tests.servers.discord_api.core import Core
from tests.servers.discord_api.gateway import INVALID_SESSION, RECONNECT
from tests.servers.discord_api.permissions import sees
from tests.servers.discord_api.posting import set_archived, tell_thread
from tests.servers.discord_api.wire import Json
from tests.servers.discord_api.world import Channel, Guild, Role, User, bits


class Running(Core):
    """Acts of administrators and of Discord itself."""

    def add_user(
        self, name: str, guild: Guild | None = None, *, manage_guild: bool = False
    ) -> User:
        """Let somebody join a guild; the first one unless told otherwise."""
        granted = bits(manage_guild=True) if manage_guild else 0
        return self._joined(self._user(name), guild or self.team, granted)

    async def add_guild(self, name: str) -> Guild:
        """Let the bot be invited to another guild."""
        guild = self._guild(name)
        await self.tell("GUILD_CREATE", self.created(guild, new=True), guild)
        return guild

    async def add_channel(self, name: str, guild: Guild | None = None) -> Channel:
        """Make a channel."""
        channel = self._channel(name, guild or self.team)
        await self.tell("CHANNEL_CREATE", payloads.channel(channel, self.bot), channel.guild)
        return channel

    async def rename(self, channel: Channel, name: str) -> None:
        """Give a channel or thread another name."""
        channel.name = name
        if channel.is_thread:
            await tell_thread(self, "THREAD_UPDATE", channel)
        else:
            await self.tell("CHANNEL_UPDATE", payloads.channel(channel, self.bot), channel.guild)

    async def delete_channel(self, channel: Channel) -> None:
        """Delete a channel or thread."""
        await self.drop_channel(channel)

    async def archive(self, thread: Channel, *, locked: bool = False) -> None:
        """Archive a thread; a locked one wakes for those alone who manage threads."""
        thread.locked = locked
        await set_archived(self, thread, archived=True)

    async def lock(self, thread: Channel) -> None:
        """Lock a thread that stays open: only those who manage threads write in it."""
        thread.locked = True
        await tell_thread(self, "THREAD_UPDATE", thread)

    async def add_to_thread(self, thread: Channel, user: User) -> None:
        """Add somebody to a thread; it appears to the bot when it is added to a private one."""
        unseen = not sees(self.bot, thread)
        thread.members[user.id] = user
        if unseen:
            await tell_thread(self, "THREAD_CREATE", thread)

    async def unarchive(self, thread: Channel) -> None:
        """Wake a thread, and unlock it."""
        thread.locked = False
        await set_archived(self, thread, archived=False)

    async def permit(self, channel: Channel, **names: bool | None) -> None:
        """Set what the bot may do in a channel; None goes back to what it may everywhere."""
        allow, deny = (Permissions(value) for value in channel.overwrites.get(self.bot.id, (0, 0)))
        allow.update(**{name: value is True for name, value in names.items()})
        deny.update(**{name: value is False for name, value in names.items()})
        channel.overwrites[self.bot.id] = (allow.value, deny.value)
        await self.tell("CHANNEL_UPDATE", payloads.channel(channel, self.bot), channel.guild)

    async def grant(self, guild: Guild, **names: bool) -> None:
        """Set what the bot may do in a whole guild."""
        await self.grant_member(self.bot, guild, **names)

    async def grant_member(self, user: User, guild: Guild, **names: bool) -> None:
        """Set what somebody may do, besides what everybody may."""
        own = guild.members[user.id].own
        permissions = Permissions(own.permissions)
        permissions.update(**names)
        own.permissions = permissions.value
        await self.tell("GUILD_ROLE_UPDATE", _role(guild, own), guild)

    async def kick(self, guild: Guild) -> None:
        """Remove the bot from a guild."""
        await self.tell("GUILD_DELETE", {"id": guild.id}, guild)
        guild.joined = False

    async def invite(self, guild: Guild) -> None:
        """Let the bot come back to a guild."""
        guild.joined = True
        await self.tell("GUILD_CREATE", self.created(guild, new=True), guild)

    async def guild_outage(self, guild: Guild) -> None:
        """Let a guild be away for a while, as in an outage at Discord."""
        guild.available = False
        await self.tell("GUILD_DELETE", {"id": guild.id, "unavailable": True}, guild)

    async def guild_back(self, guild: Guild) -> None:
        """End the outage."""
        guild.available = True
        await self.tell("GUILD_CREATE", self.created(guild), guild)

    async def drop(self, code: int = 4000, *, forget: bool = False) -> None:
        """Close all connections; sessions can be resumed, unless they are forgotten."""
        if forget:
            self.gateway.sessions.clear()
        for socket in list(self.gateway.sockets):
            await self.gateway.close(socket, code)

    async def cut_connections(self) -> None:
        """Cut all connections without a word; sessions can be resumed."""
        for socket in list(self.gateway.sockets):
            socket.transport.abort()

    def refuse_connections(self) -> None:
        """Let nobody in to the gateway."""
        self.gateway.refusing = True

    def hold_connections(self) -> None:
        """Let everybody wait at the gateway."""
        self.gateway.gate.clear()

    def accept_connections(self) -> None:
        """Let everybody in again."""
        self.gateway.refusing = False
        self.gateway.gate.set()

    async def reconnect(self) -> None:
        """Ask all clients to connect again."""
        for socket in list(self.gateway.sockets):
            await socket.say(RECONNECT)

    async def invalidate(self, *, resumable: bool = False) -> None:
        """Tell all clients that their session is no good."""
        if not resumable:
            self.gateway.sessions.clear()
        for socket in list(self.gateway.sockets):
            await socket.say(INVALID_SESSION, resumable)

    def freeze(self) -> None:
        """Say nothing any more on today's connections, though they stay open."""
        for socket in self.gateway.sockets:
            socket.frozen = True

    async def thaw(self) -> None:
        """Say everything that was held back."""
        for socket in self.gateway.sockets:
            socket.frozen = False
            if socket.session is not None:
                await socket.session.flush()


def _role(guild: Guild, role: Role) -> Json:
    place = guild.roles.index(role)
    return {"guild_id": guild.id, "role": payloads.role(role, place)}

"""Messages: in the order of their channel, and until each of them is stored.

Discord delivers nothing twice. A message that cannot be stored just now is tried again and again,
before those after it; what this process does not live to store is found by the next backfill.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

import discord
import structlog

from adapters.discord import inbound
from adapters.discord.client import Client
from adapters.discord.failures import RAISED
from adapters.discord.files import text_of
from adapters.discord.ids import Spot
from adapters.discord.lanes import Lanes
from bot.errors import NotStored
from bot.logs import described
from bot.messages import Inbound, MessageReceived
from bot.ports import Clock, Handle

PAUSES = (0.5, 30.0)
"""Seconds before the first try again, and the longest pause; each is twice the one before."""

log = structlog.get_logger(__name__)


async def until_done(what: Callable[[], Awaitable[None]]) -> None:
    """Do something, again and again while Discord or the database cannot."""
    pause, longest = PAUSES
    while True:
        try:
            return await what()
        except (NotStored, *RAISED) as error:
            log.warning("trying again", seconds=pause, **described(error))
        await asyncio.sleep(pause)
        pause = min(longest, pause * 2)


class Intake:
    """Takes what people write to the core."""

    def __init__(self, client: Client, handle: Handle, clock: Clock) -> None:
        self._client = client
        self._handle = handle
        self._clock = clock
        self._lanes = Lanes()
        self._parents: dict[int, int | None] = {}
        """The channels of threads that the library does not know; None for no thread."""

    async def message(self, message: discord.Message) -> None:
        """Take a message."""
        if not inbound.is_spoken(message):
            return
        guild = message.guild.id if message.guild else None
        async with self._lanes.turn(message.channel.id):
            await until_done(lambda: self._take(message, guild))

    async def edit(self, event: discord.RawMessageUpdateEvent) -> None:
        """Take a change of a message; a link preview, which is none, has no time."""
        message = event.message
        if not inbound.is_spoken(message) or message.edited_at is None:
            return
        async with self._lanes.turn(message.channel.id):
            await until_done(lambda: self._take_edit(message, event.guild_id))

    async def deletion(self, guild: int | None, channel: int, messages: Iterable[int]) -> None:
        """Take the end of messages."""
        async with self._lanes.turn(channel):
            for message in messages:
                await until_done(lambda message=message: self._delete(guild, channel, message))  # type: ignore[misc]

    async def backfilled(self, message: discord.Message, where: Spot) -> None:
        """Take a message that history shows, as it is now; raises NotStored."""
        if not inbound.is_spoken(message):
            return
        async with self._lanes.turn(where.here):
            self._parents[where.here] = where.channel if where.thread else None
            taken = await self.read(message, where)
            if taken is None:
                return
            await self._handle(taken)
            if message.edited_at is not None:
                await self._handle(inbound.edited(message, where, taken.text, message.edited_at))

    async def read(self, message: discord.Message, where: Spot) -> MessageReceived | None:
        """Return a message with its text files, or None where it shows us nothing."""
        text, unread = await text_of(message)
        if not text and not unread:
            return None
        return inbound.received(message, where, inbound.words(text), unread)

    async def spot(self, guild: int | None, channel: int) -> Spot | None:
        """Return where a channel or thread is, or None where it is gone."""
        if guild is None:
            return Spot(guild=None, channel=channel)
        known = inbound.spot_of(self._client.get_channel(channel), guild)
        if known is not None:
            return known
        if channel not in self._parents:
            try:
                fetched = await self._client.fetch_channel(channel)
            except (discord.NotFound, discord.Forbidden):
                return None
            is_thread = isinstance(fetched, discord.Thread)
            self._parents[channel] = fetched.parent_id if is_thread else None  # type: ignore[union-attr]
        parent = self._parents[channel]
        if parent is None:
            return Spot(guild=guild, channel=channel)
        return Spot(guild=guild, channel=parent, thread=channel)

    async def lost(self, where: Spot, reason: str) -> None:
        """Take the loss of a place."""
        await until_done(lambda: self._handle(inbound.lost(where, reason)))

    async def _take(self, message: discord.Message, guild: int | None) -> None:
        where = await self.spot(guild, message.channel.id)
        if where and (taken := await self.read(message, where)):
            await self._handle(taken)

    async def _take_edit(self, message: discord.Message, guild: int | None) -> None:
        where = await self.spot(guild, message.channel.id)
        if where is None or message.edited_at is None:
            return
        taken = await self.read(message, where)
        if taken:
            await self._handle(inbound.edited(message, where, taken.text, message.edited_at))

    async def _delete(self, guild: int | None, channel: int, message: int) -> None:
        where = await self.spot(guild, channel)
        if where:
            event: Inbound = inbound.deleted(message, where, self._clock.now())
            await self._handle(event)

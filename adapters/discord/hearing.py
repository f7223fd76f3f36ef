"""What happens while we are connected, and who sees to it."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import wraps
from typing import Any, ParamSpec

import discord

from adapters.discord.backfill import Backfill
from adapters.discord.client import Client
from adapters.discord.desk import Desk
from adapters.discord.ids import Spot
from adapters.discord.intake import Intake
from adapters.discord.under_way import UnderWay
from bot.messages import Choice

Interaction = discord.Interaction[Any]
P = ParamSpec("P")


class Hearing:
    """Hands each event to the one that it is for, until it is told to stop.

    Raw events, since those of the library's cache leave out what it has not seen before.
    """

    def __init__(self, client: Client, intake: Intake, backfill: Backfill, desk: Desk) -> None:
        self._us = client.us
        self._intake = intake
        self._backfill = backfill
        self._desk = desk
        self._under_way = UnderWay()
        self._filling: asyncio.Task[None] | None = None
        self._stopped = False
        self._connected = False
        self.command = self._until_stopped(desk.invoked)
        self.pick = self._until_stopped(desk.picked)
        for event in (
            self.on_ready,
            self.on_resumed,
            self.on_disconnect,
            self.on_message,
            self.on_raw_message_edit,
            self.on_raw_message_delete,
            self.on_raw_bulk_message_delete,
            self.on_raw_thread_update,
            self.on_raw_thread_delete,
            self.on_guild_channel_delete,
            self.on_guild_remove,
            self.on_choice,
            self.on_interaction,
        ):
            client.event(self._until_stopped(event))

    def _until_stopped(
        self, what: Callable[P, Coroutine[Any, Any, None]]
    ) -> Callable[P, Coroutine[Any, Any, None]]:
        @wraps(what)
        async def unless_stopped(*args: P.args, **kwargs: P.kwargs) -> None:
            if not self._stopped:
                async with self._under_way:
                    await what(*args, **kwargs)

        return unless_stopped

    async def stop(self, patience: float) -> None:
        """Take nothing more, and wait so many seconds for what was taken."""
        self._stopped = True
        await self._end_filling()
        await self._under_way.end(patience)

    @property
    def caught_up(self) -> bool:
        """Whether we are connected, and what was written while we were not has been handed in."""
        filling = self._filling
        return self._connected and filling is not None and filling.done()

    async def on_disconnect(self) -> None:
        """Note that something may be written that we do not hear."""
        self._connected = False

    async def on_ready(self) -> None:
        """Read what was written before this session."""
        await self._fill()

    async def on_resumed(self) -> None:
        """Read what was written meanwhile, in case that Discord forgot some of it."""
        await self._fill()

    async def _fill(self) -> None:
        """Begin to read; an earlier reading is of no use any more."""
        await self._end_filling()
        self._connected = True
        self._filling = asyncio.create_task(self._backfill.everything(), name="backfill")

    async def _end_filling(self) -> None:
        if self._filling is not None:
            self._filling.cancel()
            with suppress(asyncio.CancelledError):
                await self._filling

    async def on_message(self, message: discord.Message) -> None:
        """Take a message."""
        await self._intake.message(message)

    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        """Take a change of a message."""
        await self._intake.edit(event)

    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        """Take the end of a message."""
        await self._intake.deletion(event.guild_id, event.channel_id, (event.message_id,))

    async def on_raw_bulk_message_delete(self, event: discord.RawBulkMessageDeleteEvent) -> None:
        """Take the end of many messages."""
        await self._intake.deletion(event.guild_id, event.channel_id, sorted(event.message_ids))

    async def on_raw_thread_update(self, event: discord.RawThreadUpdateEvent) -> None:
        """Listen again in a thread of ours that came back: an archived one is in no cache."""
        archived = event.data["thread_metadata"]["archived"]
        ours = int(event.data["owner_id"]) == self._us
        if ours and not archived and event.thread is None:
            await self._backfill.thread(event.thread_id)

    async def on_raw_thread_delete(self, event: discord.RawThreadDeleteEvent) -> None:
        """Take the loss of a thread."""
        where = Spot(guild=event.guild_id, channel=event.parent_id, thread=event.thread_id)
        await self._intake.lost(where, "the thread was deleted")

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Take the loss of a channel."""
        where = Spot(guild=channel.guild.id, channel=channel.id)
        await self._intake.lost(where, "the channel was deleted")

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Take the loss of a server, with all its channels."""
        for channel in guild.text_channels:
            where = Spot(guild=guild.id, channel=channel.id)
            await self._intake.lost(where, "I was removed from the server")

    async def on_choice(self, interaction: Interaction, choice: Choice) -> None:
        """Take a choice, which a button of ours dispatched."""
        await self._desk.chosen(interaction, choice)

    async def on_interaction(self, interaction: Interaction) -> None:
        """Take a form; the library knows those of its own process only, so it is told of none."""
        if interaction.type is discord.InteractionType.modal_submit:
            await self._desk.submitted(interaction)

"""What was written while nobody listened: read from the history of every open thread.

Done at each connection, resumed or new: what came twice is recognised by the core.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime

import discord
import structlog

from adapters.discord.client import Client
from adapters.discord.ids import Spot, spot
from adapters.discord.intake import Intake, until_done
from bot.ports import OpenThreads

PAGE = 100

log = structlog.get_logger(__name__)


class Backfill:
    """Reads the gaps, one thread after another; a new connection begins anew."""

    def __init__(self, client: Client, intake: Intake, open_threads: OpenThreads) -> None:
        self._client = client
        self._intake = intake
        self._open_threads = open_threads
        self._reading = asyncio.Lock()

    async def everything(self) -> None:
        """Read every open thread, and be a member of it; returns when all is stored."""
        async with self._reading:
            await until_done(self._everything)

    async def thread(self, thread: int) -> None:
        """Read one thread again that was away, if it is open."""
        async with self._reading:
            await until_done(lambda: self._everything(thread))

    async def _everything(self, only: int | None = None) -> None:
        for one in await self._open_threads():
            where = spot(one.address)
            if only in {None, where.here}:
                await self._thread(where, one.since)

    async def _thread(self, where: Spot, since: datetime) -> None:
        try:
            if where.thread:
                await self._join(where.thread)
            async for message in self._since(where, since):
                await self._intake.backfilled(message, where)
        except discord.NotFound:
            await self._intake.lost(where, "the thread was deleted")
        except discord.Forbidden:
            # Whether it is lost for good shows when there is something to say in it.
            log.warning("history refused", channel=where.here)

    async def _join(self, thread: int) -> None:
        """Become a member: a thread that was archived during a restart is silent otherwise."""
        found = await self._client.fetch_channel(thread)
        if isinstance(found, discord.Thread) and not found.archived:
            await found.join()

    async def _since(self, where: Spot, since: datetime) -> AsyncIterator[discord.Message]:
        """Yield the messages of a place from then on, oldest first, a page at a time."""
        channel = self._client.get_partial_messageable(where.here, guild_id=where.guild)
        after = discord.Object(discord.utils.time_snowflake(since) - 1)
        while True:
            page = [one async for one in channel.history(limit=PAGE, after=after)]
            for message in page:
                yield message
            if len(page) < PAGE:
                return
            after = discord.Object(page[-1].id)

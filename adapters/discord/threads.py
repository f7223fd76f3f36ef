"""Threads: opened on a post, woken when they sleep, and private ones for one person."""

from collections.abc import Awaitable, Callable
from typing import Final

import discord

from adapters.discord import ids
from adapters.discord.client import Client
from adapters.discord.failures import ARCHIVED, HAS_THREAD
from adapters.discord.render import cut
from bot.errors import Refused
from bot.messages import Address, Receipt

TITLE = 100
"""Characters of a thread's name."""
WEEK: Final = 10080
"""Minutes without a message after which Discord archives a thread: as long as it allows."""


async def of(client: Client, receipt: Receipt, title: str) -> Address:
    """Open the thread of a post; that there is one already is success."""
    channel, message = ids.read_ref(receipt.refs[0])
    spot = ids.spot(receipt.address)
    try:
        found = await client.fetch_channel(channel)
        if not isinstance(found, discord.TextChannel):
            raise Refused(receipt.address, "it is no text channel, so it has no threads")
        await found.get_partial_message(message).create_thread(
            name=name_of(title), auto_archive_duration=WEEK
        )
    except discord.HTTPException as error:
        if error.code != HAS_THREAD:
            raise
    return ids.Spot(guild=spot.guild, channel=channel, thread=message).address


async def room(client: Client, near: ids.Spot, user: int, title: str) -> Address:
    """Open a private thread with one person, or a direct message where we could not read it."""
    if client.reads and near.guild:
        try:
            if found := await _private_thread(client, near, user, title):
                return found
        except (discord.Forbidden, discord.NotFound):
            pass
        except discord.HTTPException as error:
            if error.status >= 500 or error.status == 429:  # noqa: PLR2004 - it may still work
                raise
    channel = await client.create_dm(discord.Object(user))
    return ids.Spot(guild=None, channel=channel.id).address


async def _private_thread(client: Client, near: ids.Spot, user: int, title: str) -> Address | None:
    parent = await client.fetch_channel(near.channel)
    if not isinstance(parent, discord.TextChannel):
        return None
    thread = await parent.create_thread(
        name=name_of(title),
        type=discord.ChannelType.private_thread,
        invitable=False,
        auto_archive_duration=WEEK,
    )
    await thread.add_user(discord.Object(user))
    return ids.Spot(guild=near.guild, channel=near.channel, thread=thread.id).address


async def awake(client: Client, thread: int, what: Callable[[], Awaitable[object]]) -> None:
    """Do something in a thread that may be archived: it is woken first, if it has to be."""
    try:
        await what()
    except discord.HTTPException as error:
        if error.code != ARCHIVED:
            raise
        found = await client.fetch_channel(thread)
        if not isinstance(found, discord.Thread):
            raise
        await found.edit(archived=False)
        await what()


def name_of(title: str) -> str:
    """Return the name of a thread."""
    return cut(" ".join(title.split()), TITLE) or "…"

"""`greenroom doctor discord`: what keeps the room from working, one finding after another.

Looks at Discord by REST alone, so it may run beside the service.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from email.utils import parsedate_to_datetime

import aiohttp
import discord
from discord.http import Route

from adapters.discord import ids
from adapters.discord.client import Client
from adapters.discord.commands import Callbacks, all_commands
from adapters.discord.failures import RAISED
from adapters.discord.line import Line
from adapters.discord.permissions import invite_link, missing, settings_link
from adapters.discord.syncing import add, are_known
from bot.errors import SettingsError
from bot.findings import Finding
from bot.messages import Address
from bot.ports import Clock, Sentences

Practising = Callable[[], Awaitable[Sequence[Address]]]
"""Returns the channels where teams practise."""

LATE = 5.0
"""Seconds of difference between two clocks from which on it is worth a line."""
SHOWN = 10
"""Channels that are named."""


async def examine(
    token: str, clock: Clock, sentences: Sentences, practising: Practising
) -> AsyncIterator[Finding]:
    """Yield what was found, in order; ends where what comes next would fail for the same reason."""
    if not token:
        yield Finding(check="discord-token", problem="discord-no-token")
        return
    line = Line(token, ready_timeout=0)
    try:
        client = await line.client()
        async for finding in _findings(client, sentences, await practising()):
            yield finding
        yield await _clock(clock)
    except SettingsError:
        yield Finding(check="discord-token", problem="discord-wrong-token")
    except RAISED:
        yield Finding(check="discord-token", problem="discord-away")
    finally:
        await line.close()


async def _findings(
    client: Client, sentences: Sentences, practising: Sequence[Address]
) -> AsyncIterator[Finding]:
    application = client.application_id or 0
    yield Finding(check="discord-token", facts={"name": str(client.user)})
    link = {"link": invite_link(application)}
    yield Finding(check="discord-invite", facts=link)
    portal = {"link": settings_link(application)}
    problem = None if client.reads else "discord-no-content"
    yield Finding(check="discord-content", problem=problem, facts=portal)
    spots = [ids.spot(one) for one in practising]
    guilds = [one async for one in client.fetch_guilds()]
    if not guilds:
        yield Finding(check="discord-channels", problem="discord-no-server", facts=link)
    for guild in guilds:
        wanted = {one.channel for one in spots if one.guild == guild.id}
        async for finding in _channels(client, guild.id, wanted):
            yield finding
    callbacks = Callbacks(invoked=_nothing, picked=_nothing, suggest=_none)
    add(client.tree, all_commands(sentences, callbacks))
    problem = None if await are_known(client.tree) else "discord-old-commands"
    yield Finding(check="discord-commands", problem=problem)


async def _channels(client: Client, guild_id: int, wanted: set[int]) -> AsyncIterator[Finding]:
    """Look at the channels where a team practises; at all of them, if it does so nowhere yet."""
    guild = await client.fetch_guild(guild_id)
    me = await guild.fetch_member(client.us)
    channels = [one for one in await guild.fetch_channels() if isinstance(one, discord.TextChannel)]
    lacks = {one.id: missing(one.permissions_for(me)) for one in channels}
    ready = [one.name for one in channels if not lacks[one.id]]
    for gone in sorted(wanted - lacks.keys()):
        facts = {"server": guild.name, "channel": str(gone)}
        yield Finding(check="discord-channels", problem="discord-channel-gone", facts=facts)
    for channel in channels:
        if channel.id in wanted and lacks[channel.id]:
            facts = {
                "server": guild.name,
                "channel": channel.name,
                "missing": ", ".join(lacks[channel.id]),
            }
            yield Finding(check="discord-channels", problem="discord-permissions", facts=facts)
    more = f" and {len(ready) - SHOWN} more" if len(ready) > SHOWN else ""
    facts = {"server": guild.name, "channels": ", ".join(ready[:SHOWN]) + more}
    if ready:
        yield Finding(check="discord-channels", facts=facts)
    elif not wanted:
        facts |= {"missing": ", ".join(missing(me.guild_permissions)), "link": ""}
        yield Finding(check="discord-channels", problem="discord-no-channel", facts=facts)


async def _clock(clock: Clock) -> Finding:
    async with aiohttp.ClientSession() as session, session.get(f"{Route.BASE}/gateway") as answer:
        theirs = parsedate_to_datetime(answer.headers["Date"])
    apart = abs((clock.now() - theirs).total_seconds())
    facts = {"platform": "Discord", "seconds": f"{apart:.0f}"}
    return Finding(check="clock", problem="clock-off" if apart > LATE else None, facts=facts)


async def _nothing(*_: object) -> None:
    """Commands are compared here, not used."""


async def _none(*_: object) -> Sequence[str]:
    return ()

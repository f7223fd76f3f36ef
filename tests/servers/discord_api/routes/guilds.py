"""Guilds, their members and roles, and their channels."""

from tests.servers.discord_api import payloads
from tests.servers.discord_api.core import Core
from tests.servers.discord_api.permissions import demand, sees
from tests.servers.discord_api.places import body_of, channel_of, guild_of
from tests.servers.discord_api.rest import Route
from tests.servers.discord_api.routes.threads import change_thread
from tests.servers.discord_api.rules import sized
from tests.servers.discord_api.wire import Json, Refused, Request, invalid, unknown


async def guild(core: Core, request: Request) -> Json:
    """Return a guild."""
    return payloads.guild(guild_of(core, request))


async def channels(core: Core, request: Request) -> list[Json]:
    """Return the channels of a guild that the bot can view, without its threads."""
    here = core.visible(guild_of(core, request))
    seen = (one for one in here if not one.is_thread and sees(core.bot, one))
    return [payloads.channel(one, core.bot) for one in seen]


async def roles(core: Core, request: Request) -> list[Json]:
    """Return the roles of a guild."""
    return [payloads.role(one, n) for n, one in enumerate(guild_of(core, request).roles)]


async def member(core: Core, request: Request) -> Json:
    """Return a member."""
    found = guild_of(core, request).members.get(request.params["user_id"])
    if found is None:
        raise unknown(10007, "Member")
    return payloads.member(found)


async def members(core: Core, request: Request) -> list[Json]:
    """Return all members; only for an application that may list them."""
    here = guild_of(core, request)
    if not core.application.members:
        raise Refused(status=403, code=50001, message="Missing Access")
    return [payloads.member(one) for one in here.members.values()]


async def get_channel(core: Core, request: Request) -> Json:
    """Return a channel or thread."""
    return payloads.channel(channel_of(core, request), core.bot)


async def change_channel(core: Core, request: Request) -> Json:
    """Change a thread, or rename a channel."""
    place, body = channel_of(core, request), body_of(request)
    if problems := list(sized(body.get("name"), ("name",), 0, 100)):
        raise invalid(*problems)
    if place.is_thread:
        return await change_thread(core, place, body)
    demand(core.bot, place, manage_channels=True)
    place.name = body.get("name") or place.name
    changed = payloads.channel(place, core.bot)
    await core.tell("CHANNEL_UPDATE", changed, place.guild)
    return changed


async def delete_channel(core: Core, request: Request) -> Json:
    """Delete a channel or thread."""
    place = channel_of(core, request)
    if not place.is_dm:
        needed = "manage_threads" if place.is_thread else "manage_channels"
        demand(core.bot, place, **{needed: True})
        await core.drop_channel(place)
    return payloads.channel(place, core.bot)


ROUTES = (
    Route("GET", "/guilds/{guild_id}", guild),
    Route("GET", "/guilds/{guild_id}/channels", channels),
    Route("GET", "/guilds/{guild_id}/roles", roles),
    Route("GET", "/guilds/{guild_id}/members", members),
    Route("GET", "/guilds/{guild_id}/members/{user_id}", member),
    Route("GET", "/channels/{channel_id}", get_channel),
    Route("PATCH", "/channels/{channel_id}", change_channel),
    Route("DELETE", "/channels/{channel_id}", delete_channel),
)

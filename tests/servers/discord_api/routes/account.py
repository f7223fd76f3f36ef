"""Who the bot is, its application, its direct channels, and where the gateway is."""

from tests.servers.discord_api import payloads
from tests.servers.discord_api.core import Core
from tests.servers.discord_api.places import body_of, user_of
from tests.servers.discord_api.rest import Route
from tests.servers.discord_api.wire import Json, Problem, Request, invalid, missing_access


async def me(core: Core, request: Request) -> Json:  # noqa: ARG001 - all handlers are alike
    """Return the bot as a user."""
    return payloads.user(core.bot) | {"mfa_enabled": False, "verified": True, "flags": 0}


async def application(core: Core, request: Request) -> Json:
    """Return what the owner set up."""
    if request.params.get("application_id", core.application.id) != core.application.id:
        raise missing_access()
    return payloads.application(core.application, core.bot)


async def guilds(core: Core, request: Request) -> list[Json]:  # noqa: ARG001
    """Return the guilds that the bot is in."""
    return [
        {"id": one.id, "name": one.name, "icon": None, "owner": False, "permissions": "0"}
        for one in core.guilds.values()
        if one.joined
    ]


async def gateway(core: Core, request: Request) -> Json:
    """Return where to connect to; a bot is also told with how many shards."""
    url: Json = {"url": core.gateway.url}
    if not request.route.endswith("/bot"):
        return url
    limit = {
        "total": 1000,
        "remaining": 1000 - core.gateway.identifies,
        "reset_after": 14_400_000,
        "max_concurrency": 1,
    }
    return url | {"shards": core.gateway.shards, "session_start_limit": limit}


async def open_dm(core: Core, request: Request) -> Json:
    """Return the direct channel with somebody."""
    user = user_of(core, str(body_of(request).get("recipient_id")))
    if user.bot:
        problem = Problem(("recipient_id",), "CANNOT_DM_BOT", "Cannot send messages to this user")
        raise invalid(problem)
    return payloads.channel(core.dm(user), core.bot)


async def user(core: Core, request: Request) -> Json:
    """Return somebody."""
    return payloads.user(user_of(core, request.params["user_id"]))


ROUTES = (
    Route("GET", "/users/@me", me),
    Route("GET", "/oauth2/applications/@me", application),
    Route("GET", "/applications/@me", application),
    Route("GET", "/applications/{application_id}", application),
    Route("GET", "/users/@me/guilds", guilds),
    Route("GET", "/gateway", gateway),
    Route("GET", "/gateway/bot", gateway),
    Route("POST", "/users/@me/channels", open_dm),
    Route("GET", "/users/{user_id}", user),
)

"""Application commands: listed and overwritten, everywhere or in one guild."""

from tests.servers.discord_api.core import Core
from tests.servers.discord_api.places import body_of, guild_of
from tests.servers.discord_api.rest import Route
from tests.servers.discord_api.rules_commands import CHAT_INPUT, command_problems
from tests.servers.discord_api.wire import (
    UNKNOWN_COMMAND,
    Json,
    Problem,
    Request,
    invalid,
    missing_access,
    unknown,
)


def _guild(core: Core, request: Request) -> str | None:
    if request.params["application_id"] != core.application.id:
        raise missing_access()
    return guild_of(core, request).id if "guild_id" in request.params else None


def _checked(commands: list[Json]) -> None:
    if problems := list(command_problems(commands)):
        raise invalid(*problems)


def _kept(core: Core, sent: Json, guild: str | None, old: Json | None) -> Json:
    permissions = sent.get("default_member_permissions")
    return {
        "type": CHAT_INPUT,
        "description": "",
        "options": [],
        "nsfw": False,
        "contexts": None,
        "integration_types": [0],
        **sent,
        "id": old["id"] if old else core.clock.snowflake(),
        "application_id": core.application.id,
        "version": core.clock.snowflake(),
        "default_member_permissions": None if permissions is None else str(permissions),
        **({"guild_id": guild} if guild else {}),
    }


def _same(one: Json, other: Json) -> bool:
    def key(each: Json) -> tuple[object, object]:
        return each.get("type", CHAT_INPUT), each["name"]

    return key(one) == key(other)


async def overwrite(core: Core, request: Request) -> list[Json]:
    """Replace all commands; those that keep their name keep their id."""
    guild, sent = _guild(core, request), request.body
    if not isinstance(sent, list):
        raise invalid(Problem((), "LIST_TYPE_CONVERT", "Only iterables may be used here"))
    _checked(sent)
    had = core.commands_of.get(guild, [])
    now = [
        _kept(core, one, guild, next((old for old in had if _same(old, one)), None)) for one in sent
    ]
    core.commands_of[guild] = now
    core.syncs.append(sent)
    return now


async def every(core: Core, request: Request) -> list[Json]:
    """Return all commands."""
    return core.commands_of.get(_guild(core, request), [])


async def upsert(core: Core, request: Request) -> Json:
    """Add a command, or replace the one of that name."""
    guild, sent = _guild(core, request), body_of(request)
    rest = [one for one in core.commands_of.get(guild, []) if not _same(one, sent)]
    old = next((one for one in core.commands_of.get(guild, []) if _same(one, sent)), None)
    _checked([*rest, sent])
    new = _kept(core, sent, guild, old)
    core.commands_of[guild] = [*rest, new]
    return new


def _found(core: Core, request: Request) -> Json:
    here = core.commands_of.get(_guild(core, request), [])
    for one in here:
        if one["id"] == request.params["command_id"]:
            return one
    raise unknown(UNKNOWN_COMMAND, "application command")


async def one(core: Core, request: Request) -> Json:
    """Return one command."""
    return _found(core, request)


async def delete(core: Core, request: Request) -> None:
    """Delete a command."""
    core.commands_of[_guild(core, request)].remove(_found(core, request))


_EVERYWHERE = "/applications/{application_id}/commands"
_HERE = "/applications/{application_id}/guilds/{guild_id}/commands"

ROUTES = tuple(
    Route(method, path + rest, handler)
    for path in (_EVERYWHERE, _HERE)
    for method, rest, handler in (
        ("PUT", "", overwrite),
        ("GET", "", every),
        ("POST", "", upsert),
        ("GET", "/{command_id}", one),
        ("DELETE", "/{command_id}", delete),
    )
)

"""Threads: begun, joined, listed and archived."""

from datetime import datetime

from tests.servers.discord_api import payloads
from tests.servers.discord_api.core import Core
from tests.servers.discord_api.permissions import demand, may, sees
from tests.servers.discord_api.places import (
    awake,
    body_of,
    channel_of,
    guild_of,
    message_of,
    number,
    thread_of,
    user_of,
)
from tests.servers.discord_api.posting import tell_thread
from tests.servers.discord_api.rest import Route
from tests.servers.discord_api.rules import chosen, ranged, sized
from tests.servers.discord_api.thread_starts import begin, may_begin
from tests.servers.discord_api.wire import (
    THREAD_EXISTS,
    Json,
    Refused,
    Request,
    archived,
    invalid,
    missing_permissions,
)
from tests.servers.discord_api.world import PRIVATE_THREAD, PUBLIC_THREAD, Channel

DURATIONS = frozenset({60, 1440, 4320, 10080})


def _checked(body: Json) -> Json:
    problems = [
        *sized(body.get("name"), ("name",), 1, 100),
        *chosen(body.get("auto_archive_duration") or 1440, ("auto_archive_duration",), DURATIONS),
        *ranged(body.get("rate_limit_per_user"), ("rate_limit_per_user",), 0, 21600),
    ]
    if problems:
        raise invalid(*problems)
    return body


async def begin_on_message(core: Core, request: Request) -> Json:
    """Begin the thread of a message; there can be only one."""
    message, body = message_of(core, request), _checked(body_of(request))
    demand(core.bot, message.channel, create_public_threads=True)
    if message.thread is not None:
        words = "A thread has already been created for this message"
        raise Refused(status=400, code=THREAD_EXISTS, message=words)
    may_begin(core, message.channel)
    duration = body.get("auto_archive_duration")
    thread = await begin(core, core.bot, message, body["name"], duration=duration)
    return payloads.thread(thread, core.bot)


async def begin_without(core: Core, request: Request) -> Json:
    """Begin a thread by itself; it is private unless another type is asked for."""
    place, body = channel_of(core, request), _checked(body_of(request))
    kind = body.get("type") or PRIVATE_THREAD
    private = kind == PRIVATE_THREAD
    if problems := list(chosen(kind, ("type",), frozenset({PUBLIC_THREAD, PRIVATE_THREAD}))):
        raise invalid(*problems)
    demand(core.bot, place, **{f"create_{'private' if private else 'public'}_threads": True})
    may_begin(core, place)
    duration = body.get("auto_archive_duration")
    thread = await begin(core, core.bot, place, body["name"], private=private, duration=duration)
    return payloads.thread(thread, core.bot)


async def change_thread(core: Core, thread: Channel, body: Json) -> Json:
    """Rename, archive, wake, lock or unlock a thread."""
    manages = may(core.bot, thread, manage_threads=True)
    wakes = thread.archived and body.get("archived") is False
    if thread.archived and not wakes:
        raise archived()
    if not manages:
        owns = thread.owner is core.bot
        wanted_by_anyone = wakes and not thread.locked and set(body) == {"archived"}
        if "locked" in body or (thread.locked and wakes) or not (owns or wanted_by_anyone):
            raise missing_permissions()
    thread.name = body.get("name") or thread.name
    thread.locked = bool(body.get("locked", thread.locked))
    thread.auto_archive_duration = body.get("auto_archive_duration") or thread.auto_archive_duration
    if "archived" in body and bool(body["archived"]) != thread.archived:
        thread.archived, thread.archived_at = bool(body["archived"]), core.clock.now()
    await tell_thread(core, "THREAD_UPDATE", thread)
    return payloads.thread(thread, core.bot)


async def join(core: Core, request: Request) -> None:
    """Make the bot a member, which also makes it hear again."""
    thread = thread_of(core, request)
    awake(thread)
    thread.members[core.bot.id] = core.bot
    thread.deaf = False
    data = payloads.thread_member(thread, core.bot) | {"guild_id": _guild_id(thread)}
    await core.tell("THREAD_MEMBER_UPDATE", data, thread.guild)


async def leave(core: Core, request: Request) -> None:
    """Take the bot out of a thread."""
    thread = thread_of(core, request)
    awake(thread)
    thread.members.pop(core.bot.id, None)


async def add(core: Core, request: Request) -> None:
    """Add somebody to a thread."""
    thread, user = thread_of(core, request), user_of(core, request.params["user_id"])
    awake(thread)
    demand(core.bot, thread, send_messages_in_threads=True)
    if thread.parent is None or not sees(user, thread.parent):
        raise Refused(status=403, code=50001, message="Missing Access")
    thread.members[user.id] = user


async def remove(core: Core, request: Request) -> None:
    """Take somebody out of a thread."""
    thread = thread_of(core, request)
    awake(thread)
    if not (thread.private and thread.owner is core.bot):
        demand(core.bot, thread, manage_threads=True)
    thread.members.pop(request.params["user_id"], None)


async def members(core: Core, request: Request) -> list[Json]:
    """Return the members of a thread."""
    thread = thread_of(core, request)
    return [payloads.thread_member(thread, one) for one in thread.members.values()]


async def active(core: Core, request: Request) -> Json:
    """Return the active threads of a guild that the bot can see."""
    found = [one for one in core.visible(guild_of(core, request)) if one.is_thread]
    found.sort(key=lambda one: -int(one.id))
    return _threads(core, found)


async def old_public(core: Core, request: Request) -> Json:
    """Return a page of archived public threads, the last archived first."""
    return _archived(core, request, PUBLIC_THREAD)


async def old_private(core: Core, request: Request) -> Json:
    """Return a page of archived private threads; only those who manage threads see them all."""
    demand(core.bot, channel_of(core, request), manage_threads=True)
    return _archived(core, request, PRIVATE_THREAD)


async def old_joined(core: Core, request: Request) -> Json:
    """Return a page of the archived private threads that the bot is in."""
    return _archived(core, request, PRIVATE_THREAD, joined=True)


def _archived(core: Core, request: Request, kind: int, *, joined: bool = False) -> Json:
    place = channel_of(core, request)
    demand(core.bot, place, read_message_history=True)
    limit = number(request, "limit", 50, 100)
    before = request.query.get("before")
    until = core.clock.now() if before is None or joined else datetime.fromisoformat(before)
    found = [
        one
        for one in core.channels.values()
        if one.parent is place and one.kind == kind and one.archived and one.archived_at
        if one.archived_at < until or (before is None and one.archived_at == until)
        if not joined or (core.bot.id in one.members and (not before or int(one.id) < int(before)))
    ]
    found.sort(key=lambda one: (one.archived_at, one.id), reverse=True)
    return _threads(core, found[:limit]) | {"has_more": len(found) > limit}


def _threads(core: Core, found: list[Channel]) -> Json:
    mine = [one for one in found if core.bot.id in one.members]
    return {
        "threads": [payloads.thread(one, core.bot) for one in found],
        "members": [payloads.thread_member(one, core.bot) for one in mine],
    }


def _guild_id(thread: Channel) -> str:
    assert thread.guild
    return thread.guild.id


_MEMBERS = "/channels/{channel_id}/thread-members"

ROUTES = (
    Route("POST", "/channels/{channel_id}/messages/{message_id}/threads", begin_on_message),
    Route("POST", "/channels/{channel_id}/threads", begin_without),
    Route("PUT", _MEMBERS + "/@me", join),
    Route("DELETE", _MEMBERS + "/@me", leave),
    Route("PUT", _MEMBERS + "/{user_id}", add),
    Route("DELETE", _MEMBERS + "/{user_id}", remove),
    Route("GET", _MEMBERS, members),
    Route("GET", "/guilds/{guild_id}/threads/active", active),
    Route("GET", "/channels/{channel_id}/threads/archived/public", old_public),
    Route("GET", "/channels/{channel_id}/threads/archived/private", old_private),
    Route("GET", "/channels/{channel_id}/users/@me/threads/archived/private", old_joined),
)

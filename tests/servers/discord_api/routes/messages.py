"""Messages: sent, changed, read and deleted by the bot."""

from itertools import islice
from typing import Any

from tests.servers.discord_api import mentions, message_payloads
from tests.servers.discord_api.core import Core
from tests.servers.discord_api.files import attach
from tests.servers.discord_api.permissions import demand, may
from tests.servers.discord_api.places import awake, body_of, channel_of, message_of, number
from tests.servers.discord_api.posting import HIDDEN, post, readable, remove, tell_message
from tests.servers.discord_api.rest import Route
from tests.servers.discord_api.rules import listed
from tests.servers.discord_api.rules_messages import ON_EDIT, check_message, numbered
from tests.servers.discord_api.wire import (
    DMS_CLOSED,
    LOCKED,
    NO_MUTUAL_GUILDS,
    NOT_THE_AUTHOR,
    SYSTEM_MESSAGE,
    UNKNOWN_MESSAGE,
    Json,
    Problem,
    Refused,
    Request,
    Upload,
    invalid,
    missing_permissions,
    unknown,
)
from tests.servers.discord_api.world import COMPONENTS_V2, DEFAULT, REPLY, Channel, Message, User

NONCE_LIFE = 3 * 60
"""Seconds for which a nonce is remembered; Discord says `a few minutes`."""


def fill(core: Core, message: Message, body: Json, files: list[Upload]) -> None:
    """Put what a body says into a message."""
    if "content" in body:
        message.content = body["content"] or ""
    if "embeds" in body:
        message.embeds = [{"type": "rich", **one} for one in listed(body, "embeds")]
    if "components" in body:
        message.components = numbered(listed(body, "components"))
    attach(core, message, body, files)


def ping(core: Core, message: Message, body: Json, *, by_interaction: bool = False) -> None:
    """Notify whom a new message names, as far as it lets itself."""
    if message.ephemeral:
        return
    place = message.channel
    message.pinged = mentions.pinged(
        message.text,
        body.get("allowed_mentions"),
        place.guild,
        replied_to=message.reference.author if message.reference else None,
        to_all=may(message.author, place, mention_everyone=True),
        by_interaction=by_interaction,
    )
    message.mentions = [core.users[one] for one in message.pinged if one in core.users]
    core.notified |= message.pinged


def _may_send(core: Core, place: Channel, body: Json, files: list[Upload]) -> None:
    if place.is_thread:
        demand(core.bot, place, send_messages_in_threads=True)
        if place.locked and not may(core.bot, place, manage_threads=True):
            raise Refused(status=403, code=LOCKED, message="Thread is locked")
    else:
        demand(core.bot, place, send_messages=True)
    if files:
        demand(core.bot, place, attach_files=True)
    if body.get("message_reference"):
        demand(core.bot, place, read_message_history=True)
    if place.recipient is not None:
        _may_write_to(core, place.recipient)


def _may_write_to(core: Core, user: User) -> None:
    together = any(one.joined and user.id in one.members for one in core.guilds.values())
    words = "Cannot send messages to this user"
    if not together:
        due = f"{words} due to having no mutual guilds"
        raise Refused(status=403, code=NO_MUTUAL_GUILDS, message=due)
    if not user.accepts_dms:
        raise Refused(status=403, code=DMS_CLOSED, message=words)


async def create(core: Core, request: Request) -> Json:
    """Send a message, or return the one that was sent with this nonce just now."""
    place, body = channel_of(core, request), body_of(request)
    check_message(body, request.files)
    _may_send(core, place, body, request.files)
    nonce = body.get("nonce")
    earlier = core.nonces.get(str(nonce)) if body.get("enforce_nonce") and nonce else None
    if earlier is None or (core.clock.now() - earlier.created).total_seconds() > NONCE_LIFE:
        earlier = await _new(core, place, body, request.files)
    if earlier.deleted:
        raise unknown(UNKNOWN_MESSAGE, "Message")
    return message_payloads.message(earlier, core.bot) | (
        {"nonce": nonce} if nonce is not None else {}
    )


async def _new(core: Core, place: Channel, body: Json, files: list[Upload]) -> Message:
    reference = _reference(place, body)
    message = Message(
        id=core.clock.snowflake(),
        channel=place,
        author=core.bot,
        kind=REPLY if reference else DEFAULT,
        flags=body.get("flags") or 0,
        nonce=body.get("nonce"),
        reference=reference,
    )
    fill(core, message, body, files)
    ping(core, message, body)
    if message.nonce is not None:
        core.nonces[str(message.nonce)] = message
    await post(core, message)
    return message


def _reference(place: Channel, body: Json) -> Message | None:
    wanted = body.get("message_reference")
    if not wanted:
        return None
    found = place.messages.get(str(wanted.get("message_id")))
    if found is None and wanted.get("fail_if_not_exists", True):
        code = "REPLIES_UNKNOWN_MESSAGE"
        raise invalid(Problem(("message_reference",), code, "Unknown message"))
    return found


async def edit(core: Core, request: Request) -> Json:
    """Change a message of the bot."""
    message, body = message_of(core, request), body_of(request)
    check_message(body, request.files, old=message)
    if message.author is not core.bot:
        words = "Cannot edit a message authored by another user"
        raise Refused(status=403, code=NOT_THE_AUTHOR, message=words)
    awake(message.channel)
    await change(core, message, body, request.files)
    return message_payloads.message(message, core.bot)


def edited_flags(message: Message, body: Json) -> int:
    """Return the flags after an edit; components v2 is for ever."""
    if body.get("flags") is None:
        return message.flags
    kept = message.flags & (~ON_EDIT | COMPONENTS_V2)
    return kept | (int(body["flags"]) & ON_EDIT)


async def change(core: Core, message: Message, body: Json, files: list[Upload]) -> None:
    """Give a message its new content and tell of it."""
    message.flags = edited_flags(message, body)
    fill(core, message, body, files)
    message.edited = core.clock.now()
    await tell_message(core, "MESSAGE_UPDATE", message)


async def get(core: Core, request: Request) -> Json:
    """Return one message."""
    return _readable(core, message_of(core, request))


async def delete(core: Core, request: Request) -> None:
    """Delete a message; those of others need a permission."""
    message = message_of(core, request)
    if message.author is not core.bot:
        if message.channel.is_dm:
            raise missing_permissions()
        demand(core.bot, message.channel, manage_messages=True)
    if message.kind not in (DEFAULT, REPLY) and message.author is not core.bot:
        words = "Cannot execute action on a system message"
        raise Refused(status=403, code=SYSTEM_MESSAGE, message=words)
    await remove(core, message)


async def history(core: Core, request: Request) -> list[Json]:
    """Return a page of messages, newest first; nothing at all without the permission to read."""
    place = channel_of(core, request)
    limit = number(request, "limit", 50, 100)
    if not may(core.bot, place, read_message_history=True):
        return []
    around, before, after = (request.query.get(name) for name in ("around", "before", "after"))
    newest_first = list(reversed(place.messages.values()))
    if around:
        newer = [one for one in newest_first if int(one.id) > int(around)]
        rest = newest_first[len(newer) :]
        found = newer[max(0, len(newer) - limit // 2) :] + rest[: limit - limit // 2]
    elif before:
        found = [one for one in newest_first if int(one.id) < int(before)][:limit]
    elif after:
        found = [one for one in newest_first if int(one.id) > int(after)][-limit:]
    else:
        found = list(islice(newest_first, limit))
    return [_readable(core, one) for one in found]


def _readable(core: Core, message: Message) -> Json:
    body: dict[str, Any] = message_payloads.message(message, core.bot)
    hidden = not core.application.message_content and not readable(message, core.bot)
    return body | HIDDEN if hidden else body


async def typing(core: Core, request: Request) -> None:
    """Say that the bot is typing."""
    place = channel_of(core, request)
    demand(
        core.bot,
        place,
        **{"send_messages_in_threads" if place.is_thread else "send_messages": True},
    )


_ALL = "/channels/{channel_id}/messages"
_ONE = "/channels/{channel_id}/messages/{message_id}"

ROUTES = (
    Route("POST", _ALL, create),
    Route("GET", _ALL, history),
    Route("GET", _ONE, get),
    Route("PATCH", _ONE, edit),
    Route("DELETE", _ONE, delete),
    Route("POST", "/channels/{channel_id}/typing", typing),
)

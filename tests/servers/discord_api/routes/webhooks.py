"""What follows the first answer to an interaction, by its token, for fifteen minutes."""

from tests.servers.discord_api import message_payloads
from tests.servers.discord_api.core import Core
from tests.servers.discord_api.interaction import Interaction
from tests.servers.discord_api.places import awake, body_of
from tests.servers.discord_api.posting import post, remove, tell_message
from tests.servers.discord_api.rest import Route
from tests.servers.discord_api.routes.callbacks import new_message
from tests.servers.discord_api.routes.messages import edited_flags, fill, ping
from tests.servers.discord_api.rules_messages import check_message
from tests.servers.discord_api.wire import (
    INVALID_WEBHOOK_TOKEN,
    UNKNOWN_MESSAGE,
    UNKNOWN_WEBHOOK,
    Json,
    Refused,
    Request,
    unknown,
)
from tests.servers.discord_api.world import DEFAULT, EPHEMERAL, LOADING, Message

ORIGINAL = "@original"


def _interaction(core: Core, request: Request) -> Interaction:
    found = core.interactions.get(request.params["webhook_token"])
    known = request.params["webhook_id"] == core.application.id
    if found is None or not known or found.callback is None:
        raise unknown(UNKNOWN_WEBHOOK, "Webhook")
    if (core.clock.now() - found.created).total_seconds() > Interaction.TOKEN_LIFE:
        raise Refused(status=401, code=INVALID_WEBHOOK_TOKEN, message="Invalid Webhook Token")
    return found


def _message(interaction: Interaction, name: str) -> Message:
    named = {one.id: one for one in interaction.followups}
    if interaction.original is not None:
        named |= dict.fromkeys((ORIGINAL, interaction.original.id), interaction.original)
    found = named.get(name)
    if found is None or found.deleted:
        raise unknown(UNKNOWN_MESSAGE, "Message")
    return found


async def follow_up(core: Core, request: Request) -> Json:
    """Say something more; right after a defer this is its answer, as visible as the defer was."""
    interaction, body = _interaction(core, request), body_of(request)
    if interaction.original is not None and interaction.original.loading:
        kept = body | {"flags": (body.get("flags") or 0) & ~EPHEMERAL}
        return await _change(core, interaction, interaction.original, kept, request)
    check_message(body, request.files, by_interaction=True)
    if not (body.get("flags") or 0) & EPHEMERAL:
        awake(interaction.channel)
    message = new_message(core, interaction, body)
    message.kind, message.reference = DEFAULT, None
    fill(core, message, body, request.files)
    ping(core, message, body, by_interaction=True)
    interaction.followups.append(message)
    await post(core, message)
    interaction.news.set()
    return message_payloads.message(message, core.bot)


async def edit(core: Core, request: Request) -> Json:
    """Change the first answer or a follow-up."""
    interaction, body = _interaction(core, request), body_of(request)
    message = _message(interaction, request.params.get("message_id", ORIGINAL))
    return await _change(core, interaction, message, body, request)


async def _change(
    core: Core, interaction: Interaction, message: Message, body: Json, request: Request
) -> Json:
    first = message.loading
    old = None if first else message
    check_message(body, request.files, old=old, by_interaction=first)
    if not message.ephemeral:
        awake(message.channel)
    message.flags = edited_flags(message, body) & ~LOADING
    fill(core, message, body, request.files)
    if first:
        ping(core, message, body, by_interaction=True)
    else:
        message.edited = core.clock.now()
    await tell_message(core, "MESSAGE_UPDATE", message)
    interaction.news.set()
    return message_payloads.message(message, core.bot)


async def get(core: Core, request: Request) -> Json:
    """Return the first answer or a follow-up."""
    name = request.params.get("message_id", ORIGINAL)
    return message_payloads.message(_message(_interaction(core, request), name), core.bot)


async def delete(core: Core, request: Request) -> None:
    """Delete the first answer or a follow-up."""
    interaction = _interaction(core, request)
    await remove(core, _message(interaction, request.params.get("message_id", ORIGINAL)))
    interaction.news.set()


_PATH = "/webhooks/{webhook_id}/{webhook_token}"

ROUTES = (
    Route("POST", _PATH, follow_up),
    *(
        Route(method, f"{_PATH}/messages/{name}", handler)
        for name in (ORIGINAL, "{message_id}")
        for method, handler in (("GET", get), ("PATCH", edit), ("DELETE", delete))
    ),
)

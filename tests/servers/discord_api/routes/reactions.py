"""Reactions of the bot."""

import unicodedata
from urllib.parse import unquote

from tests.servers.discord_api import payloads
from tests.servers.discord_api.core import Core
from tests.servers.discord_api.permissions import demand
from tests.servers.discord_api.places import awake, message_of, user_of
from tests.servers.discord_api.posting import set_reaction
from tests.servers.discord_api.rest import Route
from tests.servers.discord_api.wire import (
    TOO_MANY_REACTIONS,
    UNKNOWN_EMOJI,
    Json,
    Refused,
    Request,
)

MOST_KINDS = 20
_JOINERS = frozenset("\u200d\ufe0f\u20e3")


def is_emoji(name: str) -> bool:
    """Tell whether a text is one emoji of Unicode, as far as its characters show it."""
    rest = [one for one in name if one not in _JOINERS]
    keycap = name.endswith("\u20e3") and len(rest) == 1
    pictures = all(unicodedata.category(one) in ("So", "Sk", "Sm", "Po", "Cn") for one in rest)
    return keycap or (bool(rest) and pictures and all(ord(one) > 0xA8 for one in rest))


def _emoji(request: Request) -> str:
    name = unquote(request.params["emoji_name"])
    if not is_emoji(name):
        raise Refused(status=400, code=UNKNOWN_EMOJI, message="Unknown Emoji")
    return name


async def add(core: Core, request: Request) -> None:
    """Add the bot's reaction; doing so twice is fine."""
    message, emoji = message_of(core, request), _emoji(request)
    awake(message.channel)
    if emoji not in message.reactions:
        demand(core.bot, message.channel, add_reactions=True)
        if len(message.reactions) >= MOST_KINDS:
            words = "Maximum number of reactions reached (20)"
            raise Refused(status=403, code=TOO_MANY_REACTIONS, message=words)
    await set_reaction(core, core.bot, message, emoji, on=True)


async def remove_own(core: Core, request: Request) -> None:
    """Take the bot's reaction away."""
    message, emoji = message_of(core, request), _emoji(request)
    awake(message.channel)
    await set_reaction(core, core.bot, message, emoji, on=False)


async def remove_of(core: Core, request: Request) -> None:
    """Take somebody's reaction away."""
    message, emoji = message_of(core, request), _emoji(request)
    awake(message.channel)
    demand(core.bot, message.channel, manage_messages=True)
    await set_reaction(core, user_of(core, request.params["user_id"]), message, emoji, on=False)


async def who(core: Core, request: Request) -> list[Json]:
    """Return who reacted with an emoji."""
    message = message_of(core, request)
    return [payloads.user(one) for one in message.reactions.get(_emoji(request), ())]


_ONE = "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}"

ROUTES = (
    Route("PUT", _ONE + "/@me", add),
    Route("DELETE", _ONE + "/@me", remove_own),
    Route("DELETE", _ONE + "/{user_id}", remove_of),
    Route("GET", _ONE, who),
)

"""reactions.*: marks on messages."""

import re

from tests.servers.slack_api.caller import Caller
from tests.servers.slack_api.refusals import Refused
from tests.servers.slack_api.service import Service
from tests.servers.slack_api.shapes import message_json
from tests.servers.slack_api.world import Json, Message

EMOJI = re.compile(r"[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?")
MOST_OF_ONE = 23
"""Different reactions that one may leave on a message."""


def add(service: Service, caller: Caller, arguments: Json) -> Json:
    """reactions.add."""
    said = _message(service, caller, arguments)
    name, bot = str(arguments["name"]), caller.here.bot
    if not EMOJI.fullmatch(name):
        raise Refused("invalid_name")
    if bot in said.reactions.get(name, ()):
        raise Refused("already_reacted")
    if sum(bot in users for users in said.reactions.values()) >= MOST_OF_ONE:
        raise Refused("too_many_reactions")
    said.reactions.setdefault(name, set()).add(bot)
    return {"ok": True}


def remove(service: Service, caller: Caller, arguments: Json) -> Json:
    """reactions.remove."""
    said = _message(service, caller, arguments)
    users = said.reactions.get(str(arguments["name"]), set())
    if caller.here.bot not in users:
        raise Refused("no_reaction")
    users.discard(caller.here.bot)
    if not users:
        del said.reactions[str(arguments["name"])]
    return {"ok": True}


def get(service: Service, caller: Caller, arguments: Json) -> Json:
    """reactions.get."""
    said = _message(service, caller, arguments)
    return {
        "ok": True,
        "type": "message",
        "channel": said.channel,
        "message": message_json(caller.here, said),
    }


def _message(service: Service, caller: Caller, arguments: Json) -> Message:
    if not (arguments.get("channel") and arguments.get("timestamp")):
        raise Refused("no_item_specified")
    channel = service.visible(caller.here.id, str(arguments["channel"]))
    if channel.archived:
        raise Refused("is_archived")
    if caller.here.bot not in channel.members:
        raise Refused("not_in_channel")
    said = channel.messages.get(str(arguments["timestamp"]))
    if said is None:
        raise Refused("message_not_found")
    return said

"""conversations.*: channels and who is in them."""

from tests.servers.slack_api import events
from tests.servers.slack_api.caller import Caller
from tests.servers.slack_api.refusals import Refused
from tests.servers.slack_api.service import Service
from tests.servers.slack_api.shapes import channel_json
from tests.servers.slack_api.world import FAMILIES, KIND_OF, Channel, Json, types_of

USUAL_MEMBERS = 100


def open_(service: Service, caller: Caller, arguments: Json) -> Json:
    """conversations.open: direct messages with one person."""
    if arguments.get("channel"):
        channel = service.visible(caller.here.id, str(arguments["channel"]))
        if channel.kind != "im":
            raise Refused("method_not_supported_for_channel_type")
        return {"ok": True, "channel": {"id": channel.id}}
    users = [one for one in str(arguments.get("users") or "").split(",") if one]
    if not users:
        raise Refused("users_list_not_supplied")
    if len(users) > 1:
        raise Refused("missing_scope", needed="mpim:write", provided="")
    person = caller.here.people.get(users[0])
    if person is None:
        raise Refused("user_not_found")
    if person.deleted:
        raise Refused("user_disabled")
    if person.bot:
        raise Refused("cannot_dm_bot")
    new = f"D{users[0][1:]}" not in caller.here.channels
    channel = caller.here.im(users[0])
    known = {} if new else {"no_op": True, "already_open": True}
    return {"ok": True, **known, "channel": {"id": channel.id}}


def info(service: Service, caller: Caller, arguments: Json) -> Json:
    """conversations.info."""
    channel = service.visible(caller.here.id, str(arguments["channel"]))
    found = channel_json(caller.here, channel)
    if arguments.get("include_num_members"):
        found["num_members"] = len(channel.members)
    return {"ok": True, "channel": found}


def joined(_service: Service, caller: Caller, arguments: Json) -> Json:
    """users.conversations: where our bot is."""
    kinds = {KIND_OF[one] for one in types_of(arguments)}
    found = [
        channel_json(caller.here, channel)
        for channel in caller.here.channels.values()
        if caller.here.bot in channel.members
        and channel.kind in kinds
        and not (channel.archived and str(arguments.get("exclude_archived")) in ("1", "True"))
    ]
    limit = int(arguments.get("limit") or USUAL_MEMBERS)
    start = int(arguments.get("cursor") or 0)
    next_cursor = str(start + limit) if start + limit < len(found) else ""
    return {
        "ok": True,
        "channels": found[start : start + limit],
        "response_metadata": {"next_cursor": next_cursor},
    }


def members(service: Service, caller: Caller, arguments: Json) -> Json:
    """conversations.members."""
    channel = service.visible(caller.here.id, str(arguments["channel"]))
    everybody = sorted(channel.members)
    limit = int(arguments.get("limit") or USUAL_MEMBERS)
    cursor = str(arguments.get("cursor") or "0")
    if not cursor.isdecimal() or int(cursor) > len(everybody):
        raise Refused("invalid_cursor")
    start = int(cursor)
    end = start + limit
    next_cursor = str(end) if end < len(everybody) else ""
    return {
        "ok": True,
        "members": everybody[start:end],
        "response_metadata": {"next_cursor": next_cursor},
    }


def join(service: Service, caller: Caller, arguments: Json) -> Json:
    """conversations.join: public channels alone."""
    channel = service.visible(caller.here.id, str(arguments["channel"]))
    if channel.kind != "public":
        raise Refused("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refused("is_archived")
    if caller.here.bot not in channel.members:
        enter(service, channel)
    return {"ok": True, "channel": channel_json(caller.here, channel)}


def enter(service: Service, channel: Channel, inviter: str | None = None) -> None:
    """Let our bot into a channel and tell the app."""
    space = service.workspaces[channel.team]
    channel.members.add(space.bot)
    event: Json = {
        "type": "member_joined_channel",
        "user": space.bot,
        "channel": channel.id,
        "channel_type": events.CHANNEL_TYPES[channel.kind][0].upper(),
        "team": space.id,
        "event_ts": service.mint_ts(),
    }
    if inviter:
        event["inviter"] = inviter
    service.emit(space.id, "member_joined_channel", event, scope=f"{FAMILIES[channel.kind]}:read")

"""How events look (docs.slack.dev/reference/events), and which scope each of them needs."""

from typing import TYPE_CHECKING

from tests.servers.slack_api.shapes import file_json, message_json
from tests.servers.slack_api.world import APP, Channel, Json, Kind, Message

if TYPE_CHECKING:
    from tests.servers.slack_api.service import Service

SCOPE_OF: dict[str, str | None] = {
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "app_mention": "app_mentions:read",
    "app_home_opened": None,
    "app_uninstalled": None,
    "tokens_revoked": None,
    "app_rate_limited": None,
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
    "channel_left": "channels:read",
    "channel_archive": "channels:read",
    "channel_unarchive": "channels:read",
    "channel_deleted": "channels:read",
    "channel_rename": "channels:read",
    "group_left": "groups:read",
    "group_archive": "groups:read",
    "group_unarchive": "groups:read",
    "group_deleted": "groups:read",
    "group_rename": "groups:read",
    "file_shared": "files:read",
    "reaction_added": "reactions:read",
}
"""Subscription to scope (docs.slack.dev/reference/events)."""

MESSAGE_NAMES: dict[Kind, str] = {
    "public": "message.channels",
    "private": "message.groups",
    "im": "message.im",
}
CHANNEL_TYPES: dict[Kind, str] = {"public": "channel", "private": "group", "im": "im"}


def callback(service: "Service", team: str, event: Json, event_id: str) -> Json:
    """Return the body around an event."""
    bot = {"team_id": team, "user_id": service.workspaces[team].bot, "is_bot": True}
    return {
        "token": "verification-token",
        "team_id": team,
        "context_team_id": team,
        "context_enterprise_id": None,
        "api_app_id": APP,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(service.clock.now()),
        "authorizations": [{"enterprise_id": None, "is_enterprise_install": False, **bot}],
        "is_ext_shared_channel": False,
        "event_context": f"4-{event_id}",
    }


def message(service: "Service", said: Message) -> Json:
    """Return the event of a new message."""
    channel = service.channel(said.channel)
    found = message_json(service.workspaces[said.team], said)
    found |= _where(channel, said.ts)
    if said.subtype == "thread_broadcast" and said.thread_ts in channel.messages:
        found["root"] = message_json(
            service.workspaces[said.team], channel.messages[said.thread_ts]
        )
    if said.files:
        found["files"] = [file_json(service.url, one, brief=one.hidden) for one in said.files]
    return found


def changed(service: "Service", now: Json, before: Json, channel: Channel) -> Json:
    """Return the event of a message that is no longer what it was."""
    return {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "message": now,
        "previous_message": before,
        **_here(service, channel),
    }


def deleted(service: "Service", before: Json, channel: Channel) -> Json:
    """Return the event of a message that is gone."""
    return {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "deleted_ts": before["ts"],
        "previous_message": before,
        **_here(service, channel),
    }


def mention(said: Json) -> Json:
    """Return the double of a message that names our bot."""
    kept = {key: value for key, value in said.items() if key not in ("channel_type", "subtype")}
    return {**kept, "type": "app_mention"}


def _here(service: "Service", channel: Channel) -> Json:
    ts = service.mint_ts()
    return {"ts": ts, **_where(channel, ts)}


def _where(channel: Channel, ts: str) -> Json:
    return {
        "channel": channel.id,
        "channel_type": CHANNEL_TYPES[channel.kind],
        "event_ts": ts,
    }

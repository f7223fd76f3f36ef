"""How what exists looks in JSON."""

from datetime import datetime

from tests.servers.discord_api.clock import time_of
from tests.servers.discord_api.permissions import permissions, sees
from tests.servers.discord_api.wire import Json
from tests.servers.discord_api.world import (
    Application,
    Channel,
    Guild,
    Member,
    Role,
    User,
    bits,
)

OBFUSCATED = 1 << 17


def stamp(moment: datetime) -> str:
    """Return a time as Discord writes it."""
    return moment.isoformat()


def user(one: User) -> Json:
    """Return a person or the bot."""
    return {
        "id": one.id,
        "username": one.name.lower(),
        "global_name": None if one.bot else one.name,
        "discriminator": "0000" if one.bot else "0",
        "avatar": None,
        "bot": one.bot,
        "public_flags": 0,
    }


def member(one: Member, *, with_user: bool = True) -> Json:
    """Return a user's part in a guild."""
    body: Json = {
        "roles": [role.id for role in one.roles],
        "joined_at": stamp(one.joined),
        "nick": None,
        "avatar": None,
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
        "communication_disabled_until": None,
    }
    return body | {"user": user(one.user)} if with_user else body


def role(one: Role, position: int) -> Json:
    """Return a role."""
    return {
        "id": one.id,
        "name": one.name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "position": position,
        "permissions": str(one.permissions),
        "managed": one.managed,
        "mentionable": one.mentionable,
        "flags": 0,
    }


def channel(one: Channel, viewer: User) -> Json:
    """Return a channel, a thread or a direct one, as `viewer` sees it.

    Who may not view a channel still learns that there is one, and nothing more of it.
    """
    if one.is_dm:
        assert one.recipient
        return {
            "id": one.id,
            "type": one.kind,
            "last_message_id": last_of(one),
            "recipients": [user(one.recipient)],
            "flags": 0,
        }
    if one.is_thread:
        return thread(one, viewer)
    assert one.guild
    hidden = not sees(viewer, one)
    denied = {"id": one.guild.id, "type": 0, "allow": "0", "deny": str(bits(view_channel=True))}
    return {
        "id": one.id,
        "type": one.kind,
        "guild_id": one.guild.id,
        "name": "___hidden___" if hidden else one.name,
        "topic": None,
        "position": 0,
        "nsfw": False,
        "rate_limit_per_user": 0,
        "parent_id": None,
        "last_message_id": None if hidden else last_of(one),
        "flags": OBFUSCATED if hidden else 0,
        "permission_overwrites": [denied]
        if hidden
        else [
            {"id": id_, "type": 1, "allow": str(allowed), "deny": str(denied)}
            for id_, (allowed, denied) in one.overwrites.items()
        ],
    }


def thread(one: Channel, viewer: User) -> Json:
    """Return a thread, with the viewer's membership where there is one."""
    assert one.guild
    assert one.parent
    assert one.owner
    body: Json = {
        "id": one.id,
        "type": one.kind,
        "guild_id": one.guild.id,
        "parent_id": one.parent.id,
        "owner_id": one.owner.id,
        "name": one.name,
        "last_message_id": last_of(one),
        "message_count": len(one.messages),
        "total_message_sent": len(one.messages),
        "member_count": len(one.members),
        "rate_limit_per_user": 0,
        "flags": 0,
        "thread_metadata": {
            "archived": one.archived,
            "auto_archive_duration": one.auto_archive_duration,
            "archive_timestamp": stamp(one.archived_at or began(one)),
            "create_timestamp": stamp(began(one)),
            "locked": one.locked,
            **({"invitable": True} if one.private else {}),
        },
    }
    if viewer.id in one.members:
        body["member"] = thread_member(one, viewer)
    return body


def thread_member(one: Channel, who: User) -> Json:
    """Return somebody's membership of a thread."""
    return {
        "id": one.id,
        "user_id": who.id,
        "join_timestamp": stamp(began(one)),
        "flags": 0,
    }


def guild(one: Guild) -> Json:
    """Return a guild without what only its creation event tells."""
    return {
        "id": one.id,
        "name": one.name,
        "icon": None,
        "owner_id": "1",
        "roles": [role(each, place) for place, each in enumerate(one.roles)],
        "emojis": [],
        "stickers": [],
        "features": [],
        "afk_timeout": 300,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "preferred_locale": "en-US",
        "system_channel_flags": 0,
        "verification_level": 1,
    }


def guild_create(one: Guild, channels: list[Channel], joined: datetime, bot: User) -> Json:
    """Return everything that a client learns of a guild when it appears."""
    return {
        **guild(one),
        "joined_at": stamp(joined),
        "large": False,
        "member_count": len(one.members),
        "members": [member(one.members[bot.id])],
        "channels": [channel(each, bot) for each in channels if not each.is_thread],
        "threads": [channel(each, bot) for each in channels if each.is_thread],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def interaction_member(who: User, place: Channel) -> Json:
    """Return who acts, with what he may do there."""
    assert place.guild
    body = member(place.guild.members[who.id])
    return body | {"permissions": str(permissions(who, place.guild, place))}


def application(one: Application, bot: User) -> Json:
    """Return what the owner set up."""
    return {
        "id": one.id,
        "name": one.name,
        "icon": None,
        "description": "",
        "type": None,
        "bot": user(bot),
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": one.flags,
        "owner": user(User(id="1", name="Owner")),
        "team": None,
        "rpc_origins": [],
        "redirect_uris": [],
        "integration_types_config": {"0": {}},
        "approximate_guild_count": 1,
    }


def began(one: Channel) -> datetime:
    """Return when a channel came to be."""
    return time_of(one.id)


def last_of(one: Channel) -> str | None:
    """Return the newest message of a channel."""
    return next(reversed(one.messages), None)

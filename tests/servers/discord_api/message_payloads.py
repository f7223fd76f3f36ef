"""How messages look in JSON, with their files and reactions."""

from tests.servers.discord_api import payloads
from tests.servers.discord_api.wire import Json
from tests.servers.discord_api.world import (
    EPHEMERAL,
    REPLY,
    THREAD_STARTER,
    Attachment,
    Message,
    User,
)


def attachment(one: Attachment) -> Json:
    """Return a file that hangs on a message."""
    texts = one.name.endswith((".txt", ".md", ".py", ".csv", ".log"))
    image = one.name.endswith(".png")
    kind = "text/plain; charset=utf-8" if texts else "image/png" if image else None
    return {
        "id": one.id,
        "filename": one.name,
        "size": len(one.data),
        "url": one.url,
        "proxy_url": one.url,
        **({"content_type": kind} if kind else {}),
        **({"description": one.description} if one.description else {}),
        **({"width": 600, "height": 400} if image else {}),
    }


def reactions(one: Message, viewer: User) -> list[Json]:
    """Return who reacted with what, in numbers."""
    return [
        {
            "emoji": emoji(name),
            "count": len(users),
            "count_details": {"burst": 0, "normal": len(users)},
            "me": viewer in users,
            "me_burst": False,
            "burst_colors": [],
        }
        for name, users in one.reactions.items()
    ]


def emoji(name: str) -> Json:
    """Return an emoji of Unicode, or one of a guild given as `name:id`."""
    short, _, id_ = name.partition(":")
    return {"id": id_ or None, "name": short}


def message(one: Message, viewer: User, *, nested: bool = False) -> Json:
    """Return a message in full, without its nonce."""
    body: Json = {
        "id": one.id,
        "channel_id": one.channel.id,
        "type": one.kind,
        "author": payloads.user(one.author),
        "content": one.content,
        "timestamp": payloads.stamp(one.created),
        "edited_timestamp": payloads.stamp(one.edited) if one.edited else None,
        "tts": False,
        "mention_everyone": "everyone" in one.pinged,
        "mentions": [payloads.user(each) for each in one.mentions],
        "mention_roles": [],
        "attachments": [attachment(each) for each in one.attachments if each.shown],
        "embeds": one.embeds,
        "components": one.components,
        "pinned": False,
        "flags": one.flags,
    }
    if one.reactions:
        body["reactions"] = reactions(one, viewer)
    if one.of_interaction:
        body |= one.of_interaction
    if one.thread and not nested:
        body["thread"] = payloads.thread(one.thread, viewer)
    if one.kind in (REPLY, THREAD_STARTER) and one.reference:
        body["message_reference"] = {
            "type": 0,
            "message_id": one.reference.id,
            "channel_id": one.reference.channel.id,
            "guild_id": one.channel.guild.id if one.channel.guild else None,
        }
        if not nested:
            gone = one.reference.deleted
            body["referenced_message"] = (
                None if gone else message(one.reference, viewer, nested=True)
            )
    return body


def live(one: Message, viewer: User) -> Json:
    """Return a message as the gateway tells it: with its guild, unless it is ephemeral."""
    body = message(one, viewer)
    place = one.channel.guild
    if place is not None and not one.flags & EPHEMERAL:
        body["guild_id"] = place.id
        if one.author.id in place.members:
            body["member"] = payloads.member(place.members[one.author.id], with_user=False)
    if one.nonce is not None:
        body["nonce"] = one.nonce
    return body

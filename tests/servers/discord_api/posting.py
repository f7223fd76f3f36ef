"""How a message comes into the world, changes and goes, and who is told."""

from tests.servers.discord_api import message_payloads, payloads
from tests.servers.discord_api.core import Core
from tests.servers.discord_api.gateway import (
    DIRECT_MESSAGES,
    DIRECT_REACTIONS,
    GUILD_MESSAGES,
    GUILD_REACTIONS,
)
from tests.servers.discord_api.permissions import sees
from tests.servers.discord_api.sessions import Event
from tests.servers.discord_api.wire import Json
from tests.servers.discord_api.world import DEFAULT, REPLY, Channel, Message, User

HIDDEN: Json = {"content": "", "embeds": [], "attachments": [], "components": []}
"""What is left of a message where the bot may not read what people write."""


def readable(message: Message, bot: User) -> bool:
    """Tell whether the bot may read a message even without the intent for it."""
    return message.author is bot or message.channel.is_dm or bot in message.mentions


async def tell_message(core: Core, name: str, message: Message) -> None:
    """Dispatch a message to those who can see it."""
    place = message.channel
    if place.deaf or not sees(core.bot, place):
        return
    data = message_payloads.live(message, core.bot)
    direct = place.guild is None or message.ephemeral
    await core.gateway.dispatch(
        Event(
            name=name,
            data=data,
            intent=DIRECT_MESSAGES if direct else GUILD_MESSAGES,
            guild=place.guild.id if place.guild else None,
            without_content=None if readable(message, core.bot) else data | HIDDEN,
        )
    )


async def tell_thread(core: Core, name: str, thread: Channel) -> None:
    """Dispatch how a thread is now."""
    if sees(core.bot, thread):
        await core.tell(name, payloads.thread(thread, core.bot), thread.guild)


async def post(core: Core, message: Message) -> None:
    """Put a message into its channel; an archived thread wakes by it."""
    place = message.channel
    if place.is_thread:
        if place.archived:
            await set_archived(core, place, archived=False)
        if message.kind in (DEFAULT, REPLY):
            place.members.setdefault(message.author.id, message.author)
    if not message.ephemeral:
        place.messages[message.id] = message
    await tell_message(core, "MESSAGE_CREATE", message)


async def set_archived(core: Core, thread: Channel, *, archived: bool) -> None:
    """Archive a thread or wake it."""
    thread.archived, thread.archived_at = archived, core.clock.now()
    await tell_thread(core, "THREAD_UPDATE", thread)


async def remove(core: Core, message: Message) -> None:
    """Delete a message."""
    message.deleted = True
    place = message.channel
    place.messages.pop(message.id, None)
    if message.ephemeral or not sees(core.bot, place) or place.deaf:
        return
    data: Json = {"id": message.id, "channel_id": place.id}
    if place.guild:
        data["guild_id"] = place.guild.id
    intent = GUILD_MESSAGES if place.guild else DIRECT_MESSAGES
    await core.tell("MESSAGE_DELETE", data, place.guild, intent)


async def set_reaction(core: Core, who: User, message: Message, emoji: str, *, on: bool) -> None:
    """Add or take away a reaction; one that is there already stays, and nobody is told."""
    users = message.reactions.get(emoji, [])
    if on == (who in users):
        return
    message.reactions[emoji] = [*users, who] if on else [one for one in users if one is not who]
    if not message.reactions[emoji]:
        del message.reactions[emoji]
    place = message.channel
    if not sees(core.bot, place):
        return
    data: Json = {
        "user_id": who.id,
        "channel_id": place.id,
        "message_id": message.id,
        "message_author_id": message.author.id,
        "emoji": message_payloads.emoji(emoji),
        "burst": False,
        "type": 0,
    }
    if place.guild:
        data |= {"guild_id": place.guild.id}
        if on:
            data["member"] = payloads.member(place.guild.members[who.id])
    name = "MESSAGE_REACTION_ADD" if on else "MESSAGE_REACTION_REMOVE"
    await core.tell(name, data, place.guild, GUILD_REACTIONS if place.guild else DIRECT_REACTIONS)

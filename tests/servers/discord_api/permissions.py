"""Who may do what where."""

from discord import Permissions

from tests.servers.discord_api.wire import missing_access, missing_permissions
from tests.servers.discord_api.world import Channel, Guild, User, bits

ALL = Permissions.all().value

PEOPLE = bits(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    create_private_threads=True,
    read_message_history=True,
    add_reactions=True,
    embed_links=True,
    attach_files=True,
    use_application_commands=True,
)
"""What every member may do at the start, the bot included; by a role of their own."""


def permissions(user: User, guild: Guild, channel: Channel | None = None) -> int:
    """Return what somebody may do in a guild, or in one channel or thread of it."""
    member = guild.members.get(user.id)
    if member is None:
        return 0
    granted = guild.roles[0].permissions
    for role in member.roles:
        granted |= role.permissions
    if granted & bits(administrator=True):
        return ALL
    if channel is not None:
        place = channel.parent or channel
        allowed, denied = place.overwrites.get(user.id, (0, 0))
        granted = (granted & ~denied) | allowed
        if not granted & bits(view_channel=True):
            return 0
    return granted


def may(user: User, channel: Channel, **names: bool) -> bool:
    """Tell whether somebody has all these permissions; in direct messages everybody does."""
    if channel.guild is None:
        return True
    wanted = bits(**names)
    return permissions(user, channel.guild, channel) & wanted == wanted


def sees(user: User, channel: Channel) -> bool:
    """Tell whether a place exists for somebody."""
    if channel.is_dm:
        return user.bot or user is channel.recipient
    if channel.guild is None or (user.bot and not channel.guild.joined):
        return False
    if not may(user, channel, view_channel=True):
        return False
    return (
        not channel.private or user.id in channel.members or may(user, channel, manage_threads=True)
    )


def demand(user: User, channel: Channel, **names: bool) -> None:
    """Refuse what somebody may not do."""
    if not sees(user, channel):
        raise missing_access()
    if not may(user, channel, **names):
        raise missing_permissions()

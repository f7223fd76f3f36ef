"""Finding what a request is about, as far as the bot can see it."""

from tests.servers.discord_api.core import Core
from tests.servers.discord_api.permissions import demand, sees
from tests.servers.discord_api.wire import (
    UNKNOWN_CHANNEL,
    UNKNOWN_GUILD,
    UNKNOWN_MESSAGE,
    UNKNOWN_USER,
    Json,
    Problem,
    Request,
    archived,
    invalid,
    missing_access,
    unknown,
)
from tests.servers.discord_api.world import Channel, Guild, Message, User


def body_of(request: Request) -> Json:
    """Return the body, which has to be an object."""
    if not isinstance(request.body, dict):
        raise invalid(Problem((), "DICT_TYPE_CONVERT", "Only dictionaries may be used here"))
    return request.body


def guild_of(core: Core, request: Request) -> Guild:
    """Return the guild that a request names."""
    guild = core.guilds.get(request.params["guild_id"])
    if guild is None or not guild.joined:
        raise unknown(UNKNOWN_GUILD, "Guild")
    return guild


def channel_of(core: Core, request: Request) -> Channel:
    """Return the channel or thread that a request names."""
    channel = core.channels.get(request.params["channel_id"])
    if channel is None:
        raise unknown(UNKNOWN_CHANNEL, "Channel")
    if not sees(core.bot, channel):
        raise missing_access()
    return channel


def thread_of(core: Core, request: Request) -> Channel:
    """Return the thread that a request names."""
    channel = channel_of(core, request)
    if not channel.is_thread:
        raise unknown(UNKNOWN_CHANNEL, "Channel")
    return channel


def message_of(core: Core, request: Request) -> Message:
    """Return the message that a request names."""
    channel = channel_of(core, request)
    demand(core.bot, channel, read_message_history=True)
    message = channel.messages.get(request.params["message_id"])
    if message is None:
        raise unknown(UNKNOWN_MESSAGE, "Message")
    return message


def user_of(core: Core, user_id: str) -> User:
    """Return the user with an id."""
    user = core.users.get(user_id)
    if user is None:
        raise unknown(UNKNOWN_USER, "User")
    return user


def awake(channel: Channel) -> None:
    """Refuse whatever an archived thread does not allow."""
    if channel.archived:
        raise archived()


def number(request: Request, name: str, default: int, most: int) -> int:
    """Return a number of the query.

    Raises:
        Refused: it is out of its range.

    """
    text = request.query.get(name, str(default))
    if not text.isdigit() or not 1 <= int(text) <= most:
        code, words = "NUMBER_TYPE_RANGE", f"int value should be between 1 and {most}."
        raise invalid(Problem((name,), code, words))
    return int(text)

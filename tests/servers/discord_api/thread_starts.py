"""How a thread begins, whoever begins it."""

from tests.servers.discord_api import payloads
from tests.servers.discord_api.core import Core
from tests.servers.discord_api.permissions import sees
from tests.servers.discord_api.posting import post, tell_message
from tests.servers.discord_api.wire import TOO_MANY_THREADS, Json, Refused
from tests.servers.discord_api.world import (
    HAS_THREAD,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    THREAD_CREATED,
    THREAD_STARTER,
    Channel,
    Message,
    User,
)


def may_begin(core: Core, place: Channel) -> None:
    """Refuse one thread more than a guild can have active, and threads in threads."""
    active = [
        one
        for one in core.channels.values()
        if one.is_thread and one.guild is place.guild and not one.archived
    ]
    if len(active) >= core.thread_cap:
        words = "Maximum number of active threads reached"
        raise Refused(status=400, code=TOO_MANY_THREADS, message=words)
    if place.is_thread or place.guild is None:
        words = "Cannot execute action on this channel type"
        raise Refused(status=400, code=50024, message=words)


async def begin(
    core: Core,
    owner: User,
    where: Channel | Message,
    name: str,
    *,
    private: bool = False,
    duration: int | None = None,
) -> Channel:
    """Make a thread, with the system message that shows where it began."""
    on = where if isinstance(where, Message) else None
    place = where.channel if isinstance(where, Message) else where
    thread = core.keep(
        Channel(
            id=on.id if on else core.clock.snowflake(),
            kind=PRIVATE_THREAD if private else PUBLIC_THREAD,
            name=name,
            guild=place.guild,
            parent=place,
            owner=owner,
            auto_archive_duration=duration or 4320,
            members={owner.id: owner},
        )
    )
    if sees(core.bot, thread):
        data: Json = payloads.thread(thread, core.bot) | {"newly_created": True}
        await core.tell("THREAD_CREATE", data, thread.guild)
    if on is not None:
        on.thread = thread
        on.flags |= HAS_THREAD
        await tell_message(core, "MESSAGE_UPDATE", on)
        await post(core, _system(core, thread, on.author, THREAD_STARTER, on))
    elif not private:
        await post(core, _system(core, place, owner, THREAD_CREATED, None, name))
    return thread


def _system(
    core: Core, place: Channel, author: User, kind: int, reference: Message | None, text: str = ""
) -> Message:
    return Message(
        id=core.clock.snowflake(),
        channel=place,
        author=author,
        kind=kind,
        content=text,
        reference=reference,
    )

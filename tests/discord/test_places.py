"""Places that come and go: threads that sleep, channels that are deleted, permissions, rooms."""

import pytest

from adapters.discord.adapter import Discord
from bot.errors import Refused, Undeliverable
from bot.messages import Mark, OutboxKey, Post, Sent
from tests.discord.house import PREFILL, House, address
from tests.servers.discord_api import TOKEN, DiscordApi

KEY = OutboxKey("say/1")
POST = Post(title="A question", body="Why?")
ROOM = "/channels/{channel_id}/threads"


@pytest.fixture
def discord(server: DiscordApi) -> Discord:
    """Return an adapter that never connects."""
    return Discord(TOKEN, server.clock)


async def test_a_sleeping_thread(server: DiscordApi, discord: Discord) -> None:
    """A mark wakes an archived thread; so does a post."""
    thread = await server.start_thread(server.bo, server.practice, "Talk")
    message = await server.say(server.bo, thread, "Hello.")
    ref = f"discord:{thread.id}/{message.id}"
    await server.archive(thread)
    await discord.mark(ref, Mark.SEEN)  # type: ignore[arg-type]
    awake = not thread.archived
    await server.archive(thread)
    sent = await discord.post(address(thread), POST, KEY, again=False)
    await server.archive(thread)
    assert isinstance(sent, Sent)
    await discord.edit(sent.receipt, Post(body="Because."))
    await discord.close()

    assert awake
    assert server.bot in message.reactions["👀"]
    assert "Because." in server.messages(thread)[-1].text


async def test_a_locked_thread(server: DiscordApi, discord: Discord) -> None:
    """A locked thread is closed to us: said so, and not tried for ever."""
    thread = await server.start_thread(server.ada, server.practice, "Talk")
    await server.permit(server.practice, manage_threads=False)
    await server.archive(thread, locked=True)
    with pytest.raises(Refused):
        await discord.post(address(thread), POST, KEY, again=False)
    await discord.close()


async def test_too_many_threads(house: House) -> None:
    """A thread that Discord refuses to open is reported, and not tried for ever."""
    server = house.server
    server.thread_cap = 0
    admins = await server.add_channel("admins")
    async with house.open():
        await house.told(server.ada, "prep-admin setup", where=admins, zone="UTC")
        await house.told(server.ada, "prep-admin join", where=server.practice)
        await house.told(server.ada, "prep-admin post", where=admins)
        await house.until(lambda: bool(house.said(admins, "too many open threads")))

    assert house.rows("SELECT DISTINCT state FROM asked") == [("failed",)]


async def test_a_deleted_channel(house: House) -> None:
    """A deleted channel pauses its schedule; admins elsewhere are told once."""
    server = house.server
    admins = await server.add_channel("admins")
    async with house.open():
        await house.told(server.ada, "prep-admin setup", where=admins, zone="UTC")
        await house.told(server.ada, "prep-admin join", where=server.practice)
        await server.delete_channel(server.practice)
        await house.until(lambda: bool(house.said(admins, "the channel was deleted")))
        await house.passes(minutes=1)

    assert len(house.said(admins, "can no longer speak")) == 1
    lost = house.rows("SELECT address FROM channel WHERE state <> 'active'")
    assert lost == [(address(server.practice),)]


async def test_a_lost_permission(house: House) -> None:
    """Where we may no longer send, the next question finds out; admins are told once."""
    server = house.server
    admins = await server.add_channel("admins")
    async with house.open():
        await house.told(server.ada, "prep-admin setup", where=admins, zone="UTC")
        await house.told(server.ada, "prep-admin join", where=server.practice)
        await server.permit(server.practice, send_messages=False)
        await house.told(server.ada, "prep-admin post", where=admins)
        await house.until(lambda: bool(house.said(admins, "a permission is missing")))

    assert len(house.said(admins, "can no longer speak")) == 1


async def test_removed_from_the_server(house: House) -> None:
    """Removed from a server, all its schedules pause."""
    server = house.server
    async with house.open():
        await house.told(server.ada, "prep-admin setup", zone="UTC")
        await server.kick(server.team)
        lost = "SELECT state FROM channel WHERE state <> 'active'"
        await house.until(lambda: bool(house.rows(lost)))

    assert house.rows("SELECT paused FROM schedule") == [(1,)]


async def test_a_server_that_is_away(house: House) -> None:
    """An outage of a server is no loss."""
    server = house.server
    async with house.open():
        thread = await house.begun()
        await server.guild_outage(server.team)
        await server.guild_back(server.team)
        answer = await server.say(server.bo, thread, PREFILL)
        await house.until(lambda: house.marked(answer))

    assert house.rows("SELECT state FROM channel") == [("active",)]


async def test_a_room(server: DiscordApi, discord: Discord) -> None:
    """A room is a private thread with that person, where we may read what is written there."""
    near = address(server.practice)
    room = await discord.open_room(near, f"discord:{server.bo.id}", "A round")  # type: ignore[arg-type]
    await discord.close()

    (thread,) = server.threads(server.practice)
    assert room == address(thread)
    assert thread.private
    assert server.bo.id in {getattr(one, "id", one) for one in thread.members}


@pytest.mark.parametrize("why", ["no content", "no permission"])
async def test_a_room_in_direct_messages(server: DiscordApi, discord: Discord, why: str) -> None:
    """Where we could not read a thread, or open one, a room is a direct message."""
    if why == "no content":
        server.application.message_content = False
    else:
        await server.permit(server.practice, create_private_threads=False)
    near = address(server.practice)
    room = await discord.open_room(near, f"discord:{server.bo.id}", "A round")  # type: ignore[arg-type]
    await discord.close()

    assert room == f"discord:dm/{server.dm(server.bo).id}"
    assert server.threads(server.practice) == []


async def test_somebody_who_takes_no_messages(server: DiscordApi, discord: Discord) -> None:
    """Who takes no direct messages is not told in public instead."""
    server.bo.accepts_dms = False
    with pytest.raises(Undeliverable):
        await discord.tell(f"discord:{server.bo.id}", POST, KEY, None, again=False)  # type: ignore[arg-type]
    await discord.close()

    assert server.messages(server.practice) == []

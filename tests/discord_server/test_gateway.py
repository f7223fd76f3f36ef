"""Connections that break, sessions that live on or do not, and what is missed."""

import asyncio
import json
from typing import Any

import aiohttp
import discord
import pytest

from tests.discord_server.conftest import Bot, Start
from tests.discord_server.raw import Raw
from tests.servers.discord_api import TOKEN, DiscordApi, Guild


def words(bot: Bot) -> list[str]:
    """Return what the bot heard."""
    return [one.content for one in bot.heard]


async def test_what_was_missed_is_replayed_on_resume(bot: Bot, server: DiscordApi) -> None:
    """Once, in order, while the session lives."""
    await server.say(server.bo, server.practice, "before")
    await server.wait_until(lambda: bot.heard)
    server.hold_connections()
    await server.drop()
    await server.wait_until(lambda: not server.connected)
    for n in range(3):
        await server.say(server.bo, server.practice, str(n))
    server.accept_connections()
    await server.wait_until(lambda: len(bot.heard) == 4, 30)
    assert words(bot) == ["before", "0", "1", "2"]
    assert (server.gateway.resumes, server.gateway.identifies) == (1, 1)


async def test_a_refused_connection_makes_the_client_forget_its_session(
    bot: Bot, server: DiscordApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """discord.py identifies anew after it, and what was said meanwhile never comes."""
    monkeypatch.setattr("discord.backoff.ExponentialBackoff.delay", lambda _: 0.01)
    server.refuse_connections()
    await server.drop()
    await server.wait_until(lambda: server.gateway.refused)
    await server.say(server.bo, server.practice, "missed")
    server.accept_connections()
    await server.wait_until(lambda: server.gateway.identifies == 2 and server.connected, 30)
    await server.say(server.bo, server.practice, "heard")
    await server.wait_until(lambda: bot.heard)
    assert words(bot) == ["heard"]


async def test_a_session_that_is_gone_brings_nothing_back(bot: Bot, server: DiscordApi) -> None:
    """INVALID_SESSION, a new IDENTIFY, and what was said is in the history alone."""
    server.hold_connections()
    await server.drop(forget=True)
    await server.say(server.bo, server.practice, "missed")
    server.accept_connections()
    await server.wait_until(lambda: server.gateway.identifies == 2 and server.connected, 30)
    await server.say(server.bo, server.practice, "heard")
    await server.wait_until(lambda: bot.heard)
    channel = bot.get_channel(int(server.practice.id))
    assert isinstance(channel, discord.TextChannel)
    assert words(bot) == ["heard"]
    assert [one.content async for one in channel.history()] == ["heard", "missed"]


async def test_a_session_dies_when_nobody_comes_back(server: DiscordApi, start: Start) -> None:
    """After its time, by the clock, a resume is refused."""
    async with start() as bot:
        server.hold_connections()
        await server.drop()
        await server.wait_until(lambda: not server.connected)
        server.clock.skip(server.gateway.session_life + 1)
        server.accept_connections()
        await server.wait_until(lambda: server.gateway.identifies == 2, 30)
        assert "RESUMED" not in bot.events


async def test_a_client_that_closes_leaves_no_session(bot: Bot, server: DiscordApi) -> None:
    """Its close frame ends it."""
    assert server.gateway.sessions
    await bot.close()
    await server.wait_until(lambda: not server.gateway.sessions)


async def test_a_request_to_reconnect_is_followed(bot: Bot, server: DiscordApi) -> None:
    """By a resume on a new connection."""
    await server.reconnect()
    await server.wait_until(lambda: server.gateway.resumes == 1)
    await server.wait_until(lambda: "RESUMED" in bot.events)


@pytest.mark.parametrize("resumable", [True, False])
async def test_an_invalid_session_is_resumed_or_begun_anew(
    bot: Bot, server: DiscordApi, *, resumable: bool
) -> None:
    """As the message says."""
    assert bot.is_ready()
    await server.invalidate(resumable=resumable)
    await server.wait_until(lambda: server.gateway.connections == 2 and server.connected)
    found = (server.gateway.resumes, server.gateway.identifies)
    assert found == ((1, 1) if resumable else (0, 2))


async def test_a_cut_connection_is_resumed(bot: Bot, server: DiscordApi) -> None:
    """Nothing that was said meanwhile is lost."""
    await server.cut_connections()
    await server.say(server.bo, server.practice, "meanwhile")
    await server.wait_until(lambda: bot.heard, 30)
    assert words(bot) == ["meanwhile"]


async def test_a_frozen_connection_says_nothing(server: DiscordApi, start: Start) -> None:
    """Until the client gives it up and resumes; nothing is lost by it."""
    server.gateway.heartbeat = 0.1
    async with start(Bot(heartbeat_timeout=0.3)) as bot:
        server.freeze()
        await server.say(server.bo, server.practice, "held back")
        assert words(bot) == []
        await server.wait_until(lambda: bot.heard, 30)
        assert words(bot) == ["held back"]
        assert server.gateway.resumes == 1


async def test_a_thaw_says_what_was_held_back(bot: Bot, server: DiscordApi) -> None:
    """On the same connection."""
    server.freeze()
    await server.say(server.bo, server.practice, "late")
    await server.thaw()
    await server.wait_until(lambda: bot.heard)
    assert server.gateway.connections == 1


async def test_a_link_preview_is_no_edit(bot: Bot, server: DiscordApi) -> None:
    """MESSAGE_UPDATE comes, and the time of edit stays."""
    message = await server.say(server.bo, server.practice, "https://a.test")
    edits = []

    @bot.event
    async def on_raw_message_edit(raw: discord.RawMessageUpdateEvent) -> None:
        edits.append((raw.data["embeds"] != [], raw.data["edited_timestamp"] is not None))

    await server.preview(message)
    await server.edit(message, "words")
    await server.wait_until(lambda: len(edits) == 2)
    assert edits == [(True, False), (True, True)]


async def test_without_the_intent_the_gateway_hides_words(server: DiscordApi, start: Start) -> None:
    """But not in mentions and direct messages."""
    async with start(Bot(intents=discord.Intents.default())) as bot:
        await server.say(server.bo, server.practice, "hidden")
        await server.say(server.bo, server.practice, f"<@{server.bot.id}> shown")
        await server.say(server.bo, server.dm(server.bo), "direct")
        await server.wait_until(lambda: len(bot.heard) == 3)
        assert words(bot) == ["", f"<@{server.bot.id}> shown", "direct"]


async def test_an_ephemeral_message_comes_without_a_guild(
    bot: Bot, raw: Raw, server: DiscordApi
) -> None:
    """As Discord documents it: the bot hears itself as in a direct message."""
    await raw(
        "PUT",
        f"/applications/{server.application.id}/commands",
        [{"name": "c", "description": "d"}],
    )
    asked = await server.slash(server.bo, server.practice, "c", wait=False)
    await raw.answer(asked, 4, content="psst", flags=1 << 6)
    await server.wait_until(lambda: bot.heard)
    (heard,) = bot.heard
    assert (heard.content, heard.guild) == ("psst", None)


async def test_a_deaf_thread_is_heard_after_joining(bot: Bot, server: DiscordApi) -> None:
    """As reported of threads that were archived during a restart."""
    thread = await server.start_thread(server.bo, server.practice, "thread")
    thread.deaf = True
    await server.say(server.bo, thread, "unheard")
    found = await bot.fetch_channel(int(thread.id))
    assert isinstance(found, discord.Thread)
    await found.join()
    await server.say(server.bo, thread, "heard")
    await server.wait_until(lambda: words(bot)[-1:] == ["heard"])
    assert "unheard" not in words(bot)


async def test_a_person_wakes_an_archived_thread(bot: Bot, server: DiscordApi) -> None:
    """The client is told of the thread first, which it may not know, and then of the message."""
    thread = await server.start_thread(server.bo, server.practice, "thread")
    await server.archive(thread)
    await server.say(server.bo, thread, "hello")
    await server.wait_until(lambda: words(bot)[-1:] == ["hello"])
    assert bot.events[-2:] == ["THREAD_UPDATE", "MESSAGE_CREATE"]
    assert not thread.archived


async def test_every_shard_hears_of_its_own_guilds(raw: Raw, server: DiscordApi) -> None:
    """Direct messages go to the first one."""

    def shard(guild: Guild) -> int:
        return (int(guild.id) >> 22) % 2

    other = server.team
    while shard(other) == shard(server.team):
        server.clock.skip(0.001)
        other = await server.add_guild("Other")
    places = {
        shard(server.team): server.practice,
        shard(other): await server.add_channel("x", other),
    }
    cy = server.add_user("Cy", other)
    sockets = [await Socket.open(raw.session, server, number=n) for n in range(2)]
    await server.say(server.bo, server.practice, "team")
    await server.say(cy, places[shard(other)], "other")
    await server.say(server.bo, server.dm(server.bo), "direct")
    heard = [[one["content"] for one in await socket.messages()] for socket in sockets]
    named = {shard(server.team): "team", shard(other): "other"}
    assert heard == [[named[0], "direct"], [named[1]]]


ALL = 1 | 1 << 9 | 1 << 12 | 1 << 15
"""Guilds, messages in them and outside, and what they say."""


class Socket:
    """A connection without any library between."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        self.ws = ws

    @classmethod
    async def open(
        cls, session: aiohttp.ClientSession, server: DiscordApi, number: int = 0
    ) -> "Socket":
        """Connect and identify."""
        ws = await session.ws_connect(f"{server.gateway_url}?v=10&encoding=json")
        socket = cls(ws)
        assert (await socket.receive())["op"] == 10
        await socket.send(2, {"token": TOKEN, "intents": ALL, "shard": [number, 2]})
        assert (await socket.receive())["t"] == "READY"
        return socket

    async def send(self, op: int, data: object) -> None:
        """Send something."""
        await self.ws.send_json({"op": op, "d": data})

    async def receive(self) -> Any:
        """Return what comes next."""
        return await self.ws.receive_json(timeout=10)

    async def messages(self) -> list[Any]:
        """Return what was said, up to the acknowledgement of a heartbeat."""
        await self.send(1, None)
        found = []
        while (frame := await self.receive())["op"] != 11:
            if frame["t"] == "MESSAGE_CREATE":
                found.append(frame["d"])
        return found

    async def closed(self) -> int | None:
        """Return the code with which the server closes."""
        async with asyncio.timeout(10):
            async for _ in self.ws:
                pass
        return self.ws.close_code


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"op": 2, "d": {"token": "wrong", "intents": 1}}, 4004),
        ({"op": 2, "d": {"token": TOKEN, "intents": 1 << 40}}, 4013),
        ({"op": 2, "d": {"token": TOKEN, "intents": 1 << 1}}, 4014),
        ({"op": 2, "d": {"token": TOKEN, "intents": 1, "shard": [2, 2]}}, 4010),
        ({"op": 3, "d": {}}, 4003),
        ("nonsense", 4002),
        ({"op": 2, "d": {"token": TOKEN, "intents": 1, "x": "x" * 4096}}, 4002),
    ],
)
async def test_a_bad_client_is_sent_away(
    server: DiscordApi, raw: Raw, frame: object, code: int
) -> None:
    """With the code that says why."""
    ws = await raw.session.ws_connect(f"{server.gateway_url}?v=10&encoding=json")
    await ws.send_str(frame if isinstance(frame, str) else json.dumps(frame))
    assert await Socket(ws).closed() == code


async def test_nobody_identifies_twice(server: DiscordApi, raw: Raw) -> None:
    """The second time closes with 4005."""
    socket = await Socket.open(raw.session, server)
    await socket.send(2, {"token": TOKEN, "intents": 1})
    assert await socket.closed() == 4005


async def test_a_heartbeat_is_acknowledged(server: DiscordApi, raw: Raw) -> None:
    """Also before anything else."""
    ws = await raw.session.ws_connect(f"{server.gateway_url}?v=10&encoding=json")
    socket = Socket(ws)
    assert (await socket.receive())["op"] == 10
    await socket.send(1, None)
    assert (await socket.receive())["op"] == 11


async def test_too_many_sends_close_the_connection(server: DiscordApi, raw: Raw) -> None:
    """120 in a minute are allowed."""
    socket = await Socket.open(raw.session, server)
    for _ in range(120):
        await socket.send(1, None)
    assert await socket.closed() == 4008

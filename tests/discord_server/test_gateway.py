"""Who may come in to the gateway, seen without any library."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from tests.discord_server.raw import Raw
from tests.servers.discord_api import TOKEN, DiscordApi, Guild


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

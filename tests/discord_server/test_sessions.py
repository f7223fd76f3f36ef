"""Connections that break, sessions that live on or do not, and what is missed."""

import discord
import pytest

from tests.discord_server.conftest import Bot, Start, words
from tests.servers.discord_api import DiscordApi


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


async def test_a_resume_is_told_of_once(bot: Bot, server: DiscordApi) -> None:
    """Also after the second one."""
    for n in (1, 2):
        await server.cut_connections()
        await server.wait_until(lambda n=n: bot.events.count("RESUMED") >= n, 30)  # type: ignore[misc]
    await server.say(server.bo, server.practice, "after")
    await server.wait_until(lambda: bot.heard)
    assert bot.events.count("RESUMED") == 2


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

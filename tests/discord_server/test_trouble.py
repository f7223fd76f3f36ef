"""Limits and everything that goes wrong."""

import asyncio

import aiohttp
import discord
import pytest

from tests.discord_server.conftest import Bot
from tests.discord_server.raw import Raw
from tests.servers.discord_api import DiscordApi, trouble

MESSAGES = "/channels/{channel_id}/messages"


def place(bot: Bot, server: DiscordApi) -> discord.TextChannel:
    """Return the channel as the client has it."""
    channel = bot.get_channel(int(server.practice.id))
    assert isinstance(channel, discord.TextChannel)
    return channel


async def test_a_bucket_tells_what_is_left_and_refuses_the_rest(
    raw: Raw, server: DiscordApi
) -> None:
    """For each channel by itself."""
    server.limits.set("POST", MESSAGES, limit=2, per=60)
    other = await server.add_channel("other")
    path = f"/channels/{server.practice.id}/messages"
    headers = {"Authorization": "Bot discord-test-not-a-token"}
    left = []
    for _ in range(2):
        url = server.url + path
        async with raw.session.post(url, json={"content": "x"}, headers=headers) as response:
            left.append(response.headers["X-RateLimit-Remaining"])
    assert left == ["1", "0"]
    status, answer = await raw("POST", path, {"content": "x"})
    assert (status, answer["global"]) == (429, False)
    assert 30 < answer["retry_after"] <= 60
    assert (await raw("POST", f"/channels/{other.id}/messages", {"content": "x"}))[0] == 200
    assert server.limits.hits == [("POST", MESSAGES, "user")]


async def test_the_client_waits_for_its_bucket(bot: Bot, server: DiscordApi) -> None:
    """And never hits the limit, because the headers tell of it."""
    server.limits.set("POST", MESSAGES, limit=1, per=0.05)
    for n in range(3):
        await place(bot, server).send(str(n))
    assert server.limits.hits == []


async def test_too_many_requests_in_a_second_are_refused(raw: Raw, server: DiscordApi) -> None:
    """All routes together; answers to interactions do not count."""
    assert server.limits.per_second == 50
    server.limits.per_second = 5
    answers = await asyncio.gather(*(raw("GET", "/users/@me") for _ in range(8)))
    refused = [answer for status, answer in answers if status == 429]
    assert [one["global"] for one in refused] == [True] * 3
    status, _ = await raw("POST", "/interactions/1/x/callback", {"type": 5})
    assert status == 404


async def test_a_429_of_discord_is_waited_out(bot: Bot, server: DiscordApi) -> None:
    """One with `Via`, of a route or of everything."""
    for everywhere in (False, True):
        waits = trouble.rate_limited(0.01, everywhere=everywhere)
        server.trouble.add("POST", MESSAGES, waits, times=2)
        await place(bot, server).send("x")
    assert server.count("POST", MESSAGES) == 2
    assert server.count("POST", MESSAGES, ok=False) == 6


async def test_a_429_of_cloudflare_is_raised_at_once(bot: Bot, server: DiscordApi) -> None:
    """One without `Via`."""
    server.trouble.add("POST", MESSAGES, trouble.rate_limited(60, via=False))
    with pytest.raises(discord.HTTPException) as caught:
        await place(bot, server).send("x")
    assert caught.value.status == 429


async def test_a_long_wait_is_raised_where_the_client_wants_it_so(
    bot: Bot, server: DiscordApi
) -> None:
    """`max_ratelimit_timeout`."""
    bot.http.max_ratelimit_timeout = 30.0
    server.trouble.add("POST", MESSAGES, trouble.rate_limited(31))
    with pytest.raises(discord.RateLimited):
        await place(bot, server).send("x")


async def test_a_refusal_carries_its_code(bot: Bot, server: DiscordApi) -> None:
    """Whatever the script wants."""
    server.trouble.add("POST", MESSAGES, trouble.refused(403, 50013))
    with pytest.raises(discord.Forbidden) as caught:
        await place(bot, server).send("x")
    assert caught.value.code == 50013
    assert server.messages(server.practice) == []


async def test_a_server_error_is_retried_by_the_client_or_not(bot: Bot, server: DiscordApi) -> None:
    """discord.py does not try again after a 503."""
    server.trouble.add("POST", MESSAGES, trouble.broken(503))
    with pytest.raises(discord.DiscordServerError):
        await place(bot, server).send("x")
    await place(bot, server).send("y")
    assert [one.text for one in server.messages(server.practice)] == ["y"]


@pytest.mark.parametrize("done", [False, True])
async def test_a_cut_connection_leaves_the_client_in_doubt(
    raw: Raw, server: DiscordApi, *, done: bool
) -> None:
    """Whether it was done or not, it looks the same from outside."""
    server.trouble.add("POST", MESSAGES, trouble.cut(done=done))
    with pytest.raises(aiohttp.ClientConnectionError):
        await raw("POST", f"/channels/{server.practice.id}/messages", {"content": "x"})
    assert len(server.messages(server.practice)) == int(done)
    assert server.requests[-1].status == 0


async def test_a_request_can_be_held(raw: Raw, server: DiscordApi) -> None:
    """It is done when it is let go."""
    gate = asyncio.Event()
    server.trouble.add("POST", MESSAGES, trouble.held(gate))
    path = f"/channels/{server.practice.id}/messages"
    sending = asyncio.create_task(raw("POST", path, {"content": "x"}))
    await server.wait_until(lambda: server.requests)
    assert server.messages(server.practice) == []
    gate.set()
    assert (await asyncio.wait_for(sending, 10))[0] == 200


async def test_an_answer_can_be_slow(raw: Raw, server: DiscordApi) -> None:
    """Too slow for who waits less."""
    server.trouble.add("GET", "/users/@me", trouble.slow(60))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(raw("GET", "/users/@me"), 0.05)


async def test_trouble_can_be_for_some_requests_alone(raw: Raw, server: DiscordApi) -> None:
    """By method, route and what the request says, for as long as wanted."""
    path = f"/channels/{server.practice.id}/messages"
    server.trouble.add(
        "*",
        MESSAGES,
        trouble.refused(500),
        times=None,
        where=lambda one: one.body is not None and one.body["content"] == "bad",
    )
    statuses = [(await raw("POST", path, {"content": one}))[0] for one in ("bad", "good", "bad")]
    server.trouble.clear()
    statuses.append((await raw("POST", path, {"content": "bad"}))[0])
    assert statuses == [500, 200, 500, 200]


async def test_an_operation_that_the_server_lacks_is_recorded(raw: Raw, server: DiscordApi) -> None:
    """It shows in the violations, so that nobody wonders about the 404."""
    assert (await raw("GET", "/sticker-packs"))[0] == 404
    assert [one.route for one in server.violations] == ["/sticker-packs"]


async def test_waiting_for_what_does_not_come_fails(server: DiscordApi) -> None:
    """With the last requests as a help."""
    with pytest.raises(AssertionError, match="last requests"):
        await server.wait_until(lambda: False, 0.01)

"""Limits of Discord: of time, of rate and of size."""

import asyncio
from time import monotonic, sleep

import pytest

from adapters.discord.adapter import Discord
from adapters.discord.pacing import Pace
from bot.errors import PlatformDown, RateLimited
from bot.messages import Address, Image, OutboxKey, Post, Sent
from tests.discord.house import PREFILL, WAIT, House, address
from tests.fakes import ScriptedGrader
from tests.servers.discord_api import TOKEN, DiscordApi, trouble

KEY = OutboxKey("say/1")
POST = Post(title="A question", body="Why?")
MESSAGES = "/channels/{channel_id}/messages"
PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89"
    b"\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\5\0\1\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82"
)


@pytest.fixture
def discord(server: DiscordApi) -> Discord:
    """Return an adapter that never connects."""
    return Discord(TOKEN, server.clock)


@pytest.fixture
def practice(server: DiscordApi) -> Address:
    """Return the channel."""
    return address(server.practice)


async def test_a_short_pause(server: DiscordApi, discord: Discord, practice: Address) -> None:
    """A short limit is waited for."""
    server.trouble.add("POST", MESSAGES, trouble.rate_limited(0.05), times=1)
    sent = await discord.post(practice, POST, KEY, again=False)
    await discord.close()

    assert isinstance(sent, Sent)


@pytest.mark.parametrize(
    ("what", "error"),
    [
        (trouble.rate_limited(90), RateLimited),
        (trouble.rate_limited(90, via=False), RateLimited),
        (trouble.refused(429, 0), RateLimited),
        (trouble.refused(403, 20028), RateLimited),
        (trouble.broken(503), PlatformDown),
        (trouble.cut(), PlatformDown),
        (trouble.refused(401, 0), PlatformDown),
    ],
)
async def test_what_has_to_wait(
    server: DiscordApi, discord: Discord, practice: Address, what: object, error: type[Exception]
) -> None:
    """A long limit, a fault of Discord's and a connection that breaks are not waited for here."""
    server.trouble.add("POST", MESSAGES, what, times=1)  # type: ignore[arg-type]
    with pytest.raises(error):
        await discord.post(practice, POST, KEY, again=False)
    await discord.close()


async def test_our_own_pace(server: DiscordApi, discord: Discord, practice: Address) -> None:
    """A burst of ours stays below the limit for all requests, instead of running into it."""
    keys = [OutboxKey(f"say/{number}") for number in range(60)]
    await asyncio.gather(*(discord.post(practice, POST, key, again=False) for key in keys))
    await discord.close()

    assert server.limits.hits == []


async def test_the_pace() -> None:
    """The first few go at once, the rest one after another."""
    pace, began = Pace(per_second=50, at_once=5), monotonic()
    for _ in range(5):
        await pace.turn()
    first = monotonic() - began
    for _ in range(10):
        await pace.turn()

    assert first < 0.1
    assert monotonic() - began >= 0.18


async def test_the_pace_after_a_stall() -> None:
    """What waited while everything stood still is not sent all at once afterwards."""
    pace = Pace(per_second=50, at_once=5)
    sent: list[float] = []

    async def send() -> None:
        await pace.turn()
        sent.append(monotonic())

    sending = asyncio.gather(*(send() for _ in range(30)))
    await asyncio.sleep(0)
    sleep(0.4)  # noqa: ASYNC251 - the stall
    stalled = monotonic()
    await sending

    assert sum(at < stalled + 0.1 for at in sent) <= 5 + 5 + 0.1 * 50 + 1


async def test_a_grade_after_the_token(house: House) -> None:
    """Feedback that comes after fifteen minutes is a direct message."""
    server = house.server
    async with house.open():
        await house.begun()
        (question,) = house.said(server.practice, "Open until")
        opened = await house.pressed(server.bo, question, "Answer privately")
        release = asyncio.Event()
        assert isinstance(house.grader, ScriptedGrader)
        house.grader.meanwhile = release.wait  # type: ignore[assignment]
        assert opened.modal is not None
        sent = await server.submit(server.bo, opened.modal, {"text": PREFILL})
        told = await sent.said(WAIT)
        server.clock.skip(16 * 60)
        release.set()
        await house.until(lambda: bool(server.messages(server.dm(server.bo))))

    assert "Got it" in told.text
    assert "prefill" in server.messages(server.dm(server.bo))[0].text


async def test_a_token_that_discord_forgot(house: House) -> None:
    """An answer whose interaction is over goes to its reader directly."""
    server = house.server
    hook = "/webhooks/{webhook_id}/{webhook_token}"
    async with house.open():
        server.trouble.add("POST", hook, trouble.refused(401, 50027), times=None)
        await server.slash(server.bo, server.practice, "prep help")
        await house.until(lambda: bool(server.messages(server.dm(server.bo))))

    assert "What you can do here" in server.messages(server.dm(server.bo))[0].text


async def test_a_picture(server: DiscordApi, discord: Discord, practice: Address) -> None:
    """A picture comes inside the message, with the words that say the same."""
    post = Post(title="Board", image=Image(png=PNG, alt="Ana leads with 30 points."))
    sent = await discord.post(practice, post, KEY, again=False)
    assert isinstance(sent, Sent)
    await discord.edit(sent.receipt, post)
    await discord.close()

    (message,) = server.messages(server.practice)
    assert "Ana leads with 30 points." in str(message.components)


async def test_a_long_post_for_one_person(house: House) -> None:
    """What is too long for one message is shown to its reader in several, all private."""
    server = house.server
    async with house.open():
        reply = await server.slash(server.bo, server.practice, "prep help")
        await reply.said(WAIT)
        user = f"discord:{server.bo.id}"
        body = "\n\n".join("word " * 150 for _ in range(12))
        platform = house.deps.platform
        sent = await platform.tell(user, Post(body=body), KEY, None, again=False)  # type: ignore[arg-type]

    assert isinstance(sent, Sent)
    assert len(sent.receipt.refs) == len(server.messages(server.dm(server.bo))) == 3

"""What was said, read again."""

from typing import Any

from tests.discord_server.raw import Raw
from tests.servers.discord_api import DiscordApi


async def test_history_knows_no_nonces(raw: Raw, server: DiscordApi) -> None:
    """Who crashed cannot find his message by its nonce."""
    await raw.say(server.practice, content="one", nonce="n", enforce_nonce=True)
    _, page = await raw("GET", f"/channels/{server.practice.id}/messages")
    assert [("nonce" in one, one["content"]) for one in page] == [(False, "one")]


async def pages(raw: Raw, server: DiscordApi, **query: Any) -> list[str]:
    """Return the words of a page of the history."""
    status, page = await raw("GET", f"/channels/{server.practice.id}/messages", **query)
    assert status == 200
    return [one["content"] for one in page]


async def test_history_comes_in_pages_newest_first(raw: Raw, server: DiscordApi) -> None:
    """Before, after and around a message, with a limit."""
    ids = [(await server.say(server.bo, server.practice, str(n))).id for n in range(9)]
    assert await pages(raw, server, limit=3) == ["8", "7", "6"]
    assert await pages(raw, server, before=ids[3]) == ["2", "1", "0"]
    assert await pages(raw, server, before=ids[3], limit=1) == ["2"]
    assert await pages(raw, server, after=ids[3], limit=2) == ["5", "4"]
    assert await pages(raw, server, around=ids[4], limit=3) == ["5", "4", "3"]


async def test_a_page_of_history_has_at_most_100(raw: Raw, server: DiscordApi) -> None:
    """A greater limit is refused."""
    path = f"/channels/{server.practice.id}/messages?limit=101"
    assert await raw.refusal("GET", path) == (400, 50035)


async def test_the_words_of_others_are_hidden_without_the_intent(
    raw: Raw, server: DiscordApi
) -> None:
    """But for mentions, replies that notify, direct messages, and the bot's own."""
    server.application.message_content = False
    own = await raw.said(server.practice, content="own")
    await server.say(server.bo, server.practice, "plain")
    await server.say(server.bo, server.practice, f"<@{server.bot.id}> mention")
    await server.say(server.bo, server.practice, "reply", reply_to=own)
    await server.say(server.bo, server.practice, "quiet reply", reply_to=own, ping=False)
    shown = await pages(raw, server)
    assert shown == ["", "reply", f"<@{server.bot.id}> mention", "", "own"]
    direct = await server.say(server.bo, server.dm(server.bo), "direct")
    _, answer = await raw("GET", f"/channels/{direct.channel.id}/messages/{direct.id}")
    assert answer["content"] == "direct"

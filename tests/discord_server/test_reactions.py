"""Reactions of the bot."""

import pytest

from tests.discord_server.raw import Raw
from tests.servers.discord_api import DiscordApi


async def put(raw: Raw, server: DiscordApi, emoji: str) -> tuple[int, object]:
    """React to a person's message."""
    messages = server.messages(server.practice)
    message = messages[0] if messages else await server.say(server.bo, server.practice, "hello")
    path = f"/channels/{server.practice.id}/messages/{message.id}/reactions/{emoji}/@me"
    return await raw("PUT", path)


@pytest.mark.parametrize("emoji", ["👀", "✅", "⏳", "❤️", "1️⃣", "👩‍💻", "⏸️", "🇩🇪"])
async def test_an_emoji_is_taken(raw: Raw, server: DiscordApi, emoji: str) -> None:
    """Whatever it is made of."""
    assert (await put(raw, server, emoji))[0] == 204


@pytest.mark.parametrize("emoji", ["seen", "x", ":eyes:", "!", "unknown:123"])
async def test_what_is_no_emoji_is_refused(raw: Raw, server: DiscordApi, emoji: str) -> None:
    """The code is 10014."""
    status, answer = await put(raw, server, emoji)
    assert isinstance(answer, dict)
    assert (status, answer["code"]) == (400, 10014)


async def test_reacting_twice_is_fine(raw: Raw, server: DiscordApi) -> None:
    """It counts once."""
    await put(raw, server, "👀")
    assert (await put(raw, server, "👀"))[0] == 204
    assert server.messages(server.practice)[0].reactions == {"👀": [server.bot]}


async def test_joining_a_reaction_needs_no_permission_to_add_one(
    raw: Raw, server: DiscordApi
) -> None:
    """Only a new emoji does."""
    message = await server.say(server.bo, server.practice, "hello")
    await server.react(server.bo, message, "👀")
    await server.permit(server.practice, add_reactions=False)
    assert (await put(raw, server, "👀"))[0] == 204
    assert (await put(raw, server, "✅"))[0] == 403


async def test_a_reaction_can_be_taken_back(raw: Raw, server: DiscordApi) -> None:
    """Doing so twice is fine too."""
    await put(raw, server, "👀")
    message = server.messages(server.practice)[0]
    path = f"/channels/{server.practice.id}/messages/{message.id}/reactions/👀/@me"
    assert [(await raw("DELETE", path))[0] for _ in range(2)] == [204, 204]
    assert message.reactions == {}

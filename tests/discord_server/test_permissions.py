"""What the bot may do, and what is left after it was taken away."""

import discord
import pytest

from tests.discord_server.conftest import Bot
from tests.discord_server.raw import Raw
from tests.servers.discord_api import DiscordApi, NotOffered


async def test_sending_needs_a_permission(raw: Raw, server: DiscordApi) -> None:
    """The code is 50013; with it back, it works."""
    path = f"/channels/{server.practice.id}/messages"
    await server.permit(server.practice, send_messages=False)
    assert await raw.refusal("POST", path, {"content": "x"}) == (403, 50013)
    await server.permit(server.practice, send_messages=None)
    assert (await raw("POST", path, {"content": "x"}))[0] == 200


async def test_sending_in_threads_is_another_permission(raw: Raw, server: DiscordApi) -> None:
    """The one for channels has no effect there."""
    thread = await server.start_thread(server.bo, server.practice, "thread")
    path = f"/channels/{thread.id}/messages"
    await server.permit(server.practice, send_messages=False)
    assert (await raw("POST", path, {"content": "x"}))[0] == 200
    await server.permit(server.practice, send_messages_in_threads=False)
    assert await raw.refusal("POST", path, {"content": "x"}) == (403, 50013)


async def test_a_hidden_channel_is_out_of_reach(raw: Raw, server: DiscordApi) -> None:
    """The code is 50001 for everything."""
    await server.permit(server.practice, view_channel=False)
    path = f"/channels/{server.practice.id}"
    assert await raw.refusal("GET", path) == (403, 50001)
    assert await raw.refusal("GET", f"{path}/messages") == (403, 50001)
    assert await raw.refusal("POST", f"{path}/messages", {"content": "x"}) == (403, 50001)


async def test_a_hidden_channel_is_not_heard(bot: Bot, server: DiscordApi) -> None:
    """What is said there is not told."""
    hidden = await server.add_channel("hidden")
    await server.permit(hidden, view_channel=False)
    await server.say(server.bo, hidden, "secret")
    await server.say(server.bo, server.practice, "open")
    await server.wait_until(lambda: bot.heard)
    assert [one.content for one in bot.heard] == ["open"]


async def test_of_a_hidden_channel_only_its_existence_is_known(
    bot: Bot, raw: Raw, server: DiscordApi
) -> None:
    """Its name comes back with the permission."""
    channel = bot.get_channel(int(server.practice.id))
    assert isinstance(channel, discord.TextChannel)
    await server.permit(server.practice, view_channel=False)
    await server.wait_until(lambda: channel.name == "___hidden___")
    assert not channel.permissions_for(channel.guild.me).view_channel
    assert (await raw("GET", f"/guilds/{server.team.id}/channels"))[1] == []
    await server.permit(server.practice, view_channel=None)
    await server.wait_until(lambda: channel.name == "practice")


async def test_without_the_permission_history_is_empty(raw: Raw, server: DiscordApi) -> None:
    """No error tells of it, but for a single message."""
    message = await server.say(server.bo, server.practice, "hello")
    await server.permit(server.practice, read_message_history=False)
    path = f"/channels/{server.practice.id}/messages"
    assert await raw("GET", path) == (200, [])
    assert await raw.refusal("GET", f"{path}/{message.id}") == (403, 50013)


async def test_the_client_computes_the_same_permissions(bot: Bot, server: DiscordApi) -> None:
    """Overwrites reach its cache."""
    await server.permit(server.practice, send_messages=False, manage_threads=True)
    channel = bot.get_guild(int(server.team.id)).get_channel(int(server.practice.id))  # type: ignore[union-attr]
    assert channel is not None

    def mine() -> tuple[bool, bool]:
        permissions = channel.permissions_for(channel.guild.me)
        return permissions.send_messages, permissions.manage_threads

    await server.wait_until(lambda: mine() == (False, True))


async def test_after_a_kick_everything_is_gone(bot: Bot, raw: Raw, server: DiscordApi) -> None:
    """The client is told, and REST knows neither guild nor channel."""
    await server.kick(server.team)
    await server.wait_until(lambda: not bot.guilds)
    assert await raw.refusal("GET", f"/guilds/{server.team.id}") == (404, 10004)
    assert await raw.refusal("GET", f"/channels/{server.practice.id}") == (403, 50001)
    await server.invite(server.team)
    await server.wait_until(lambda: bot.guilds)


async def test_a_deleted_channel_is_unknown(bot: Bot, raw: Raw, server: DiscordApi) -> None:
    """With its threads; the client is told."""
    thread = await server.start_thread(server.bo, server.practice, "thread")
    await server.delete_channel(server.practice)
    await server.wait_until(lambda: bot.get_channel(int(server.practice.id)) is None)
    for one in (server.practice, thread):
        path = f"/channels/{one.id}/messages"
        assert await raw.refusal("POST", path, {"content": "x"}) == (404, 10003)
    with pytest.raises(NotOffered):
        await server.say(server.bo, server.practice, "hello")


async def test_direct_messages_can_be_closed(raw: Raw, server: DiscordApi) -> None:
    """The channel can still be opened; the code for sending is 50007."""
    server.bo.accepts_dms = False
    status, channel = await raw("POST", "/users/@me/channels", {"recipient_id": server.bo.id})
    path = f"/channels/{channel['id']}/messages"
    assert status == 200
    assert await raw.refusal("POST", path, {"content": "x"}) == (403, 50007)
    server.bo.accepts_dms = True
    assert (await raw("POST", path, {"content": "x"}))[0] == 200


async def test_strangers_get_no_direct_messages(raw: Raw, server: DiscordApi) -> None:
    """Without a guild in common the code is 50278."""
    await server.kick(server.team)
    path = f"/channels/{server.dm(server.bo).id}/messages"
    assert await raw.refusal("POST", path, {"content": "x"}) == (403, 50278)


async def test_a_wrong_token_gets_401(raw: Raw, server: DiscordApi) -> None:
    """For all but what has a token in its path."""
    assert server.url
    assert (await raw("GET", "/users/@me", token="wrong"))[0] == 401  # noqa: S106 - it opens nothing
    status, answer = await raw("POST", "/interactions/1/x/callback", {"type": 5}, token="x")  # noqa: S106
    assert (status, answer["code"]) == (404, 10062)

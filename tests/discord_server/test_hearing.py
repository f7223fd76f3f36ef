"""What the gateway tells a client, and what it does not."""

import discord

from tests.discord_server.conftest import Bot, Start, words
from tests.discord_server.raw import Raw
from tests.servers.discord_api import DiscordApi


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


async def test_a_private_thread_appears_when_the_bot_is_added(bot: Bot, server: DiscordApi) -> None:
    """Before that it hears nothing of it."""
    thread = await server.start_thread(server.bo, server.practice, "secret", private=True)
    await server.say(server.bo, thread, "unheard")
    await server.add_to_thread(thread, server.bot)
    await server.say(server.bo, thread, "heard")
    await server.wait_until(lambda: bot.heard)
    assert words(bot) == ["heard"]
    assert bot.get_channel(int(thread.id)) is not None


async def test_joining_a_guild_is_no_return_from_an_outage(bot: Bot, server: DiscordApi) -> None:
    """The client tells them apart."""
    seen = []

    @bot.event
    async def on_guild_join(guild: discord.Guild) -> None:
        seen.append(("join", guild.name))

    @bot.event
    async def on_guild_available(guild: discord.Guild) -> None:
        seen.append(("back", guild.name))

    @bot.event
    async def on_guild_unavailable(guild: discord.Guild) -> None:
        seen.append(("away", guild.name))

    await server.add_guild("Other")
    await server.guild_outage(server.team)
    await server.guild_back(server.team)
    await server.wait_until(lambda: len(seen) == 3)
    assert seen == [("join", "Other"), ("away", "Team"), ("back", "Team")]

"""The real discord.py, and the server as it sees it."""

import asyncio
import runpy
import sys

import discord
import pytest
from discord.http import Route

from tests.discord_server.conftest import Bot, Start
from tests.servers.discord_api import TOKEN, DiscordApi, pointed_at, trouble

CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"


async def test_a_client_logs_in_and_learns_of_its_guild(bot: Bot, server: DiscordApi) -> None:
    """READY and GUILD_CREATE carry the guild, its channels and the bot's own permissions."""
    channel = bot.get_channel(int(server.practice.id))
    assert isinstance(channel, discord.TextChannel)
    mine = channel.permissions_for(channel.guild.me)
    assert (mine.send_messages, mine.manage_messages, mine.administrator) == (True, False, False)


async def test_a_plain_client_logs_in_too(server: DiscordApi) -> None:
    """`Client`, which never asks for the gateway's address, finds it by the patch."""
    client = discord.Client(intents=discord.Intents.default(), guild_ready_timeout=0.01)
    task = asyncio.create_task(client.start(TOKEN))
    await server.wait_until(client.is_ready)
    await client.close()
    await asyncio.wait_for(task, 10)


async def test_a_wrong_token_is_refused_at_login(server: DiscordApi) -> None:
    """401 becomes a LoginFailure."""
    assert server.url
    with pytest.raises(discord.LoginFailure):
        async with asyncio.timeout(10), Bot() as bot:
            await bot.start("wrong")


async def test_the_application_says_whether_content_is_allowed(
    bot: Bot, server: DiscordApi
) -> None:
    """The flag of the portal is readable before a connection."""
    allowed = (await bot.application_info()).flags
    server.application.message_content = False
    refused = (await bot.application_info()).flags
    assert allowed.gateway_message_content_limited
    assert not refused.gateway_message_content_limited


async def test_asking_for_content_without_permission_ends_the_client(
    server: DiscordApi, start: Start
) -> None:
    """IDENTIFY is closed with 4014."""
    server.application.message_content = False
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with start():
            pass
    assert server.gateway.closes[0] == 4014


async def test_a_message_reaches_the_client(bot: Bot, server: DiscordApi) -> None:
    """Content, author, place and mentions are those of the person."""
    await server.say(server.bo, server.practice, f"hello <@{server.bot.id}>")
    await server.wait_until(lambda: bot.heard)
    heard = bot.heard[0]
    assert heard.content == f"hello <@{server.bot.id}>"
    assert (heard.author.display_name, heard.channel.id) == ("Bo", int(server.practice.id))
    assert bot.user in heard.mentions


async def test_everything_that_a_client_sends_is_as_described(bot: Bot, server: DiscordApi) -> None:
    """Messages, threads, reactions and typing of discord.py break no rule."""
    channel = bot.get_channel(int(server.practice.id))
    assert isinstance(channel, discord.TextChannel)
    view = discord.ui.LayoutView()
    view.add_item(discord.ui.Container(discord.ui.TextDisplay("hello"), discord.ui.Separator()))
    message = await channel.send(view=view, nonce="n", silent=True)
    await message.edit(view=view)
    await message.add_reaction("👀")
    thread = await message.create_thread(name="a thread")
    await thread.send("text", file=discord.File(__file__))
    await thread.edit(archived=True)
    private = await channel.create_thread(name="private")
    async with private.typing():
        await private.add_user(discord.Object(int(server.bo.id)))
    assert server.violations == []
    assert server.threads(server.practice)[0].archived
    assert server.bo.id in server.threads(server.practice)[1].members


class Form(discord.ui.Modal, title="Answer"):
    """A form with one field."""

    field = discord.ui.Label[discord.ui.LayoutView](
        text="Your answer", component=discord.ui.TextInput(custom_id="f")
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Thank."""
        assert isinstance(self.field.component, discord.ui.TextInput)
        await interaction.response.send_message(self.field.component.value, ephemeral=True)


def commanded(bot: Bot) -> discord.app_commands.CommandTree[Bot]:
    """Give a bot a command that suggests, defers and answers, and one that opens a form."""
    tree = discord.app_commands.CommandTree(bot)

    @tree.command(description="Echo")
    async def echo(interaction: discord.Interaction, word: str) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.followup.send(word)

    @echo.autocomplete("word")
    async def suggest(_: discord.Interaction, typed: str) -> list[discord.app_commands.Choice[str]]:
        return [discord.app_commands.Choice(name=typed + "!", value=typed)]

    @tree.command(description="Ask")
    async def ask(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Form())

    return tree


async def test_people_use_the_commands_of_a_client(bot: Bot, server: DiscordApi) -> None:
    """What it suggests, what it says after a defer, and a form there and back."""
    await commanded(bot).sync()
    here = server.practice
    assert await server.autocomplete(server.bo, here, "echo", "word", "hi") == [
        {"name": "hi!", "value": "hi"}
    ]
    echoed = await server.slash(server.bo, here, "echo", {"word": "hello"})
    assert ((await echoed.said()).text, echoed.ephemeral) == ("hello", True)
    asked = await server.slash(server.bo, here, "ask")
    sent = await server.submit(server.bo, asked.modal, {"f": "my answer"})
    assert (await sent.said()).text == "my answer"
    assert [one.text for one in server.private_messages(server.bo)] == ["hello", "my answer"]
    assert server.violations == []


async def test_a_command_that_nobody_answers_fails(bot: Bot, server: DiscordApi) -> None:
    """The person waits for as long as Discord lets him."""
    await commanded(bot).sync()
    server.deadline = 0.01
    server.trouble.add("POST", CALLBACK, trouble.slow(30), times=None)
    assert (await server.slash(server.bo, server.practice, "ask")).failed


async def test_greenroom_can_be_launched_with_another_discord(
    server: DiscordApi, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a process of its own would be; the rest of the arguments is its command line."""
    addresses = ["http://127.0.0.1:9/api", "ws://127.0.0.1:9/"]
    monkeypatch.setattr(sys, "argv", ["launch", *addresses, "--help"])
    with pointed_at(server):
        with pytest.raises(SystemExit):
            runpy.run_module("tests.servers.discord_api.launch", run_name="__main__")
        assert addresses[0] == Route.BASE
    assert "greenroom" in capsys.readouterr().out
    assert server.url == Route.BASE

"""A server, and real and raw clients of it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TypeAlias

import aiohttp
import discord
import pytest

from tests.discord_server.bodies import COMMANDS, button, row
from tests.discord_server.raw import Raw
from tests.servers.discord_api import (
    TOKEN,
    DiscordApi,
    Interaction,
    Message,
    pointed_at,
)


class Bot(discord.AutoShardedClient):
    """A bare client that remembers what it was told."""

    def __init__(self, **given: object) -> None:
        intents = discord.Intents.default()
        intents.message_content = True
        options = {"intents": intents, "guild_ready_timeout": 0.01} | given
        super().__init__(**options)  # type: ignore[arg-type]
        self.heard: list[discord.Message] = []
        self.events: list[str] = []

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Do not wait five seconds between two sessions."""

    async def on_message(self, message: discord.Message) -> None:
        """Remember a message."""
        self.heard.append(message)

    async def on_socket_event_type(self, name: str) -> None:
        """Remember the name of an event."""
        self.events.append(name)


def words(bot: Bot) -> list[str]:
    """Return what a bot heard."""
    return [one.content for one in bot.heard]


Start: TypeAlias = Callable[..., AbstractAsyncContextManager[Bot]]


@pytest.fixture
async def server() -> AsyncIterator[DiscordApi]:
    """Serve, with discord.py pointed at it."""
    async with DiscordApi().serving() as server:
        with pointed_at(server):
            yield server


@pytest.fixture
def own_rules_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have no official description, wherever the tests run."""
    monkeypatch.setattr("tests.servers.discord_api.rest.official", lambda: None)


@pytest.fixture
async def raw(server: DiscordApi) -> AsyncIterator[Raw]:
    """Send requests as they are."""
    async with aiohttp.ClientSession() as session:
        yield Raw(session, server)


@pytest.fixture
def start(server: DiscordApi) -> Start:
    """Log a bot in for the time of a block."""

    @asynccontextmanager
    async def running(bot: Bot | None = None) -> AsyncIterator[Bot]:
        bot = bot or Bot()
        task = asyncio.create_task(bot.start(TOKEN))
        try:
            await server.wait_until(lambda: task.done() or bot.is_ready())
            yield bot
        finally:
            await bot.close()
            await asyncio.wait_for(task, 10)

    return running


@pytest.fixture
async def bot(start: Start) -> AsyncIterator[Bot]:
    """Have a bot that is ready."""
    async with start() as bot:
        yield bot


@pytest.fixture
async def registered(raw: Raw, server: DiscordApi) -> None:
    """Have these commands."""
    status, _ = await raw("PUT", f"/applications/{server.application.id}/commands", COMMANDS)
    assert status == 200


@pytest.fixture
async def asked(server: DiscordApi) -> Interaction:
    """Have an interaction that waits for its answer; the commands have to be registered."""
    return await server.slash(server.bo, server.practice, "prep board", wait=False)


@pytest.fixture
async def offer(raw: Raw, server: DiscordApi) -> Message:
    """Have a message with buttons and a select."""
    options = [{"label": one, "value": one} for one in "ab"]
    return await raw.said(
        server.practice,
        content="x",
        components=[
            row(button("b"), button("off", label="Off", disabled=True)),
            row({"type": 3, "custom_id": "s", "options": options}),
        ],
    )

"""A stand-in for Discord, and a house in front of it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import discord
import pytest
from discord.backoff import ExponentialBackoff

from bot.packs import Bank
from tests.discord.house import House
from tests.servers.discord_api import DiscordApi, pointed_at


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the library connect again at once; it waits between tries, and 5 s to identify."""

    async def at_once(*_: object, **__: object) -> None:
        await asyncio.sleep(0)

    monkeypatch.setattr(ExponentialBackoff, "delay", lambda _: 0.05)
    monkeypatch.setattr(discord.Client, "before_identify_hook", at_once)


@pytest.fixture
async def server() -> AsyncIterator[DiscordApi]:
    """Return a Discord of our own; whatever it would not have taken fails the test."""
    async with DiscordApi().serving() as api:
        with pointed_at(api):
            yield api
    assert api.violations == []


@pytest.fixture
def house(server: DiscordApi, database: Path, bank: Bank) -> House:
    """Return a house that is not open yet."""
    return House(server, database, bank)

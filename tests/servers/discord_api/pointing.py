"""Pointing discord.py, which has no setting for it, at another server."""

from collections.abc import Iterator
from contextlib import contextmanager

from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from tests.servers.discord_api.core import Core


def point_at(api_url: str, gateway_url: str) -> tuple[str, str]:
    """Let all clients of this process talk to these addresses; return those from before."""
    before = Route.BASE, str(DiscordWebSocket.DEFAULT_GATEWAY)
    Route.BASE = api_url
    DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway_url)
    return before


@contextmanager
def pointed_at(server: Core) -> Iterator[None]:
    """Let all clients of this process talk to a server while the block lasts."""
    before = point_at(server.url, server.gateway.url)
    try:
        yield
    finally:
        point_at(*before)

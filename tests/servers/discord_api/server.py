"""A loopback stand-in of Discord, REST and gateway, that the real discord.py logs in to.

It listens on 127.0.0.1 alone. Tests act as people, as administrators and as Discord itself, and ask
what the bot did; whatever Discord would not take is refused as Discord does and recorded.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Self

from aiohttp import web

from tests.servers.discord_api import files
from tests.servers.discord_api.acting import Acting
from tests.servers.discord_api.gateway import Gateway
from tests.servers.discord_api.people import People
from tests.servers.discord_api.rest import PREFIX, Rest
from tests.servers.discord_api.routes import (
    account,
    callbacks,
    commands,
    guilds,
    messages,
    reactions,
    threads,
    webhooks,
)
from tests.servers.discord_api.running import Running
from tests.servers.discord_api.wire import Json, Request
from tests.servers.discord_api.world import Guild

ROUTES = (
    *account.ROUTES,
    *guilds.ROUTES,
    *messages.ROUTES,
    *reactions.ROUTES,
    *threads.ROUTES,
    *commands.ROUTES,
    *callbacks.ROUTES,
    *webhooks.ROUTES,
)


class DiscordApi(People, Acting, Running):
    """The server, its world, and all that it saw."""

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Self]:
        """Listen on a free port of the loopback interface until the block ends."""
        app = web.Application(client_max_size=32 * 1024 * 1024)
        app.router.add_get(Gateway.PATH, self.gateway.connect)
        app.router.add_get(files.PATH, partial(files.serve, self))
        Rest(self, ROUTES).mount(app)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        self.files_url = f"http://{host}:{port}"
        self.url = self.files_url + PREFIX
        self.gateway.url = f"ws://{host}:{port}{Gateway.PATH}"
        try:
            yield self
        finally:
            await self.drop(1001)
            await runner.cleanup()

    @property
    def gateway_url(self) -> str:
        """Return where clients connect to."""
        return self.gateway.url

    def seen(self, method: str, route: str, *, ok: bool = True) -> list[Request]:
        """Return the requests to a route; those alone that were done, unless told otherwise."""
        return [
            one
            for one in self.requests
            if (one.method, one.route) == (method, route) and (one.ok or not ok)
        ]

    def count(self, method: str, route: str, *, ok: bool = True) -> int:
        """Count the requests to a route; those alone that were done, unless told otherwise."""
        return len(self.seen(method, route, ok=ok))

    def commands(self, guild: Guild | None = None) -> list[Json]:
        """Return the commands that are registered in a guild, or everywhere."""
        return self.commands_of.get(guild.id if guild else None, [])

"""The line to Discord: logged in when it is first needed, and ended in good order."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord
import structlog

from adapters.discord.client import Client
from adapters.discord.failures import ours
from adapters.discord.under_way import UnderWay
from bot.errors import PlatformDown, SettingsError
from bot.messages import Address, UserId

PATIENCE = 5.0
"""Seconds that calls under way have to end when we stop."""

log = structlog.get_logger(__name__)


def may_read(flags: discord.ApplicationFlags | None) -> bool:
    """Return whether an application was given the message-content intent."""
    return flags is not None and (
        flags.gateway_message_content or flags.gateway_message_content_limited
    )


class Line:
    """One session with Discord, for everything that is said."""

    def __init__(self, token: str, ready_timeout: float) -> None:
        self._token = token
        self._ready_timeout = ready_timeout
        self._client: Client | None = None
        self._logging_in = asyncio.Lock()
        self._calls = UnderWay()
        self._closed = False

    @asynccontextmanager
    async def calling(
        self, where: Address | UserId, *, private: bool = False
    ) -> AsyncIterator[Client]:
        """Give the client for a call; what goes wrong is raised as a PlatformError."""
        async with self._calls:
            with ours(where, private=private):
                try:
                    client = await self.client()
                except SettingsError as error:
                    # The run says it to the operator; for the core nobody is there.
                    raise PlatformDown("token refused") from error
                yield client

    async def client(self) -> Client:
        """Return the client, logged in.

        Raises SettingsError for a token that Discord does not know, PlatformDown after the end.
        """
        async with self._logging_in:
            if self._closed:
                raise PlatformDown("stopped")
            if self._client is None:
                self._client = await self._log_in()
            return self._client

    async def hang_up(self) -> None:
        """End the session; the next call begins another."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def close(self) -> None:
        """Let what is under way end, and take no more calls."""
        self._closed = True
        await self._calls.end(PATIENCE)
        await self.hang_up()

    async def _log_in(self) -> Client:
        """Log in; the application's flags say what may be listened to, so they are read first."""
        try:
            async with discord.Client(intents=discord.Intents(guilds=True)) as first:
                await first.login(self._token)
                flags = first.application.flags if first.application else None
            client = Client(reads=may_read(flags), ready_timeout=self._ready_timeout)
            try:
                await client.login(self._token)
            except BaseException:
                await client.close()
                raise
        except discord.LoginFailure:
            raise SettingsError(
                "GREENROOM_DISCORD_TOKEN", "Discord does not know this token"
            ) from None
        return client

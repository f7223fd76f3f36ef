"""The library's client, which keeps as little as possible: nothing of ours depends on its cache."""

import sys
from collections.abc import Callable
from typing import Any

import discord
import structlog
from discord import app_commands

from adapters.discord.buttons import ChoiceButton
from adapters.discord.pacing import Pace
from bot.logs import described

LONGEST_WAIT = 30.0
"""Seconds that the library may wait for a rate limit; a longer one is handed to the core."""

log = structlog.get_logger(__name__)


def intents(*, reads: bool) -> discord.Intents:
    """Return what we listen to; `reads` is whether we may see what people write."""
    return discord.Intents(
        guilds=True, guild_messages=True, dm_messages=True, message_content=reads
    )


class Client(discord.AutoShardedClient):
    """A client that can log in and speak; `Hearing` adds what it listens to."""

    def __init__(self, *, reads: bool, ready_timeout: float) -> None:
        super().__init__(
            intents=intents(reads=reads),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_ratelimit_timeout=LONGEST_WAIT,
            http_trace=Pace().trace,
            guild_ready_timeout=ready_timeout,
        )
        # The library's own way there; one event that it cannot read would end every connection.
        parsers = self._connection.parsers
        parsers.update({name: _unhurt(name, parse) for name, parse in parsers.items()})
        self.reads = reads
        self.tree = Tree(self)
        self.add_dynamic_items(ChoiceButton)

    @property
    def us(self) -> int:
        """Our own user id; there is one from the login on."""
        return self.user.id if self.user else 0

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Log where an event failed, and nothing of what is in it."""
        del args, kwargs
        if error := sys.exception():
            log.error("event failed", event_method=event_method, **described(error))


def _unhurt(name: str, parse: Callable[[Any], None]) -> Callable[[Any], None]:
    """Return what leaves an event out that cannot be read, and logs where that was."""

    def parsed(data: Any) -> None:
        try:
            parse(data)
        except Exception as error:  # noqa: BLE001 - whatever it is, the next event is another one
            log.error("event not read", name=name, **described(error))  # noqa: TRY400 - no message in logs

    return parsed


class Tree(app_commands.CommandTree[Client]):
    """The commands; what fails is logged without what was typed."""

    outdated = ""
    """What somebody is told whose client shows a command that is no more."""

    async def on_error(
        self, interaction: discord.Interaction[Client], error: app_commands.AppCommandError, /
    ) -> None:
        """Log a failure, and say that a command is gone."""
        log.error("command failed", **described(error.__cause__ or error))
        gone = app_commands.CommandNotFound | app_commands.CommandSignatureMismatch
        if isinstance(error, gone) and not interaction.response.is_done():
            await interaction.response.send_message(self.outdated, ephemeral=True)

"""Greenroom as a whole, on real discord.py, in front of the stand-in for Discord."""

import asyncio
import itertools
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
from datetime import timedelta
from pathlib import Path

from adapters.discord.adapter import Discord
from bot import dispatch
from bot.flows.deps import Deps
from bot.messages import Address
from bot.packs import Bank
from bot.painting import NoPictures
from bot.ports import Grader, OpenThread, Painter
from bot.schedule import LocalCalendar
from bot.suggesting import suggestions
from bot.switchboard import Switchboard
from bot.wording.adapters import sentences
from storage.store import SqlStore
from tests.fakes import ScriptedGrader
from tests.servers.discord_api import TOKEN, Channel, DiscordApi, Interaction, Message, User

PREFILL = "The model reads the whole prompt first."
"""A sentence worth 30 of 100."""

WAIT = 20.0
"""Seconds in which anything that happens has happened."""


class House:
    """One process after another, over one database and one Discord."""

    def __init__(self, server: DiscordApi, database: Path, bank: Bank) -> None:
        self.server = server
        self.database = database
        self.bank = bank
        self.grader: Grader = ScriptedGrader()
        self.painter: Painter = NoPictures()
        self._numbers = itertools.count(1)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Let a process live, from its start to a graceful end."""
        clock = self.server.clock
        store = SqlStore(self.database, clock, "tiny")
        discord = Discord(TOKEN, clock, ready_timeout=0.0)
        self.deps = Deps(
            store=store,
            platform=Switchboard({"discord": discord}),
            grader=self.grader,
            painter=self.painter,
            clock=clock,
            calendar=LocalCalendar(),
            bank=self.bank,
            new_id=lambda: f"{next(self._numbers):016x}",
        )

        async def handle(event: dispatch.Event) -> None:
            await dispatch.handle(self.deps, event)

        async def suggest(field: object, typed: str) -> tuple[str, ...]:
            return suggestions(field, typed, self.bank.questions)  # type: ignore[arg-type]

        async def open_threads() -> list[OpenThread]:
            threads = await store.slots.open_threads("discord")
            return [*threads, *await store.rounds.open_rooms("discord")]

        self.store = store
        work = asyncio.create_task(store.work.run(handle))
        running = asyncio.create_task(discord.run(handle, suggest, open_threads, sentences()))
        try:
            await self.until(lambda: self.server.connected or running.done())
            if running.done():
                running.result()
            await self.server.ready()
            yield
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
            store.work.stop()
            await work
            await store.close()

    async def until(self, there: Callable[[], bool]) -> None:
        """Wait until something can be seen on Discord, or in the database."""
        await self.server.wait_until(there, WAIT)

    async def passes(self, **by: float) -> None:
        """Let time pass, for Discord and for us, and do what is due then."""
        self.server.clock.skip(timedelta(**by).total_seconds())
        await dispatch.handle(self.deps, dispatch.Tick())
        self.store.work.nudge()

    async def begun(self, settle: int = 0) -> Channel:
        """Set up a channel, ask a question in it, and return its thread."""
        server = self.server
        await self.told(server.ada, "prep-admin setup", zone="UTC")
        await self.told(server.ada, "prep-admin settings", settle=settle)
        await self.told(server.ada, "prep-admin post")
        await self.until(self._opened)
        return server.threads(server.practice)[-1]

    async def told(
        self, user: User, command: str, *, where: Channel | None = None, **options: object
    ) -> str:
        """Let somebody give a command; return what they are told."""
        place = where or self.server.practice
        interaction = await self.server.slash(user, place, command, options)
        return (await interaction.said(WAIT)).text

    async def pressed(self, user: User, message: Message, label: str) -> Interaction:
        """Let somebody press a button by its label."""
        return await self.server.press(user, message, message.labels[label])

    def said(self, channel: Channel, part: str) -> list[Message]:
        """Return our messages in a channel that contain these words."""
        ours = [one for one in self.server.messages(channel) if one.author is self.server.bot]
        return [one for one in ours if part in one.text]

    def marked(self, message: Message, mark: str = "✅") -> bool:
        """Return whether we put a mark on a message."""
        return self.server.bot in message.reactions.get(mark, [])

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Return what the database says, as another process would read it."""
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(query).fetchall()

    def _opened(self) -> bool:
        return bool(self.rows("SELECT 1 FROM asked WHERE state = 'open'"))


def address(channel: Channel) -> Address:
    """Return the address of a channel or thread."""
    assert channel.guild
    parents = [channel.parent.id] if channel.parent else []
    return Address(f"discord:{'/'.join([channel.guild.id, *parents, channel.id])}")

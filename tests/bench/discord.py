"""Replies on Discord, from a message in to mark and feedback out, beside a bare bot that echoes.

Real discord.py over the loopback stand-in, which costs both the same; real SQLite, instant grader,
settle window 0. What we add is the difference between the two.
"""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from time import perf_counter

import discord

from bot.packs import load
from bot.settings import PACK
from storage.migrate import migrate
from tests.bench.figures import Figure, percentile
from tests.bench.room import SureGrader
from tests.discord.house import House
from tests.servers.discord_api import TOKEN, Channel, DiscordApi, Request, pointed_at, trouble

STEADY, PER_SECOND = 100, 10
WARM = 10
ANSWER = "Every prompt token runs through the model before the first one can come out."


class Watch:
    """Notes when people wrote, and when the first mark and the answer to each came in."""

    def __init__(self, server: DiscordApi) -> None:
        self._server = server
        self._said: dict[str, float] = {}
        self._names: dict[str, str] = {}
        self.marks: dict[str, float] = {}
        self.answers: dict[str, float] = {}
        server.trouble.add("*", "*", trouble.slow(0), times=None, where=self._note)

    def _note(self, request: Request) -> bool:
        now = perf_counter()
        if request.method == "PUT" and "/reactions/" in request.path:
            message = request.path.split("/messages/")[1].partition("/")[0]
            self.marks.setdefault(message, now)
        elif request.method == "POST" and request.path.endswith("/messages"):
            body = str(request.body)
            for name, message in self._names.items():
                if f"{name}," in body:
                    self.answers.setdefault(message, now)
        return False

    async def steady(
        self, place: Channel, first: int, many: int
    ) -> tuple[list[float], list[float]]:
        """Let people write at a steady rate; return the waits for mark and answer, in ms."""
        for number in range(first, first + many):
            name = f"Q{number}Q"
            user = self._server.add_user(name)
            started = perf_counter()
            message = await self._server.say(user, place, ANSWER)
            self._said[message.id], self._names[name] = started, message.id
            await asyncio.sleep(max(0.0, 1 / PER_SECOND - (perf_counter() - started)))
        wanted = list(self._said)[-many:]
        await self._server.wait_until(
            lambda: all(one in self.answers and one in self.marks for one in wanted), 120
        )
        return (
            [1000 * (self.marks[one] - self._said[one]) for one in wanted],
            [1000 * (self.answers[one] - self._said[one]) for one in wanted],
        )


def measure() -> Sequence[Figure]:
    """Return the waits for mark and feedback, ours beside the bare bot's."""
    ours = asyncio.run(_with_server(_ours))
    bare = asyncio.run(_with_server(_bare))
    names = ("mark", "feedback")
    return [
        Figure(
            name=f"Discord, {name} p{percent} at {PER_SECOND}/s",
            value=percentile(mine, percent),
            unit="ms",
            beside=percentile(plain, percent),
        )
        for name, mine, plain in zip(names, ours, bare, strict=True)
        for percent in (50, 99)
    ]


Waits = tuple[list[float], list[float]]


async def _with_server(run: Callable[[DiscordApi], Awaitable[Waits]]) -> Waits:
    async with DiscordApi().serving() as server:
        with pointed_at(server):
            return await run(server)


async def _ours(server: DiscordApi) -> Waits:
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "greenroom.db"
        migrate(database)
        house = House(server, database, load(PACK))
        house.grader = SureGrader(0)
        async with house.open():
            thread = await house.begun()
            watch = Watch(server)
            await watch.steady(thread, 0, WARM)
            return await watch.steady(thread, WARM, STEADY)


async def _bare(server: DiscordApi) -> Waits:
    client = discord.Client(
        intents=discord.Intents(guilds=True, guild_messages=True, message_content=True),
        guild_ready_timeout=0,
    )

    @client.event
    async def on_message(message: discord.Message) -> None:
        if not message.author.bot:
            await message.add_reaction("👀")
            await message.channel.send(f"{message.author.display_name}, {message.content}")

    running = asyncio.create_task(client.start(TOKEN))
    await server.ready()
    watch = Watch(server)
    await watch.steady(server.practice, 0, WARM)
    waits = await watch.steady(server.practice, WARM, STEADY)
    await client.close()
    with suppress(asyncio.CancelledError):
        await running
    return waits

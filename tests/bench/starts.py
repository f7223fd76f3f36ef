"""From its start until `greenroom run` is ready on Discord and Slack with a model, and its memory.

The platforms and the model are stand-ins on this machine. Beside it: a process that only imports
what they are spoken to with.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
from asyncio.subprocess import create_subprocess_exec
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

import aiohttp

from tests.bench.figures import Figure
from tests.bench.memory import resident
from tests.bench.room import LIMIT
from tests.servers.discord_api import TOKEN, DiscordApi
from tests.servers.messages_api import KEY, MessagesApi
from tests.servers.slack_api import SlackApi
from tests.service.test_app import free_port

STARTS = 3
SECONDS, MEGABYTES = 4.0, 230
"""Bounds that we hold ourselves to."""
LIBRARIES = "import anthropic, discord, slack_bolt.async_app, sqlalchemy; print(); input()"


def measure() -> Sequence[Figure]:
    """Return medians of some starts over a database that is there."""
    with tempfile.TemporaryDirectory() as folder:
        starts = asyncio.run(_starts(Path(folder) / "greenroom.db"))
    seconds, megabytes = (median(values) for values in zip(*starts, strict=True))
    plain = [_plain() for _ in range(STARTS)]
    plain_seconds, plain_megabytes = (median(values) for values in zip(*plain, strict=True))
    return (
        Figure(
            name="Discord, Slack and the model, until ready",
            value=seconds,
            unit="s",
            beside=plain_seconds,
            at_most=SECONDS,
        ),
        Figure(
            name="Discord, Slack and the model, memory",
            value=megabytes,
            unit="MB",
            beside=plain_megabytes,
            at_most=MEGABYTES,
        ),
    )


async def _starts(database: Path) -> list[tuple[float, float]]:
    discord, slack, model = DiscordApi(), SlackApi(), MessagesApi()
    async with discord.serving(), slack.serving(), model.serving(), asyncio.timeout(LIMIT):
        found = []
        for number in range(STARTS + 1):
            port = free_port()
            settings = {
                "ANTHROPIC_API_KEY": KEY,
                "ANTHROPIC_BASE_URL": model.url,
                "GREENROOM_DATABASE": str(database),
                "GREENROOM_DISCORD_TOKEN": TOKEN,
                "GREENROOM_HEALTH_PORT": str(port),
                "GREENROOM_LOG_LEVEL": "ERROR",
                "GREENROOM_SLACK_API_URL": slack.api,
                "GREENROOM_SLACK_APP_TOKEN": slack.app_token,
                "GREENROOM_SLACK_BOT_TOKEN": slack.bot_token,
            }
            began = perf_counter()
            process = await create_subprocess_exec(
                *(sys.executable, "-m", "tests.servers.discord_api.launch"),
                *(discord.url, discord.gateway.url, "run"),
                env={**_environment(), **settings},
            )
            try:
                await discord.ready(LIMIT)
                await slack.connected(number + 1, LIMIT)
                await _healthy(port)
                found.append((perf_counter() - began, resident(process.pid)))
            finally:
                process.terminate()
                await process.wait()
        # The first one made the tables.
        return found[1:]


def _environment() -> Mapping[str, str]:
    ours = ("GREENROOM_", "ANTHROPIC_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


async def _healthy(port: int) -> None:
    """Return once the service says that it is ready."""
    async with aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(f"http://127.0.0.1:{port}/readyz") as response:
                    if response.status == 200:
                        return
            except aiohttp.ClientConnectionError:
                pass
            await asyncio.sleep(0.01)


def _plain() -> tuple[float, float]:
    began = perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", LIBRARIES],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        if process.stdout is None:
            raise RuntimeError("the process has no pipes")
        process.stdout.readline()
        found = perf_counter() - began, resident(process.pid)
        process.kill()
    return found

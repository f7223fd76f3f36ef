"""SIGKILL between a post and its receipt, on a real process in front of the stand-in."""

import asyncio
import os
import random
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from tests.servers.discord_api import TOKEN, DiscordApi, Message, Request, trouble

pytestmark = pytest.mark.slow

WAIT = 60.0
ANSWER = "The whole prompt runs through the model once before the first token can come out."
MESSAGES = "/channels/{channel_id}/messages"
THREADS = "/channels/{channel_id}/messages/{message_id}/threads"
REACTIONS = "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me"


class Child:
    """`greenroom run` in a process of its own, started again after each of its ends."""

    def __init__(self, server: DiscordApi, folder: Path) -> None:
        self._server = server
        self.database = folder / "greenroom.db"
        self._process: asyncio.subprocess.Process | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Start it, and end it as an operator would."""
        await self.start()
        try:
            yield
        finally:
            if self._process and self._process.returncode is None:
                self._process.terminate()
                await asyncio.wait_for(self._process.wait(), WAIT)
        assert self._process is not None
        assert self._process.returncode == 0

    async def start(self) -> None:
        """Start it, and wait until it is connected."""
        launch = ("-m", "tests.servers.discord_api.launch")
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *launch,
            self._server.url,
            self._server.gateway_url,
            "run",
            env={
                **os.environ,
                "GREENROOM_DISCORD_TOKEN": TOKEN,
                "GREENROOM_DATABASE": str(self.database),
                "GREENROOM_HEALTH_PORT": "0",
                "GREENROOM_TICK_SECONDS": "1",
                "GREENROOM_LOG_LEVEL": "ERROR",
            },
        )
        await self._server.ready(WAIT)

    def kill(self) -> None:
        """Kill it, wherever it is."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)

    async def again(self) -> None:
        """Start it again once it is dead."""
        assert self._process is not None
        await asyncio.wait_for(self._process.wait(), WAIT)
        await self.start()

    def killed_by(self, about: str) -> Callable[[Request], bool]:
        """Return a condition that kills it while Discord does what it asked for."""

        def kill(request: Request) -> bool:
            if about not in request.path:
                return False
            self.kill()
            return True

        return kill

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Return what the database says."""
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture
def child(server: DiscordApi, tmp_path: Path) -> Child:
    """Return a process that was not started yet."""
    return Child(server, tmp_path)


async def set_up(server: DiscordApi) -> None:
    """Set up a channel where answers settle at once."""
    for command, options in (
        ("prep-admin setup", {"zone": "UTC"}),
        ("prep-admin settings", {"settle": 0}),
    ):
        told = await server.slash(server.ada, server.practice, command, options)
        await told.said(WAIT)
    await server.slash(server.ada, server.practice, "prep-admin post")


def said(server: DiscordApi, part: str) -> list[Message]:
    """Return our messages everywhere that contain these words."""
    places = [server.practice, *server.threads(server.practice)]
    return [one for place in places for one in server.messages(place) if part in one.text]


async def test_kills_between_post_and_receipt(server: DiscordApi, child: Child) -> None:
    """Killed after asking, after opening the thread and after marking: each is done once."""
    where = child.killed_by(server.practice.id)
    for route in (MESSAGES, THREADS):
        server.trouble.add("POST", route, trouble.cut(done=True), times=1, where=where)
    async with child.running():
        await set_up(server)
        await server.wait_until(lambda: said(server, "Open until"), WAIT)
        await child.again()
        await server.wait_until(lambda: server.threads(server.practice), WAIT)
        await child.again()
        (thread,) = server.threads(server.practice)
        where = child.killed_by(thread.id)
        server.trouble.add("PUT", REACTIONS, trouble.cut(done=True), times=1, where=where)
        answer = await server.say(server.bo, thread, ANSWER)
        await server.wait_until(lambda: answer.reactions.get("👀"), WAIT)
        server.trouble.add("POST", MESSAGES, trouble.cut(done=True), times=1, where=where)
        await child.again()
        await server.wait_until(lambda: said(server, "is graded"), WAIT)
        await child.again()
        await server.wait_until(lambda: answer.reactions.get("✅"), WAIT)
        done = "SELECT 1 FROM outbox WHERE state IN ('pending', 'sending')"
        await server.wait_until(lambda: not child.rows(done), WAIT)

    assert len(said(server, "Open until")) == 1
    assert len(said(server, "is graded")) == 1
    assert child.rows("SELECT count(*) FROM grade") == [(1,)]


async def test_kills_at_any_moment(server: DiscordApi, child: Child) -> None:
    """Forty people answer while the process dies again and again; each is graded once."""
    people = [server.add_user(f"P{number}") for number in range(40)]
    dice = random.Random(7)  # noqa: S311 - moments, no secrets
    answers: list[Message] = []
    async with child.running():
        await set_up(server)
        await server.wait_until(lambda: server.threads(server.practice), WAIT)
        (thread,) = server.threads(server.practice)
        for start in range(0, len(people), 10):
            for one in people[start : start + 10]:
                answers.append(await server.say(one, thread, f"{ANSWER} Says {one.name}."))
                await asyncio.sleep(dice.random() / 20)
            child.kill()
            await child.again()
        await server.wait_until(lambda: all(one.reactions.get("✅") for one in answers), WAIT)
        waiting = "SELECT 1 FROM outbox WHERE state IN ('pending', 'sending')"
        await server.wait_until(lambda: not child.rows(waiting), WAIT)

    assert child.rows("SELECT count(*), count(DISTINCT attempt) FROM grade") == [(40, 40)]
    assert len(said(server, "Open until")) == 1
    assert len(said(server, "is graded")) == 40

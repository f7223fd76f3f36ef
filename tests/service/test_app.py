"""The service as a whole: health, a platform in memory, and a graceful end."""

import asyncio
import os
import socket
from pathlib import Path
from signal import SIGTERM

import aiohttp

from bot import app
from bot.local_grader import LocalGrader
from bot.packs import load
from bot.ports import Handle, OpenThreads, Sentences, Suggest
from bot.service import service
from bot.settings import Settings
from tests.fakes import FakePlatform


class Listening(FakePlatform):
    """A platform that stays connected until it is told to stop."""

    def __init__(self) -> None:
        super().__init__()
        self.connected = asyncio.Event()
        self.left = False

    async def run(
        self, handle: Handle, suggest: Suggest, open_threads: OpenThreads, sentences: Sentences
    ) -> None:
        """Wait for ever."""
        del handle, suggest, open_threads, sentences
        self.connected.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.left = True


def free_port() -> int:
    """Return a port that nobody uses just now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


async def test_from_start_to_sigterm(tmp_path: Path) -> None:
    """It is ready once it runs, leaves its platforms at SIGTERM, and lets go of the database."""
    port = free_port()
    database = tmp_path / "greenroom.db"
    settings = Settings(database=str(database), health_port=port, _env_file=None)
    platform = Listening()
    async with asyncio.timeout(20):
        serving = asyncio.create_task(
            app.serve(
                settings, load(settings.pack), {"fake": lambda _secrets: platform}, LocalGrader()
            )
        )
        await platform.connected.wait()
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{port}/readyz") as response,
        ):
            ready = response.status
        os.kill(os.getpid(), SIGTERM)
        await serving

    assert ready == 200
    assert platform.left
    async with service(settings, load(settings.pack), database, {}, LocalGrader()):
        pass

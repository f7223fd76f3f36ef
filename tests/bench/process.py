"""A process of the service, whose platform is a stage: `python -m tests.bench.process ROLE ...`."""

import asyncio
import sys
from pathlib import Path

from bot import logs
from bot.app import run_until, stop_at_signals
from bot.packs import load
from bot.ports import Handle, OpenThreads, Sentences, Suggest
from bot.roles import Role
from bot.service import service
from bot.settings import Settings
from tests.bench.room import SureGrader
from tests.faults.stage import NAME, StagePlatform


class Resuming(StagePlatform):
    """Remembers the threads that were open at its start, as platforms do."""

    async def run(
        self, handle: Handle, suggest: Suggest, open_threads: OpenThreads, sentences: Sentences
    ) -> None:
        """Look at them first."""
        self.resumed = await open_threads()
        await super().run(handle, suggest, open_threads, sentences)


async def live(role: Role, database: str, stage: Path) -> None:
    """Run as `greenroom run` does, but for the platform and an instant grader."""
    stop = stop_at_signals()
    platforms = {} if role is Role.WORKER else {NAME: lambda _: Resuming(stage)}
    settings = Settings(database=database, tick_seconds=0.5, _env_file=None)
    target = settings.database_target()
    async with (
        service(settings, load(settings.pack), target, platforms, SureGrader(0), role=role) as app,
        app.working(),
    ):
        await run_until(stop, app)


if __name__ == "__main__":
    logs.configure(level="WARNING", readable=True)
    asyncio.run(live(Role(sys.argv[1]), sys.argv[2], Path(sys.argv[3])))

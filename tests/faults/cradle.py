"""Where the processes of a service come from: `python -m tests.faults.cradle`.

Each line of its standard input is a `Birth` as JSON; for each it forks a process, so that only
imports are shared, and prints its id.
"""

import asyncio
import os
import signal
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import BaseModel

from bot import logs
from bot.app import run_until, stop_at_signals
from bot.errors import GraderDown
from bot.flows import calls
from bot.local_grader import LocalGrader
from bot.packs import load
from bot.ports import GradeRequest, Judged, Platform, Secrets
from bot.roles import Role
from bot.service import service
from bot.settings import Settings
from storage import postgres, procrastinate
from tests.faults.stage import NAME, StagePlatform

SHARED = (postgres, procrastinate)
"""Imported once for all who are born, though a service does it only where a server is named."""


class Birth(BaseModel):
    """A process: what it does, and where it finds everything."""

    role: Role
    url: str
    """Of the database; a path for one that is a file."""
    stage: Path
    pack: Path
    patience: float
    thinks: float
    """Seconds that its grader takes."""
    down: Path
    """While this file is there, its model is down."""
    clock: Path | None = None
    """A file that says by how many seconds its clock is wrong."""

    @property
    def database(self) -> Path | str:
        """The database as the program is told it."""
        return self.url if "://" in self.url else Path(self.url)


class WrongClock:
    """A clock that is wrong by what a file says at that moment."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        """Return what it takes for the present."""
        return datetime.now(UTC) + timedelta(seconds=float(self._path.read_text()))


class SlowGrader(LocalGrader):
    """The offline grader, which takes its time as a model does, and is down as one may be."""

    def __init__(self, seconds: float, down: Path) -> None:
        super().__init__()
        self._seconds = seconds
        self._down = down

    async def judge(self, request: GradeRequest) -> Judged:
        """Think, then judge."""
        await asyncio.sleep(self._seconds)
        if self._down.exists():
            raise GraderDown("overloaded")
        return await super().judge(request)


async def live(birth: Birth) -> None:
    """Run as `greenroom run` does, but for the platform."""
    stop = stop_at_signals()
    # Minutes are seconds here.
    calls.FIRST_WAIT, calls.LONGEST_WAIT = calls.FIRST_WAIT / 60, calls.LONGEST_WAIT / 60
    settings = Settings(pack=birth.pack, tick_seconds=0.5, _env_file=None)
    async with (
        service(
            settings,
            load(birth.pack),
            birth.database,
            _platforms(birth),
            SlowGrader(birth.thinks, birth.down),
            role=birth.role,
            patience=timedelta(seconds=birth.patience),
            clock=WrongClock(birth.clock) if birth.clock else None,
        ) as app,
        app.working(),
    ):
        await run_until(stop, app)


def _platforms(birth: Birth) -> dict[str, Callable[[Secrets], Platform]]:
    if birth.role is Role.WORKER:
        return {}
    return {NAME: lambda _: StagePlatform(birth.stage)}


def born(birth: Birth) -> int:
    """Fork a process that lives, and return its id."""
    if child := os.fork():
        return child
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        asyncio.run(live(birth))
    except BaseException:  # noqa: BLE001 - it ends here, whatever it is
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    logs.configure(level="WARNING", readable=True)
    # Nobody waits for those that are killed.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        os.write(1, f"{born(Birth.model_validate_json(line))}\n".encode())

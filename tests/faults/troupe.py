"""A gateway and workers as processes of their own, over one server; and what becomes of them."""

import asyncio
import os
import random
import secrets
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from subprocess import PIPE
from time import monotonic

from bot.consequences import Consequences
from bot.flows.deps import Deps
from bot.local_grader import LocalGrader
from bot.packs import load
from bot.painting import NoPictures
from bot.roles import Role
from bot.schedule import LocalCalendar, SystemClock
from bot.switchboard import Switchboard
from storage.store import SqlStore
from tests.contracts.rows import rows
from tests.due import due_now
from tests.waiting import until

from .cradle import Birth
from .driver import ROOT, SAYS, Figures, count_rows
from .stage import NAME, Line, Stage, channel, space

PATIENCE = 3.0
"""Seconds for which a process may be silent here."""
THINKS = 0.05
"""Seconds that the grader takes."""
LIMIT = 300
"""Seconds after the last fault within which everything has to be done."""
FOR_LATER = """
    status = 'todo' AND (
        args ->> 'kind' IN ('close', 'remind', 'prune')
        -- To look again when a claim ends, though by then nothing is left to say there.
        OR args ->> 'kind' = 'deliver' AND scheduled_at > now() AND NOT EXISTS (
            SELECT 1 FROM outbox
            WHERE address = args ->> 'key' AND outbox.state IN ('pending', 'sending')
        )
    )
"""
JOBS = f"SELECT count(*) FROM procrastinate_jobs WHERE NOT ({FOR_LATER})"  # noqa: S608
FREE = "token IS NULL AND kind IN ('close', 'remind', 'prune')"
WAKES = f"SELECT count(*) FROM work WHERE NOT ({FREE})"  # noqa: S608


@dataclass(slots=True)
class One:
    """A process."""

    role: Role
    pid: int


def lives(one: One) -> bool:
    """Return whether a process is there."""
    try:
        os.kill(one.pid, 0)
    except ProcessLookupError:
        return False
    return True


@dataclass
class Troupe:
    """The processes of a service."""

    url: str | Path
    stage: Stage
    birth: Birth
    cradle: asyncio.subprocess.Process
    teams: int
    lines: dict[str, Line] = field(default_factory=dict)
    living: list[One] = field(default_factory=list)
    killed: int = 0
    frozen: int = 0

    async def starts(self, *roles: Role, clock: Path | None = None) -> None:
        """Start processes, whose clocks may be wrong as a file says."""
        for role in roles:
            self.living.append(One(role, await self._born(role, clock)))

    async def opens(self) -> None:
        """Wait until every question is there."""
        async with asyncio.timeout(LIMIT):
            await until(lambda: len(self.stage.threads) == self.teams)

    async def _born(self, role: Role, clock: Path | None = None) -> int:
        assert self.cradle.stdin is not None
        assert self.cradle.stdout is not None
        birth = self.birth.model_copy(update={"role": role, "clock": clock or self.birth.clock})
        self.cradle.stdin.write(f"{birth.model_dump_json()}\n".encode())
        return int(await asyncio.wait_for(self.cradle.stdout.readline(), 60))

    async def dies(self, one: One) -> None:
        """Kill a process, and start another one in its place."""
        with suppress(ProcessLookupError):
            os.kill(one.pid, signal.SIGKILL)
        self.killed += 1
        async with asyncio.timeout(LIMIT):
            await until(lambda: not lives(one))
        one.pid = await self._born(one.role)

    async def freezes(self, one: One, seconds: float) -> None:
        """Stop a process in whatever it does, and let it go on later."""
        os.kill(one.pid, signal.SIGSTOP)
        self.frozen += 1
        await asyncio.sleep(seconds)
        os.kill(one.pid, signal.SIGCONT)

    def says(self, count: int) -> None:
        """Let so many people answer."""
        fresh = [
            Line(
                ref=f"p{number}",
                team=number % self.teams,
                text=f"{SAYS[number % len(SAYS)]} That is what p{number} says.",
            )
            for number in range(len(self.lines), len(self.lines) + count)
        ]
        self.lines |= {line.ref: line for line in fresh}
        self.stage.say(fresh)

    async def ends(self) -> Figures:
        """Wait until nothing is left to do, stop everybody, and count."""
        at_last = monotonic() + LIMIT
        left = self._left()
        while left and monotonic() < at_last:
            await asyncio.sleep(0.2)
            left = self._left()
        figures = Figures(rooms=1, answers=0, sent_again=self.stage.again)
        figures.kills["random"] += self.killed
        figures.kills["frozen"] += self.frozen
        figures.left_over += left
        texts = {f"{NAME}:{line.ref}": line.text for line in self.lines.values()}
        count_rows(partial(rows, self.url), texts, self.stage.shown, self.teams, figures)
        return figures

    def _left(self) -> int:
        silent = len(self.lines) - len(self.stage.acknowledged)
        left = WAKES if isinstance(self.url, Path) else JOBS
        return silent + int(rows(self.url, left)[0][0])


@asynccontextmanager
async def troupe(  # noqa: PLR0913 - what differs between runs
    url: str | Path,
    folder: Path,
    pack: Path,
    seed: int,
    *,
    teams: int = 4,
    repeats: float = 0.1,
    patience: float = PATIENCE,
) -> AsyncIterator[Troupe]:
    """Set up teams whose questions are due, and open a stage; nobody lives yet."""
    clock = SystemClock()
    store = SqlStore(url, clock, load(pack).header.id)
    deps = Deps(
        store=store,
        platform=Switchboard({}),
        grader=LocalGrader(),
        clock=clock,
        calendar=LocalCalendar(),
        bank=load(pack),
        painter=NoPictures(),
        new_id=lambda: secrets.token_hex(8),
    )
    for team in range(teams):
        new = due_now(deps, f"team{team}", space=space(team), channel=channel(team))
        new = replace(new, team=replace(new.team, admin_address=channel(team)))
        await store.teams.create(new, Consequences())
    await store.close()
    stage = Stage(chance=random.Random(seed), repeats=repeats)  # noqa: S311 - the same every time
    birth = Birth(
        role=Role.ALL,
        url=str(url),
        stage=folder / "stage",
        pack=pack,
        patience=patience,
        thinks=THINKS,
        down=folder / "down",
    )
    with (folder / "log").open("wb") as log:
        cradle = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.faults.cradle",
            cwd=ROOT,
            stdin=PIPE,
            stdout=PIPE,
            stderr=log,
        )
        playing = Troupe(url=url, stage=stage, birth=birth, cradle=cradle, teams=teams)
        try:
            async with stage.open(birth.stage):
                yield playing
        finally:
            for one in playing.living:
                with suppress(ProcessLookupError):
                    os.kill(one.pid, signal.SIGKILL)
            cradle.kill()
            await cradle.wait()

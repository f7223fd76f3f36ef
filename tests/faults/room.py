"""The console service, in processes that kill themselves at a named point.

`python -m tests.faults.room` reads one life after the other from its standard input, as JSON of
`Life`. For each it forks a process, which opens the room from what is on the disk, takes the
answers one by one and prints `ACK ref` once `handle` has returned. `END status` comes last. Only
imports are shared between lives, to save a second for each.
"""

import asyncio
import os
import signal
import sys
import time
import traceback
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from unittest.mock import patch

import alembic.command
import alembic.config  # noqa: F401 - both only to have been imported before the first fork
from alembic.ddl.impl import DefaultImpl

from adapters.console.adapter import Console
from adapters.console.keyboard import Desk
from adapters.console.transcript import Transcript
from bot import demo, dispatch, logs
from bot.consequences import Wake
from bot.local_grader import LocalGrader
from bot.messages import (
    Address,
    Doubtful,
    Inbound,
    Mark,
    MessageReceived,
    MessageRef,
    OutboxKey,
    Post,
    Receipt,
    ReplyHandle,
    Sent,
    UserId,
)
from bot.packs import load
from bot.ports import GradeRequest, Handle, Judged, OpenThreads, Sentences, Suggest
from bot.records import Answer, AnswerView, Collect, Intake
from bot.service import Service, service
from bot.settings import Settings
from storage.attempts import AttemptRows

from .lives import Life, Said

HANGS = 20
"""Seconds after which a life that does not end is ended, and seen as a failure."""

SETTLE = timedelta(milliseconds=40)
PAUSE = 0.02
"""Seconds between two answers, so that grading and telling go on beside them."""


class Trap:
    """Kills the process when a point is passed often enough."""

    def __init__(self, point: str, nth: int) -> None:
        self._point = point
        self._left = nth

    def passes(self, point: str) -> None:
        """Note that a point is passed."""
        if point != self._point:
            return
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


class Script:
    """Lines that are spoken one by one, each by its speaker, once there is a question."""

    interactive = True
    width = 88

    def __init__(self, answers: list[Said]) -> None:
        self._answers = iter(answers)
        self._next: Said | None = None
        self.opened = asyncio.Event()
        self.ref = ""

    def open(self) -> AbstractContextManager[None]:
        """Nothing has to be prepared."""
        return nullcontext()

    async def read(self, prompt: str, status: Callable[[], str]) -> str | None:
        """Return who speaks next, then what they say."""
        del prompt, status
        await self.opened.wait()
        if self._next is not None:
            self.ref, text, self._next = self._next.ref, self._next.text, None
            return text
        await asyncio.sleep(PAUSE)
        self._next = next(self._answers, None)
        return f"/as {self._next.who}" if self._next else None

    def show(self, text: str) -> None:
        """Nobody looks."""


class TrappedConsole(Console):
    """The console, with traps around every call that shows something."""

    def __init__(
        self,
        script: Script,
        transcript: Transcript,
        drained: Callable[[], Awaitable[None]],
        trap: Trap,
    ) -> None:
        super().__init__(script, transcript, drained)
        self._script = script
        self._trap = trap
        if any(entry.kind == "thread" for entry in transcript.entries):
            script.opened.set()

    def _desk(self, sentences: Sentences) -> Desk:
        return replace(super()._desk(sentences), new_id=self._script.ref)

    async def run(
        self, handle: Handle, suggest: Suggest, open_threads: OpenThreads, sentences: Sentences
    ) -> None:
        """Acknowledge each message once it was handled."""

        async def acknowledging(event: Inbound) -> None:
            await handle(event)
            if isinstance(event, MessageReceived):
                _print(f"ACK {event.ref.removeprefix('console:')}")

        await super().run(acknowledging, suggest, open_threads, sentences)

    async def post(
        self, address: Address, post: Post, key: OutboxKey, *, again: bool
    ) -> Sent | Doubtful:
        """Post between two traps."""
        self._trap.passes("before-post")
        sent = await super().post(address, post, key, again=again)
        self._trap.passes("after-post")
        return sent

    async def tell(
        self, user: UserId, post: Post, key: OutboxKey, reply: ReplyHandle | None, *, again: bool
    ) -> Sent | Doubtful:
        """Tell between two traps."""
        self._trap.passes("before-post")
        sent = await super().tell(user, post, key, reply, again=again)
        self._trap.passes("after-post")
        return sent

    async def mark(self, message: MessageRef, mark: Mark) -> None:
        """Mark between two traps."""
        self._trap.passes("before-post")
        await super().mark(message, mark)
        self._trap.passes("after-post")

    async def open_thread(self, receipt: Receipt, title: str) -> Address:
        """Open a thread before a trap."""
        address = await super().open_thread(receipt, title)
        self._trap.passes("after-post")
        self._script.opened.set()
        return address


class TrappedGrader(LocalGrader):
    """The offline grader, which may not live to answer."""

    def __init__(self, trap: Trap) -> None:
        super().__init__()
        self._trap = trap

    async def judge(self, request: GradeRequest) -> Judged:
        """Grade after a trap."""
        await asyncio.sleep(0)
        self._trap.passes("in-grader")
        return await super().judge(request)


class TrappedService(Service):
    """The service, with a trap between a wake that is handled and its end."""

    trap = Trap("", 0)

    async def handle(self, event: dispatch.Event) -> None:
        """Handle an event before a trap."""
        await super().handle(event)
        if isinstance(event, Wake):
            self.trap.passes("before-finish")


async def live(life: Life) -> None:
    """Open the room as `bot.app.run_console` does, with traps."""
    trap = TrappedService.trap = Trap(life.point, life.nth)
    transcript = Transcript(life.folder / "transcript.jsonl")
    transcript.load()
    later: list[Callable[[], Awaitable[None]]] = []

    async def drained() -> None:
        for wait in later:
            await wait()

    take = AttemptRows.take

    async def trapped_take(
        self: AttemptRows, answer: Answer, decide: Callable[[AnswerView], Intake]
    ) -> Intake | None:
        taken = await take(self, answer, decide)
        if isinstance(taken, Collect):
            trap.passes("after-commit")
        return taken

    create_table = DefaultImpl.create_table

    def trapped_create(self: DefaultImpl, *args: Any, **kwargs: Any) -> None:
        create_table(self, *args, **kwargs)
        trap.passes("in-migration")

    console = TrappedConsole(Script(life.answers), transcript, drained, trap)
    settings = Settings(pack=life.pack)
    database = life.folder / "greenroom.db"
    with (
        patch.object(AttemptRows, "take", trapped_take),
        patch.object(DefaultImpl, "create_table", trapped_create),
        patch.object(demo, "SETTLE", SETTLE),
    ):
        async with service(
            settings,
            load(life.pack),
            database,
            {"console": lambda _secrets: console},
            TrappedGrader(trap),
        ) as made:
            app = TrappedService(
                deps=made.deps,
                store=made.store,
                platforms=made.platforms,
                tick_seconds=5,
                role=made.role,
            )
            later.append(partial(app.drained, "console"))
            await demo.set_up(app.deps, "Etc/UTC")
            async with app.working():
                await app.run_platforms()


def _print(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def _born(life: Life) -> int:
    """Live in a process of its own; returns how it ended."""
    if child := os.fork():
        if life.after is not None:
            time.sleep(life.after)
            os.kill(child, signal.SIGKILL)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    signal.alarm(HANGS)
    try:
        asyncio.run(live(life))
    except BaseException:  # noqa: BLE001 - it ends here, whatever it is
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    logs.configure(level="WARNING", readable=True)
    for line in sys.stdin:
        _print(f"END {_born(Life.model_validate_json(line))}")

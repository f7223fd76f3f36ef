"""A round on the console, in a process that kills itself at a named point.

`python -m tests.faults.interview FOLDER PACK POINT NTH` opens the room from what is on the disk and
goes on with the round where it stands, as a person would: reads the step, answers, says done.
Messages and commands carry the same references in every life, as a platform's would.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from unittest.mock import patch

from adapters.console.adapter import Console
from adapters.console.keyboard import CHANNEL, SPACE
from adapters.console.transcript import Transcript
from bot import demo, logs
from bot.content import Track
from bot.messages import (
    Address,
    Author,
    CommandInvoked,
    Doubtful,
    MessageReceived,
    MessageRef,
    OutboxKey,
    Place,
    Post,
    Sent,
    UserId,
)
from bot.packs import load
from bot.ports import Handle, OpenThreads, RoundChange, Sentences, Suggest
from bot.round_content import DesignPrompt
from bot.rounds.values import Round, Speaker, State
from bot.service import service
from bot.settings import Settings
from storage.rounds import RoundRows

from .room import Trap, TrappedGrader, TrappedService

ANA = Author(user=UserId("console:ana"), name="ana", admin=True)
PAUSE = 0.01


class Nothing:
    """No lines, and nobody who looks."""

    interactive = True
    width = 88

    def open(self) -> AbstractContextManager[None]:
        """Nothing has to be prepared."""
        return nullcontext()

    async def read(self, prompt: str, status: Callable[[], str]) -> str | None:
        """Return nothing."""
        del prompt, status
        return None

    def show(self, text: str) -> None:
        """Show nothing."""


class Candidate(Console):
    """The console with a person at it who goes on with their round."""

    def __init__(self, transcript: Transcript, trap: Trap, prompt: DesignPrompt) -> None:
        async def drained() -> None:
            return

        super().__init__(Nothing(), transcript, drained)
        self._trap = trap
        self._design = prompt
        self.find: Callable[[], Awaitable[Round | None]] | None = None

    async def run(
        self, handle: Handle, suggest: Suggest, open_threads: OpenThreads, sentences: Sentences
    ) -> None:
        """Go on with the round until it has ended and all is said."""
        del suggest, open_threads, sentences
        assert self.find is not None
        while (one := await self.find()) is None or one.live:
            if one is None:
                await handle(_begin())
            elif one.state is State.RUNNING:
                await self._go_on(one, handle)
            await asyncio.sleep(PAUSE)

    async def _go_on(self, one: Round, handle: Handle) -> None:
        """Answer the newest question or follow-up once, then say done once."""
        asked = [turn for turn in one.turns if turn.speaker in (Speaker.ASKED, Speaker.PROBED)][-1]
        said = [turn for turn in one.turns if turn.ref is not None and turn.n > asked.n]
        steps = list(self._design.exemplars.good.steps.values())
        if not said:
            await handle(_message(one, f"answer-{asked.n}", steps[one.current]))
        else:
            await handle(_message(one, f"done-{asked.n}", "done"))

    async def post(
        self, address: Address, post: Post, key: OutboxKey, *, again: bool
    ) -> Sent | Doubtful:
        """Post between two traps."""
        self._trap.passes("before-post")
        sent = await super().post(address, post, key, again=again)
        self._trap.passes("after-post")
        return sent

    async def open_room(self, near: Address, user: UserId, title: str) -> Address:
        """Open a room before a trap."""
        address = await super().open_room(near, user, title)
        self._trap.passes("after-room")
        return address


def _begin() -> CommandInvoked:
    return CommandInvoked(
        event="begin",
        author=ANA,
        place=Place(space=SPACE, channel=CHANNEL),
        command="mock",
        arguments={"kind": Track.SYSTEM_DESIGN, "length": "20m", "access": "shared"},
        at=datetime.now(UTC),
    )


def _message(one: Round, ref: str, text: str) -> MessageReceived:
    place = Place(space=SPACE, channel=CHANNEL, thread=one.room)
    return MessageReceived(
        ref=MessageRef(f"console:{ref}"),
        author=ANA,
        place=place,
        text=text,
        sent_at=datetime.now(UTC),
    )


async def live(folder: Path, pack: Path, point: str, nth: int) -> None:
    """Open the room, with traps, and go on with the round."""
    trap = TrappedService.trap = Trap(point, nth)
    transcript = Transcript(folder / "transcript.jsonl")
    transcript.load()
    prompt = next(one for one in load(pack).rounds.values() if isinstance(one, DesignPrompt))
    candidate = Candidate(transcript, trap, prompt)
    change = RoundRows.change

    async def trapped(
        self: RoundRows, round_id: str, decide: Callable[[Round], RoundChange | None]
    ) -> Round | None:
        changed = await change(self, round_id, decide)  # type: ignore[arg-type]
        trap.passes("after-commit")
        return changed

    with patch.object(RoundRows, "change", trapped):
        async with service(
            Settings(pack=pack),
            load(pack),
            folder / "greenroom.db",
            {"console": lambda _secrets: candidate},
            TrappedGrader(trap),
        ) as made:
            app = TrappedService(
                deps=made.deps, store=made.store, platforms=made.platforms, tick_seconds=5
            )
            candidate.find = partial(_find, app)
            await demo.set_up(app.deps, "Etc/UTC")
            async with app.working():
                await app.run_platforms()
                await app.drained("console")


async def _find(app: TrappedService) -> Round | None:
    found = await app.deps.store.teams.at(Place(space=SPACE, channel=CHANNEL))
    assert found is not None
    person = (await app.deps.store.teams.person(found.team.id, ANA)).id
    live_one = await app.deps.store.rounds.live_of(person)
    past = await app.deps.store.rounds.past(person, 1)
    return live_one or (past[0] if past else None)


if __name__ == "__main__":
    logs.configure(level="WARNING", readable=True)
    where, material, name, number = sys.argv[1:]
    asyncio.run(live(Path(where), Path(material), name, int(number)))

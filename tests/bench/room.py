"""An open question over a new database, in this process: instant grader, platform in memory."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from bot import dispatch
from bot.consequences import Consequences
from bot.content import Verdict
from bot.flows.deps import Deps
from bot.grading import Graded, Judgement, PointVerdict
from bot.messages import (
    Address,
    Author,
    Doubtful,
    MessageReceived,
    MessageRef,
    OutboxKey,
    Place,
    Post,
    ReplyHandle,
    Sent,
    UserId,
)
from bot.packs import load
from bot.painting import NoPictures
from bot.ports import Grader, GradeRequest, Judged, Verbs
from bot.schedule import LocalCalendar, SystemClock
from bot.settings import PACK
from storage.migrate import bring_up_to_date
from storage.store import SqlStore
from tests.due import due_now
from tests.fakes import CHANNEL, SPACE, FakePlatform
from tests.waiting import until

TEXT = "every prompt token runs through the model before the first one."
LIMIT = 120
"""Seconds after which something is wrong."""


class SureGrader:
    """Finds every point in every answer, after so many seconds."""

    name = "sure"
    model = ""
    fingerprint = "sure"

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def estimate(self, request: GradeRequest) -> int:
        """Return 0."""
        del request
        return 0

    async def judge(self, request: GradeRequest) -> Judged:
        """Return full marks."""
        if self._seconds:
            await asyncio.sleep(self._seconds)
        points = tuple(
            PointVerdict(point=point.id, verdict=Verdict.MET, quote=request.answer)
            for point in request.question.rubric.points
        )
        outcome = Graded(
            score=100,
            judgement=Judgement(points=points),
            grader=self.name,
            estimate=False,
            confidence=1.0,
        )
        return Judged(outcome=outcome)


class Stopwatch(FakePlatform):
    """Remembers when each person was told something."""

    def __init__(self) -> None:
        super().__init__()
        self.told: dict[UserId, float] = {}
        self._count = asyncio.Condition()

    async def tell(
        self, user: UserId, post: Post, key: OutboxKey, reply: ReplyHandle | None, *, again: bool
    ) -> Sent | Doubtful:
        """Note the time."""
        self.told[user] = perf_counter()
        async with self._count:
            self._count.notify_all()
        return await super().tell(user, post, key, reply, again=again)

    async def has_told(self, people: int) -> None:
        """Wait until so many people were told something."""
        async with self._count:
            await self._count.wait_for(lambda: len(self.told) >= people)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """An open question's thread, with everything behind it."""

    deps: Deps
    address: Address
    platform: Stopwatch
    _said: dict[UserId, float] = field(default_factory=dict)

    async def say(self, name: str) -> None:
        """Answer as somebody; returns when it is stored."""
        user = UserId(f"fake:{name}")
        message = MessageReceived(
            ref=MessageRef(f"fake:{name}"),
            author=Author(user=user, name=name),
            place=Place(space=SPACE, channel=CHANNEL, thread=self.address),
            text=f"{name}: {TEXT}",
            sent_at=self.deps.now(),
        )
        self._said[user] = perf_counter()
        await dispatch.handle(self.deps, message)

    def waits(self) -> Mapping[UserId, float]:
        """Return milliseconds from each answer to its feedback."""
        return {user: 1000 * (self.platform.told[user] - at) for user, at in self._said.items()}


def deps_over(store: SqlStore, platform: Verbs, grader: Grader) -> Deps:
    """Return what flows work with."""
    ids = iter(range(10**9))
    return Deps(
        store=store,
        platform=platform,
        grader=grader,
        painter=NoPictures(),
        clock=SystemClock(),
        calendar=LocalCalendar(),
        bank=load(PACK),
        new_id=lambda: f"{next(ids):016x}",
    )


@asynccontextmanager
async def working(store: SqlStore, deps: Deps) -> AsyncIterator[None]:
    """Run wakes while the block lasts."""

    async def handle(event: dispatch.Event) -> None:
        await dispatch.handle(deps, event)

    work = asyncio.create_task(store.work.run(handle))
    try:
        yield
    finally:
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work


@asynccontextmanager
async def thread(target: Path | str, seconds: float) -> AsyncIterator[Thread]:
    """Open a question over a new database, with a grader that takes so many seconds."""
    bring_up_to_date(target)
    store = SqlStore(target, SystemClock(), "bench")
    platform = Stopwatch()
    deps = deps_over(store, platform, SureGrader(seconds))
    await store.teams.create(due_now(deps), Consequences())
    await dispatch.handle(deps, dispatch.Tick())
    async with working(store, deps), asyncio.timeout(LIMIT):
        await until(lambda: bool(platform.threads))
        address = next(iter(platform.threads.values()))
        yield Thread(deps=deps, address=address, platform=platform)
    await store.close()

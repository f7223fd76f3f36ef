"""Replies from message in to feedback out: real SQLite, instant grader, platform in memory."""

import asyncio
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import procrastinate

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
from bot.ports import GradeRequest, Judged
from bot.schedule import LocalCalendar, SystemClock
from bot.settings import PACK
from storage.migrate import bring_up_to_date
from storage.postgres import native
from storage.store import SqlStore
from tests.bench.figures import Figure, percentile
from tests.due import due_now
from tests.fakes import CHANNEL, SPACE, FakePlatform
from tests.postgres import copy_of, make_template, server
from tests.waiting import until

BURST = 400
STEADY, PER_SECOND = 100, 10
SLOW = 2.0
"""Seconds that the slow grader takes for each answer."""
IN_FLIGHT, IN_ALL = 32, 192


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

    async def tell(
        self, user: UserId, post: Post, key: OutboxKey, reply: ReplyHandle | None, *, again: bool
    ) -> Sent | Doubtful:
        """Note the time."""
        self.told[user] = perf_counter()
        return await super().tell(user, post, key, reply, again=again)


def measure() -> Sequence[Figure]:
    """Return latency and throughput, beside bare commits to the same kind of file."""
    with tempfile.TemporaryDirectory() as folder:
        bare = _bare_commits(Path(folder) / "bare.db")
        burst = asyncio.run(_burst(Path(folder) / "burst.db"))
        steady = asyncio.run(_paced(Path(folder) / "steady.db", 0, STEADY, PER_SECOND))
        rate = IN_FLIGHT / SLOW
        slow = asyncio.run(_paced(Path(folder) / "slow.db", SLOW, IN_ALL, rate))
    return (
        Figure(name="replies, burst", value=burst, unit="replies/s", beside=bare),
        Figure(name=f"reply p50 at {PER_SECOND}/s", value=percentile(steady, 50), unit="ms"),
        Figure(name=f"reply p99 at {PER_SECOND}/s", value=percentile(steady, 99), unit="ms"),
        Figure(name=f"added p50, {IN_FLIGHT} in flight", value=percentile(slow, 50), unit="ms"),
        Figure(name=f"added p99, {IN_FLIGHT} in flight", value=percentile(slow, 99), unit="ms"),
        *measure_server(),
    )


def measure_server() -> Sequence[Figure]:
    """Return the same of one process on PostgreSQL, beside bare jobs of Procrastinate."""
    with server() as url:
        template = make_template(url)
        with copy_of(url, template) as target:
            bare = asyncio.run(_bare_jobs(target))
            burst = asyncio.run(_burst(target))
        with copy_of(url, template) as target:
            steady = asyncio.run(_paced(target, 0, STEADY, PER_SECOND))
    name = "PostgreSQL, one process: "
    return (
        Figure(name=f"{name}replies, burst", value=burst, unit="replies/s", beside=bare),
        Figure(name=f"{name}reply p50", value=percentile(steady, 50), unit="ms"),
        Figure(name=f"{name}reply p99", value=percentile(steady, 99), unit="ms"),
    )


async def _bare_jobs(target: str) -> float:
    """Return how many jobs a second Procrastinate runs that do nothing."""
    connector = procrastinate.PsycopgConnector(conninfo=native(target))
    app = procrastinate.App(connector=connector)

    @app.task(queue="bare")
    async def nothing() -> None:
        return

    async with app.open_async():
        await nothing.batch_defer_async(*({} for _ in range(BURST)))
        started = perf_counter()
        await app.run_worker_async(
            queues=["bare"], concurrency=32, wait=False, install_signal_handlers=False
        )
        return BURST / (perf_counter() - started)


def _bare_commits(path: Path) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE row (n INTEGER)")
    started = perf_counter()
    for number in range(BURST):
        connection.execute("INSERT INTO row VALUES (?)", (number,))
    seconds = perf_counter() - started
    connection.close()
    return BURST / seconds


@dataclass(frozen=True, slots=True)
class Thread:
    """An open question's thread, with everything behind it."""

    deps: Deps
    address: Address
    told: Mapping[UserId, float]
    """When each person was told something."""

    async def say(self, name: str) -> None:
        """Answer as somebody; returns when it is stored."""
        user = UserId(f"fake:{name}")
        message = MessageReceived(
            ref=MessageRef(f"fake:{name}"),
            author=Author(user=user, name=name),
            place=Place(space=SPACE, channel=CHANNEL, thread=self.address),
            text=f"{name}: every prompt token runs through the model before the first one.",
            sent_at=self.deps.now(),
        )
        await dispatch.handle(self.deps, message)


@asynccontextmanager
async def thread(target: Path | str, seconds: float) -> AsyncIterator[Thread]:
    """Open a question over a new database, with a grader that takes so many seconds."""
    bring_up_to_date(target)
    clock = SystemClock()
    store = SqlStore(target, clock, "bench")
    platform = Stopwatch()
    ids = iter(range(10**9))
    deps = Deps(
        store=store,
        platform=platform,
        grader=SureGrader(seconds),
        painter=NoPictures(),
        clock=clock,
        calendar=LocalCalendar(),
        bank=load(PACK),
        new_id=lambda: f"{next(ids):016x}",
    )
    await deps.store.teams.create(due_now(deps), Consequences())
    await dispatch.handle(deps, dispatch.Tick())

    async def handle(event: dispatch.Event) -> None:
        await dispatch.handle(deps, event)

    work = asyncio.create_task(store.work.run(handle))
    async with asyncio.timeout(120):
        await until(lambda: bool(platform.threads))
        yield Thread(deps, next(iter(platform.threads.values())), platform.told)
    work.cancel()
    with suppress(asyncio.CancelledError):
        await work
    await store.close()


async def _burst(target: Path | str) -> float:
    """Return how many replies a second are taken, graded and told when all come at once."""
    async with thread(target, 0) as here:
        started = perf_counter()
        await asyncio.gather(*(here.say(f"p{number}") for number in range(BURST)))
        await until(lambda: len(here.told) == BURST)
        return BURST / (perf_counter() - started)


async def _paced(target: Path | str, seconds: float, count: int, per_second: float) -> list[float]:
    """Return milliseconds from message to feedback, without the grader's, at a steady rate."""
    sent: dict[UserId, float] = {}
    async with thread(target, seconds) as here:
        started = perf_counter()
        for number in range(count):
            await asyncio.sleep(max(0.0, started + number / per_second - perf_counter()))
            sent[UserId(f"fake:p{number}")] = perf_counter()
            await here.say(f"p{number}")
        await until(lambda: len(here.told) == count)
        return [1000 * (here.told[user] - at - seconds) for user, at in sent.items()]

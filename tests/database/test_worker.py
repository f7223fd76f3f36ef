"""Workers on a real server, by the real clock: each wake is handled, whatever becomes of them."""

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import pairwise
from subprocess import PIPE
from time import monotonic

import pytest

from bot.consequences import Consequences, Wake, WakeKind
from bot.schedule import MovedClock, SystemClock
from storage.postgres import PostgresDatabase, native
from storage.procrastinate import ProcrastinateWork
from storage.store import SqlStore
from tests.contracts.rows import rows
from tests.postgres import copy_of
from tests.waiting import until

PATIENCE = timedelta(seconds=1.5)
"""How long a worker here may be silent before another one takes over."""
LIMIT = 60
"""Seconds that a test may take on a busy machine."""

Handler = Callable[[Wake], Awaitable[None]]


@pytest.fixture
def url(postgres: tuple[str, str]) -> Iterator[str]:
    """Return the URL of a fresh database."""
    with copy_of(*postgres) as url:
        yield url


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[SqlStore]:
    """Open a store as a process of its own would."""
    store = SqlStore(url, SystemClock(), "pack", patience=PATIENCE)
    yield store
    await store.close()


@asynccontextmanager
async def working(url: str, handle: Handler) -> AsyncIterator[SqlStore]:
    """Run a worker while the context is open."""
    async with opened(url) as store:
        running = asyncio.create_task(store.work.run(handle))
        async with asyncio.timeout(LIMIT):
            yield store
            store.work.stop()
            await running


async def put(store: SqlStore, *keys: str) -> None:
    """Put wakes that are due."""
    now = SystemClock().now()
    wakes = [Wake(kind=WakeKind.SETTLE, key=key, at=now) for key in keys]
    await store.outbox.say(Consequences(wakes=wakes))


def jobs(url: str) -> list[tuple[str]]:
    """Return the states of all jobs."""
    return rows(url, "SELECT status::text FROM procrastinate_jobs")


async def test_two_workers(url: str) -> None:
    """Many wakes are handled once each, by both workers, and nothing is left of them."""
    shares: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    began = asyncio.Event(), asyncio.Event()

    def handler(mine: int) -> Handler:
        async def handle(wake: Wake) -> None:
            # Neither can take so many at once that nothing is left for the other.
            began[mine].set()
            await began[1 - mine].wait()
            shares[mine][wake.key] += 1

        return handle

    wanted = {f"{number}" for number in range(120)}
    async with working(url, handler(0)) as store, working(url, handler(1)):
        await put(store, *wanted)
        await until(lambda: sum(map(len, shares)) >= len(wanted))
        await until(lambda: not jobs(url))

    assert shares[0] + shares[1] == Counter(wanted)
    assert all(shares)
    assert jobs(url) == []


async def test_a_handler_that_fails(url: str) -> None:
    """It comes again, after pauses that grow."""
    tries: list[float] = []
    done = asyncio.Event()

    async def handle(_wake: Wake) -> None:
        tries.append(monotonic())
        if len(tries) < 3:
            raise ValueError("not yet")
        done.set()

    async with working(url, handle) as store:
        await put(store, "a")
        await done.wait()
    first, second = (after - before for before, after in pairwise(tries))

    assert first > 0.9
    assert second > 1.9


async def test_a_worker_that_is_killed(url: str) -> None:
    """What it was handling is handled by another one, once."""
    handled: list[str] = []

    async def handle(wake: Wake) -> None:
        handled.append(wake.key)

    async with opened(url) as store:
        await put(store, "a")
    seconds = str(PATIENCE.total_seconds())
    dying = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.database.dying_worker", url, seconds, stdout=PIPE
    )
    assert dying.stdout is not None
    taken = await asyncio.wait_for(dying.stdout.readline(), LIMIT)
    dying.kill()
    await dying.wait()
    async with working(url, handle):
        await until(lambda: bool(handled))

    assert taken == b"a\n"
    assert handled == ["a"]
    assert jobs(url) == []


async def test_a_worker_that_lives(url: str) -> None:
    """What takes a long time is left to the worker that is at it."""
    handled: list[str] = []
    enough = PATIENCE.total_seconds() * 2

    async def slow(wake: Wake) -> None:
        handled.append(wake.key)
        await asyncio.sleep(enough)

    async with working(url, slow) as store, working(url, slow):
        await put(store, "a")
        await until(lambda: bool(handled))
        await asyncio.sleep(enough)

    assert handled == ["a"]


async def test_a_worker_that_stops(url: str) -> None:
    """What it cannot end is handed back, and handled by another one without a pause."""
    begun = asyncio.Event()
    handled = asyncio.Event()

    async def never_ends(_wake: Wake) -> None:
        begun.set()
        await asyncio.Event().wait()

    async def handle(_wake: Wake) -> None:
        handled.set()

    async with working(url, never_ends) as store:
        await put(store, "a")
        await begun.wait()
    left = jobs(url)
    started = monotonic()
    async with working(url, handle):
        await handled.wait()
    seconds = monotonic() - started

    assert left == [("todo",)]
    assert seconds < 10
    assert jobs(url) == []


async def test_a_stop_before_the_start(url: str) -> None:
    """A worker that is stopped while it starts ends all the same."""

    async def handle(_wake: Wake) -> None:
        return

    async with opened(url) as store, asyncio.timeout(LIMIT):
        store.work.stop()
        await store.work.run(handle)
        running = asyncio.create_task(store.work.run(handle))
        await asyncio.sleep(0)
        store.work.stop()
        await running


async def test_an_end_that_cannot_be_stored(url: str) -> None:
    """A job whose end was not stored is put again, though its worker lives."""
    handled: list[str] = []

    async def handle(wake: Wake) -> None:
        handled.append(wake.key)

    # What a sequence counts is not undone with the transaction.
    rows(url, "CREATE SEQUENCE tried")
    body = "BEGIN PERFORM nextval('tried'); RAISE EXCEPTION 'not now'; END"
    rows(url, f"CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $${body}$$")
    when = "BEFORE DELETE ON procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION refuse()"
    rows(url, f"CREATE TRIGGER refuse {when}")
    async with working(url, handle) as store:
        await put(store, "a")
        await until(lambda: rows(url, "SELECT is_called FROM tried") == [(True,)])
        stuck = jobs(url)
        rows(url, "DROP TRIGGER refuse ON procrastinate_jobs")
        await until(lambda: not jobs(url))

    assert stuck == [("doing",)]
    assert handled == ["a", "a"]


async def test_a_worker_whose_connections_are_cut(url: str) -> None:
    """It goes on with new ones."""
    handled: list[str] = []

    async def handle(wake: Wake) -> None:
        handled.append(wake.key)

    cut = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    async with working(url, handle):
        async with opened(url) as store:
            await put(store, "a")
        await until(lambda: bool(handled))
        rows(url, cut)
        async with opened(url) as store:
            await put(store, "b")
        await until(lambda: "b" in handled)

    assert set(handled) == {"a", "b"}


async def test_a_worker_is_told(url: str) -> None:
    """A wake is handled at once, not at the next look."""
    handled = asyncio.Event()

    async def handle(_wake: Wake) -> None:
        handled.set()

    database = PostgresDatabase(url)
    work = ProcrastinateWork(
        native(url), database, SystemClock(), queues=None, patience=PATIENCE, poll=2 * LIMIT
    )
    listens = (
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() "
        "AND query LIKE 'LISTEN %' AND state = 'idle'"
    )
    running = asyncio.create_task(work.run(handle))
    async with opened(url) as store, asyncio.timeout(LIMIT):
        await until(lambda: bool(rows(url, listens)))
        await put(store, "a")
        await handled.wait()
        work.stop()
        await running
    await database.close()

    assert handled.is_set()


async def test_a_clock_that_is_ahead(url: str) -> None:
    """What is due for a process whose clock is hours ahead is due for all."""
    handled = asyncio.Event()

    async def handle(_wake: Wake) -> None:
        handled.set()

    clock = MovedClock()
    clock.skip(timedelta(hours=3))
    ahead = SqlStore(url, clock, "pack", patience=PATIENCE)
    wake = Wake(kind=WakeKind.SETTLE, key="a", at=clock.now())
    await ahead.outbox.say(Consequences(wakes=[wake]))
    await ahead.close()
    async with working(url, handle):
        await handled.wait()

    assert handled.is_set()


async def test_queues(url: str) -> None:
    """A worker handles what is in its queues, and leaves the rest."""
    handled: list[str] = []

    async def handle(wake: Wake) -> None:
        handled.append(wake.key)

    store = SqlStore(url, SystemClock(), "pack", queues=["deliver-here"], patience=PATIENCE)
    now = SystemClock().now()
    wakes = [
        Wake(kind=WakeKind.SETTLE, key="answer", at=now),
        Wake(kind=WakeKind.DELIVER, key="there:room", at=now),
        Wake(kind=WakeKind.DELIVER, key="here:room", at=now),
    ]
    await store.outbox.say(Consequences(wakes=wakes))
    running = asyncio.create_task(store.work.run(handle))
    async with asyncio.timeout(LIMIT):
        await until(lambda: bool(handled))
        store.work.stop()
        await running
    await store.close()

    assert handled == ["here:room"]
    assert jobs(url) == [("todo",), ("todo",)]

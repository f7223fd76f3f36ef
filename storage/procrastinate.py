"""Wakes on PostgreSQL: jobs of Procrastinate, deferred in the transaction that puts them.

Neither of its locks is used: a taken one would abort the whole write, and an early job for later
would keep due ones waiting. A wake that waits already keeps the earlier of the two times instead.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import procrastinate
import structlog
from procrastinate.app import WorkerOptions
from procrastinate.jobs import Job
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from sqlalchemy import Connection, TextClause, text

from bot.consequences import Wake, WakeKind
from bot.errors import PlatformError
from bot.logs import described
from bot.metrics import WAKES
from bot.ports import Clock
from storage.engine import Database
from storage.leases import BACK_OFF

TASK = "wake"
AT_ONCE = 32
"""How many wakes one process handles at the same time; most of them wait for a model."""
POLL = 1.0
"""Seconds after which due jobs are looked for even if nobody notified us."""
STALLED = 30
"""Seconds without a heartbeat after which the jobs of a worker are given to others."""
GRACE = 5.0
"""Seconds that handlers have to finish when the worker stops."""

log = structlog.get_logger(__name__)

Handler = Callable[[Wake], Awaitable[None]]

_PUT = text(
    """
    WITH sooner AS (
        UPDATE procrastinate_jobs SET scheduled_at = LEAST(scheduled_at, :at)
        WHERE status = 'todo' AND task_name = 'wake'
          AND args ->> 'kind' = :kind AND args ->> 'key' = :key
        RETURNING id
    )
    SELECT procrastinate_defer_jobs_v1(ARRAY[
        ROW(:queue, 'wake', 0, NULL, NULL, CAST(:args AS jsonb), :at)::procrastinate_job_to_defer_v1
    ])
    WHERE NOT EXISTS (SELECT 1 FROM sooner)
    """
)
_TAKE = text(
    """
    UPDATE procrastinate_jobs SET status = 'doing', attempts = attempts + 1
    WHERE id = (
        SELECT id FROM procrastinate_jobs
        WHERE status = 'todo' AND task_name = 'wake' AND scheduled_at <= :now
        ORDER BY scheduled_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING id, args, attempts
    """
)
_DONE = text("DELETE FROM procrastinate_jobs WHERE id = :id")
_LATER = text("UPDATE procrastinate_jobs SET status = 'todo', scheduled_at = :at WHERE id = :id")
_WAITING = text(
    """
    SELECT count(*) FROM procrastinate_jobs
    WHERE task_name = 'wake' AND (status = 'doing' OR status = 'todo' AND scheduled_at <= :until)
    """
)


class ProcrastinateWork:
    """Runs wakes that any process put, on the queues that this process serves."""

    def __init__(
        self, url: str, database: Database, clock: Clock, queues: Sequence[str] | None
    ) -> None:
        connector = procrastinate.PsycopgConnector(conninfo=url)
        self._app = procrastinate.App(connector=connector)
        self._database = database
        self._clock = clock
        self._queues = queues
        self._worker: asyncio.Task[None] | None = None

    def put(self, connection: Connection, wakes: Sequence[Wake]) -> None:
        """Store wakes; one that waits already keeps the earlier of the two times."""
        # In one order for all, so that no two writes wait for each other.
        for wake in sorted(wakes, key=lambda one: (one.kind, one.key)):
            connection.execute(
                _PUT,
                {
                    "kind": wake.kind,
                    "key": wake.key,
                    "at": wake.at,
                    "queue": queue_of(wake),
                    "args": json.dumps({"kind": wake.kind, "key": wake.key}),
                },
            )

    def nudge(self) -> None:
        """Do nothing: the database notifies every worker."""

    async def run(self, handle: Handler) -> None:
        """Hand every due wake to `handle`, several at a time, until stopped or cancelled."""

        async def wake(kind: str, key: str) -> None:
            await self._handle(handle, Wake(kind=WakeKind(kind), key=key, at=self._clock.now()))

        self._app.task(name=TASK, retry=_BackOff(), queue="work")(wake)
        options = WorkerOptions(
            concurrency=AT_ONCE,
            fetch_job_polling_interval=POLL,
            shutdown_graceful_timeout=GRACE,
            delete_jobs="always",
            install_signal_handlers=False,
        )
        if self._queues is not None:
            options["queues"] = self._queues
        async with self._app.open_async():
            rescuing = asyncio.create_task(self._rescue())
            self._worker = asyncio.create_task(self._app.run_worker_async(**options))
            try:
                await self._worker
            except asyncio.CancelledError:
                if not self._worker.cancelled():
                    raise
            finally:
                rescuing.cancel()

    def stop(self) -> None:
        """Take no more wakes; `run` returns when those that are running are done."""
        if self._worker is not None:
            self._worker.cancel()

    async def step(self, handle: Handler) -> bool:
        """Handle one due wake to its end; False where none is due."""

        def take(connection: Connection) -> tuple[int, Wake, int] | None:
            row = connection.execute(_TAKE, {"now": self._clock.now()}).first()
            if row is None:
                return None
            kind, key = row.args["kind"], row.args["key"]
            return row.id, Wake(kind=WakeKind(kind), key=key, at=self._clock.now()), row.attempts

        taken = await self._database.write(take)
        if taken is None:
            return False
        job, wake, attempts = taken
        end: tuple[TextClause, dict[str, object]] = (_DONE, {"id": job})
        try:
            await self._handle(handle, wake)
        except Exception:  # noqa: BLE001 - the others go on
            end = _LATER, {"id": job, "at": self._clock.now() + pause(attempts)}
        await self._database.write(lambda connection: connection.execute(*end).close())
        return True

    async def idle(self, until: datetime) -> bool:
        """Return whether nothing is running or due up to `until`."""
        count = {"until": until}
        return not await self._database.read(lambda connection: connection.scalar(_WAITING, count))

    async def _handle(self, handle: Handler, wake: Wake) -> None:
        try:
            await handle(wake)
        except Exception as error:
            level = log.warning if isinstance(error, PlatformError) else log.error
            level("wake failed", kind=wake.kind, key=wake.key, **described(error))
            WAKES.labels(wake.kind, "failed").inc()
            raise
        WAKES.labels(wake.kind, "done").inc()

    async def _rescue(self) -> None:
        """Give the jobs of workers that died to those that live."""
        while True:
            try:
                jobs = self._app.job_manager
                for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=STALLED):
                    await jobs.retry_job(job)
            except Exception as error:  # noqa: BLE001 - the next round tries again
                log.warning("stalled wakes not looked for", **described(error))
            await asyncio.sleep(STALLED / 3)


class _BackOff(BaseRetryStrategy):
    """Comes again for ever, each pause twice the one before, up to a longest one."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        del exception
        return RetryDecision(retry_in={"seconds": int(pause(job.attempts + 1).total_seconds())})


def pause(attempts: int) -> timedelta:
    """Return the pause after a wake failed so many times."""
    first, longest = BACK_OFF
    wait: timedelta = first * 2 ** min(attempts - 1, 20)
    return min(longest, wait)


def queue_of(wake: Wake) -> str:
    """Return the queue of a wake: what is said goes to the gateway of its platform."""
    if wake.kind is WakeKind.DELIVER:
        return f"deliver-{wake.key.partition(':')[0]}"
    return "work"

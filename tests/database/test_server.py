"""A server's database: brought up to date once, refused where it cannot be used."""

import hashlib
import sys
from collections.abc import Iterator
from subprocess import PIPE, Popen

import pytest
from procrastinate.schema import SchemaManager

from bot.errors import StorageError
from storage.migrate import HEAD, migrate_server
from tests.contracts.rows import rows
from tests.postgres import copy_of, for_sqlalchemy

JOBS_SCHEMA = "c70ec4b400a60ad9592787653aae5ae77ae41bf801d56b5bd2712751a07f2009"
"""SHA-256 of Procrastinate's schema as our migrations leave it."""


@pytest.fixture
def url(postgres: tuple[str, str]) -> Iterator[str]:
    """Return the URL of a fresh database."""
    with copy_of(*postgres) as url:
        yield url


def test_the_schema_of_jobs() -> None:
    """Procrastinate's schema is the one that our migrations make.

    Where this fails its new version brings migrations: add a revision that runs them (they are in
    its package, `sql/migrations`), then the new hash.
    """
    found = hashlib.sha256(SchemaManager.get_schema().encode()).hexdigest()

    assert found == JOBS_SCHEMA


def test_several_processes_at_once(postgres: tuple[str, str]) -> None:
    """However many start on an empty database, it is made once."""
    with copy_of(postgres[0], "template0") as url:
        program = f"from storage.migrate import migrate_server; migrate_server({url!r})"
        command = [sys.executable, "-c", program]
        starting = [Popen(command, stderr=PIPE, text=True) for _ in range(3)]
        ends = [(one.communicate(timeout=120)[1], one.returncode) for one in starting]
        versions = rows(url, "SELECT version_num FROM alembic_version")

    assert ends == [("", 0)] * 3
    assert versions == [(HEAD,)]


def test_a_newer_version(url: str) -> None:
    """A database that is newer than the program is left alone, and both versions are named."""
    rows(url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StorageError) as caught:
        migrate_server(url)

    assert str(caught.value) == (
        f"The database was made by a newer Greenroom (its version is 9999, this one knows {HEAD}). "
        "Install that version, or name another one."
    )
    assert rows(url, "SELECT version_num FROM alembic_version") == [("9999",)]


def test_the_tables_of_another_program(postgres: tuple[str, str]) -> None:
    """A database of another program is left to it."""
    with copy_of(postgres[0], "template0") as url:
        rows(url, "CREATE TABLE bookmarks (url TEXT)")
        with pytest.raises(StorageError, match="holds another program's tables"):
            migrate_server(url)
        tables = rows(url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")

    assert tables == [("bookmarks",)]


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("postgresql+psycopg://greenroom:SECRET@127.0.0.1:9/greenroom", "refused"),
        ("postgresql+psycopg://greenroom:SECRET@/greenroom?host=/nowhere", "No such file"),
    ],
)
def test_a_server_that_is_not_there(url: str, why: str) -> None:
    """One sentence says what to look at, and keeps the password to itself."""
    with pytest.raises(StorageError, match=why) as caught:
        migrate_server(url)

    assert "\n" not in str(caught.value)
    assert "SECRET" not in str(caught.value)
    assert str(caught.value).endswith("Check its address, its password and whether it runs.")


def test_a_database_that_is_not_there(postgres: tuple[str, str]) -> None:
    """One sentence says so."""
    with pytest.raises(StorageError, match='database "nowhere" does not exist'):
        migrate_server(for_sqlalchemy(postgres[0], "nowhere"))

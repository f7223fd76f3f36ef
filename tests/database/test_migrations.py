"""Migrations: from nothing to the schema, and from an older file with a copy kept."""

import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from subprocess import run
from textwrap import dedent
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from storage import migrate as module
from storage.migrate import HEAD, MIGRATIONS, migrate
from storage.schema import metadata

NEXT = dedent(
    '''
    """Add a table, as a later version of the program would."""

    from alembic import op
    import sqlalchemy as sa

    revision = "9000"
    down_revision = "{head}"


    def upgrade() -> None:
        op.create_table("later", sa.Column("id", sa.Integer, primary_key=True))
    '''
)


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    """Read a database past the program."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def write(path: Path, sql: str) -> None:
    """Change a database past the program."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(sql)


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make this program one version newer, by a migration more."""
    scripts = tmp_path / "scripts"
    shutil.copytree(MIGRATIONS, scripts)
    (scripts / "versions" / "9000_add_later.py").write_text(NEXT.format(head=HEAD))
    monkeypatch.setattr(module, "MIGRATIONS", scripts)
    monkeypatch.setattr(module, "HEAD", "9000")


def test_the_schema(database: Path) -> None:
    """Upgrading from nothing gives the tables that the program declares, no more and no less."""
    engine = create_engine(f"sqlite:///{database}")
    with engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()

    assert found == []


def test_the_newest_revision() -> None:
    """The newest revision that the program knows is the newest one in its folder."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))

    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_a_new_file(tmp_path: Path) -> None:
    """A file that does not exist is made, with its folder, and no copy of nothing is kept."""
    path = tmp_path / "var" / "deep" / "greenroom.db"
    migrate(path)

    assert rows(path, "SELECT version_num FROM alembic_version") == [(HEAD,)]
    assert [one.name for one in path.parent.iterdir()] == ["greenroom.db"]


def test_an_empty_file(tmp_path: Path) -> None:
    """An empty file, as `touch` makes it, is as good as none."""
    path = tmp_path / "greenroom.db"
    path.touch()
    migrate(path)

    assert rows(path, "SELECT version_num FROM alembic_version") == [(HEAD,)]


def test_a_current_file(database: Path) -> None:
    """A file of this version is left as it is."""
    before = database.read_bytes()
    migrate(database)

    assert database.read_bytes() == before
    assert [one.name for one in database.parent.iterdir()] == ["greenroom.db"]


@pytest.mark.usefixtures("later")
def test_an_older_file(database: Path) -> None:
    """A file of an older version is brought up to date, and kept as it was beside it."""
    write(database, "INSERT INTO event (id, at) VALUES ('kept', 1)")
    migrate(database)

    (copy,) = database.parent.glob(f"greenroom.db.{HEAD}-*")
    tables = "SELECT name FROM sqlite_master WHERE name = 'later'"
    assert rows(database, "SELECT version_num FROM alembic_version") == [("9000",)]
    assert rows(database, "SELECT id FROM event") == rows(copy, "SELECT id FROM event")
    assert rows(copy, "SELECT id FROM event") == [("kept",)]
    assert (rows(database, tables), rows(copy, tables)) == ([("later",)], [])


FULL_DISK = dedent(
    """
    import resource, signal, sys
    from pathlib import Path
    from bot.errors import StorageError
    from storage.migrate import migrate

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
    try:
        migrate(Path(sys.argv[1]))
    except StorageError as error:
        print(error)
    """
)


@pytest.fixture
def cut_short(tmp_path: Path) -> tuple[Path, str, str]:
    """Return a file whose first migration ran out of room, and what that process wrote."""
    path = tmp_path / "greenroom.db"
    command = [sys.executable, "-c", FULL_DISK, str(path)]
    done = run(command, capture_output=True, text=True, check=False)
    return path, done.stdout, done.stderr


def test_a_disk_that_fills_up(cut_short: tuple[Path, str, str]) -> None:
    """A migration that runs out of room says so in a sentence."""
    path, out, err = cut_short

    assert out.startswith(f"{path} cannot be used.")
    assert err == ""


def test_a_migration_that_was_cut_short(cut_short: tuple[Path, str, str]) -> None:
    """What a migration left undone the next start does, once there is room."""
    path, _, _ = cut_short
    migrate(path)

    assert rows(path, "SELECT version_num FROM alembic_version") == [(HEAD,)]

"""Files and folders that cannot be used: one sentence, and nothing of them is touched."""

import re
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from subprocess import run
from tempfile import TemporaryDirectory
from textwrap import dedent

import pytest

from bot.errors import StorageError
from storage.migrate import migrate


def said(path: Path) -> str:
    """Return the sentences with which a file is refused; the file must not have changed."""
    before = path.read_bytes() if path.is_file() else None
    names = sorted(one.name for one in path.parent.iterdir()) if path.parent.is_dir() else []
    with pytest.raises(StorageError) as caught:
        migrate(path)

    assert (path.read_bytes() if path.is_file() else None) == before
    after = sorted(one.name for one in path.parent.iterdir()) if path.parent.is_dir() else []
    assert after == names
    return str(caught.value)


def test_a_newer_version(database: Path) -> None:
    """A file of a newer version names both versions, and what to do."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    sentence = said(database)

    assert sentence.startswith(f"{database} was made by a newer Greenroom")
    assert "9999" in sentence
    assert sentence.endswith("Install that version, or name another one.")


def test_the_tables_of_another_program(tmp_path: Path) -> None:
    """A database of another program is left to it."""
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")

    assert said(path) == f"{path} holds another program's tables. Name another file."


def test_the_tables_of_another_program_that_uses_alembic(tmp_path: Path) -> None:
    """Another program's database is left to it, also where that one uses Alembic."""
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('0a1b2c3d4e5f')")

    assert said(path).startswith(f"{path} ")


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    """A file of another kind is left as it is."""
    path = tmp_path / "notes.txt"
    path.write_text("Buy milk.\n" * 100)

    assert said(path) == f"{path} is not a Greenroom database. Name another file."


def test_a_damaged_database(database: Path) -> None:
    """A database that is damaged is not made worse."""
    damaged = bytearray(database.read_bytes())
    damaged[100:4096] = b"\xff" * (4096 - 100)
    database.write_bytes(damaged)

    assert "It is damaged. Put a copy in its place, or name another file." in said(database)


def test_a_file_in_place_of_its_folder(tmp_path: Path) -> None:
    """A path below something that is no folder is refused."""
    (tmp_path / "var").write_text("a file")
    path = tmp_path / "var" / "greenroom.db"

    assert re.fullmatch(rf"{path} cannot be used\. .*", said(path))


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    """A path that is a folder is refused."""
    path = tmp_path / "greenroom.db"
    path.mkdir()

    assert said(path).startswith(f"{path} cannot be used.")


def test_a_database_that_another_program_holds(database: Path) -> None:
    """A database that is locked for longer than a moment is refused with what to do."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StorageError, match="Another program holds it"):
            migrate(database)


AS_NOBODY = dedent(
    """
    import os, sys
    from pathlib import Path
    from bot.errors import StorageError
    from storage.lock import only_process
    from storage.migrate import migrate

    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    use, path = sys.argv[1], Path(sys.argv[2])
    try:
        migrate(path) if use == "migrate" else only_process(path).__enter__()
    except StorageError as error:
        print(error)
    """
)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Make a folder that everybody may enter; those of pytest are for their owner alone."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def refused(use: str, path: Path) -> str:
    """Return the sentence with which somebody without rights is refused a file."""
    command = [sys.executable, "-c", AS_NOBODY, use, str(path)]
    done = run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    (sentence,) = done.stdout.splitlines()
    return sentence


@pytest.mark.parametrize("use", ["migrate", "lock"])
def test_a_folder_that_may_not_be_written(folder: Path, use: str) -> None:
    """In a folder where we may not write nothing is made, and a sentence says why."""
    folder.chmod(0o555)
    sentence = refused(use, folder / "greenroom.db")
    folder.chmod(0o755)

    assert sentence.startswith(f"{folder / 'greenroom.db'} cannot be used")
    assert sentence.endswith("or name another file.") or "can be written to" in sentence
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("use", ["migrate", "lock"])
def test_a_folder_that_cannot_be_made(folder: Path, use: str) -> None:
    """Where not even the folder can be made a sentence says so."""
    folder.chmod(0o555)
    sentence = refused(use, folder / "var" / "greenroom.db")
    folder.chmod(0o755)

    assert sentence.startswith(f"{folder / 'var' / 'greenroom.db'} cannot be used")
    assert list(folder.iterdir()) == []


def test_a_file_that_may_not_be_written(folder: Path, database: Path) -> None:
    """A file that we may only read is refused before anything else happens."""
    path = folder / "greenroom.db"
    shutil.copy(database, path)
    path.chmod(0o444)
    folder.chmod(0o777)
    before = path.read_bytes()
    sentence = refused("migrate", path)

    assert "It cannot be written to. Change its permissions, or name another file." in sentence
    assert path.read_bytes() == before

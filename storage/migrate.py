"""Bringing a database file to this version of the program, before anything else touches it.

Alembic is imported only when there is something to do: it takes longer than everything else here.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, create_engine, inspect
from sqlalchemy.exc import ArgumentError, DBAPIError

from bot.errors import StorageError
from storage.file_engine import migration_engine
from storage.sqlite import backup, is_sqlite_file

HEAD = "0002"
"""The newest revision in `migrations/versions`; revisions are numbered, so they can be compared."""

MIGRATIONS = Path(__file__).parent / "migrations"


def bring_up_to_date(target: Path | str) -> None:
    """Bring an SQLite file, or the PostgreSQL database of a URL, to this version.

    Raises StorageError where it cannot be used.
    """
    if isinstance(target, Path):
        migrate(target)
    else:
        migrate_server(target)


def migrate(path: Path) -> None:
    """Create the database file, or bring it up to date; a copy is kept before a change.

    Raises StorageError, with the file untouched, where it cannot be used.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        is_new = not path.exists() or path.stat().st_size == 0
        if not is_new and not is_sqlite_file(path):
            raise StorageError(f"{path} is not a Greenroom database. Name another file.")
        version = _writable_version(path)
    except (OSError, sqlite3.Error) as error:
        raise StorageError(_sentence(path, error)) from error
    if version == HEAD:
        return
    if version is not None and version > HEAD:
        raise StorageError(_newer(str(path), version))
    try:
        if version is not None:
            stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
            backup(path, path.with_name(f"{path.name}.{version}-{stamp}"))
        _upgrade(path)
    except (OSError, sqlite3.Error) as error:
        raise StorageError(_sentence(path, error)) from error


def current(target: Path | str) -> bool:
    """Return whether a database is there, and of this version; it is only read.

    Raises StorageError for a server that does not answer.
    """
    if isinstance(target, str):
        with _on_server(target) as server:
            return _server_version(server) == HEAD
    if not target.exists():
        return False
    connection = sqlite3.connect(f"file:{target}?mode=ro", uri=True)
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error:
        return False
    finally:
        connection.close()
    return bool(row) and row[0] == HEAD


def _writable_version(path: Path) -> str | None:
    """Return the revision of a file that we may write to; None for a new one."""
    connection = sqlite3.connect(path, timeout=2, isolation_level=None)
    try:
        # Only a write, which is rolled back, shows whether the file can be written to.
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("CREATE TABLE probe (n INTEGER)")
        connection.execute("ROLLBACK")
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        if "alembic_version" not in tables:
            if tables:
                raise StorageError(f"{path} holds another program's tables. Name another file.")
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(row[0]) if row else None
    finally:
        connection.close()


def migrate_server(url: str) -> None:
    """Bring a PostgreSQL database up to date, however many processes start at the same time.

    Raises StorageError where it cannot be used.
    """
    with _on_server(url) as connection:
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('greenroom'))")
        version = _server_version(connection)
        if version is not None and version > HEAD:
            raise StorageError(_newer("The database", version))
        if version != HEAD:
            _run_upgrades(connection)


@contextmanager
def _on_server(url: str) -> Iterator[Connection]:
    try:
        engine = create_engine(url, hide_parameters=True, connect_args={"connect_timeout": 5})
    except (ArgumentError, ValueError) as error:
        raise StorageError(
            "GREENROOM_DATABASE is no address of a database. Write it as "
            "postgresql+psycopg://USER:PASSWORD@HOST:5432/NAME."
        ) from error
    try:
        with engine.begin() as connection:
            yield connection
    except DBAPIError as error:
        said = str(error.orig).strip().splitlines()[0]
        raise StorageError(
            f"The database of GREENROOM_DATABASE cannot be used: {said}. Check its address, its "
            "password and whether it runs."
        ) from error
    finally:
        engine.dispose()


def _server_version(connection: Connection) -> str | None:
    tables = inspect(connection).get_table_names()
    if "alembic_version" not in tables:
        if tables:
            raise StorageError(
                "The database of GREENROOM_DATABASE holds another program's tables. Name another "
                "one."
            )
        return None
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    return str(row[0]) if row else None


def _newer(name: str, version: str) -> str:
    return (
        f"{name} was made by a newer Greenroom (its version is {version}, this one knows {HEAD}). "
        "Install that version, or name another one."
    )


def _run_upgrades(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - see the module's docstring
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _upgrade(path: Path) -> None:
    """Run what is missing in one transaction, so that one that is cut short changed nothing."""
    engine = migration_engine(path)
    try:
        with engine.begin() as connection:
            _run_upgrades(connection)
    except DBAPIError as error:
        raise StorageError(_sentence(path, error.orig or error)) from error
    finally:
        engine.dispose()


def _sentence(path: Path, error: BaseException) -> str:
    """Say what an operator can do about a file that cannot be used."""
    said = str(error)
    match said:
        case _ if "locked" in said:
            advice = "Another program holds it. Stop that one, then start again."
        case _ if "readonly" in said or "Permission denied" in said or "Read-only" in said:
            advice = "It cannot be written to. Change its permissions, or name another file."
        case _ if "full" in said or "No space" in said:
            advice = "The disk is full. Make room, then start again."
        case _ if "unable to open" in said or "Not a directory" in said:
            advice = "It cannot be opened. Check that its folder exists and can be written to."
        case _ if "malformed" in said or "not a database" in said:
            advice = "It is damaged. Put a copy in its place, or name another file."
        case _:
            advice = f"The database said: {said}."
    return f"{path} cannot be used. {advice}"

"""A connection to PostgreSQL on which a statement is waited for only where its rows are read.

What nobody reads travels with the next statement that somebody waits for, and so do BEGIN and
COMMIT. An error of it is raised there, or at the end, and undoes the whole transaction.
"""

from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPICursor, ExecutionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool
from sqlalchemy.sql.compiler import SQLCompiler

from storage.engine import UNREAD

T = TypeVar("T")


def line_engine(url: str, options: Mapping[str, str | int]) -> Engine:
    """Return an engine for lines, which begin and end transactions themselves."""
    engine = create_engine(
        url,
        connect_args=dict(options),
        # Parameters hold what people wrote, and errors end in the log.
        hide_parameters=True,
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
        skip_autocommit_rollback=True,
    )
    event.listen(engine, "do_execute", _execute)
    return engine


class Line:
    """One connection, opened again when it broke. Belongs to one thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._open: _Open | None = None

    def transact(self, begin: str, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction, which has ended when this returns."""
        known = self._open is not None
        try:
            return self._once(begin, work)
        except _BrokeBeforeCommit as broke:
            if not known:
                raise broke.error from None
        # It may have been broken for long, and nobody needs to know.
        try:
            return self._once(begin, work)
        except _BrokeBeforeCommit as broke:
            raise broke.error from None

    def close(self) -> None:
        """Close the connection."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _once(self, begin: str, work: Callable[[Connection], T]) -> T:
        here = self._open = self._open or _connect(self._engine)
        committing = False
        try:
            here.native.execute(begin)
            result = work(here.connection)
            committing = True
            here.native.execute("COMMIT")
            here.pipeline.sync()
        except BaseException as error:
            here.undo()
            if here.native.closed:
                self.close()
                if not committing and isinstance(error, DBAPIError | psycopg.Error):
                    raise _BrokeBeforeCommit(error) from error
            raise
        finally:
            # SQLAlchemy's own account of a transaction; nothing is sent.
            here.connection.rollback()
        return result


@dataclass(frozen=True, slots=True)
class _Open:
    """A connection that is there, for as long as it lasts in psycopg's pipeline mode."""

    connection: Connection
    native: "psycopg.Connection[Any]"
    pipeline: psycopg.Pipeline
    leaving: ExitStack

    def undo(self) -> None:
        """End a transaction that failed; closes the connection where that cannot be done."""
        with suppress(psycopg.Error):
            # What was sent and not waited for may have failed as well.
            self.pipeline.sync()
        try:
            self.native.execute("ROLLBACK")
            self.pipeline.sync()
        except psycopg.Error:
            self.native.close()

    def close(self) -> None:
        """Close it, in whatever state it is."""
        with suppress(psycopg.Error):
            self.leaving.close()
        self.native.close()


def _connect(engine: Engine) -> _Open:
    connection = engine.connect()
    native = connection.connection.driver_connection
    if not isinstance(native, psycopg.Connection):
        raise TypeError("not a connection of psycopg")
    leaving = ExitStack()
    pipeline = leaving.enter_context(native.pipeline())
    return _Open(connection.execution_options(pipeline=pipeline), native, pipeline, leaving)


class _BrokeBeforeCommit(Exception):
    """The connection broke before anything was committed."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error


def _execute(
    cursor: DBAPICursor, statement: str, parameters: Any, context: ExecutionContext
) -> Literal[True] | None:
    """Send a statement, and wait for it only where its rows are read."""
    pipeline: psycopg.Pipeline | None = context.execution_options.get("pipeline")
    if pipeline is None:
        return None
    cursor.execute(statement, parameters)
    if _is_read(context):
        pipeline.sync()
    return True


def _is_read(context: ExecutionContext) -> bool:
    if UNREAD.items() <= context.execution_options.items():
        return False
    compiled = context.compiled
    if not isinstance(compiled, SQLCompiler):
        return True
    changes = compiled.isinsert or compiled.isupdate or compiled.isdelete
    return bool(compiled.effective_returning) or not changes

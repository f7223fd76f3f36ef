"""What the store needs of a database, whichever it is."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from sqlalchemy import BigInteger, ColumnElement, Connection, cast, func

# PostgreSQL's INSERT has the one form of ON CONFLICT that SQLAlchemy can say to SQLite too.
from sqlalchemy.dialects.postgresql import insert

__all__ = ["UNREAD", "Database", "insert", "whole_sum"]

T = TypeVar("T")

UNREAD = {"unread": True}
"""Execution options of a statement that returns rows which nobody reads, so that nobody waits."""


def whole_sum(column: ColumnElement[int]) -> ColumnElement[int]:
    """Sum up whole numbers as a whole number, which PostgreSQL makes decimals of."""
    return cast(func.coalesce(func.sum(column), 0), BigInteger)


class Database(Protocol):
    """Transactions of one database.

    What runs in them is a plain function: it waits for nothing but the database, and has no effect
    but on it, so that it can be run again where the database asks for that.
    """

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a transaction that is committed at its end, whole or not at all.

        Raises NotStored where the database cannot take it now.
        """
        ...

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work`, which only reads, on one snapshot.

        Raises NotStored where the database cannot be read now.
        """
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...

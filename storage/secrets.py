"""Secrets, encrypted with a key that the database does not hold."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select

from bot.errors import SettingsError
from bot.ports import Clock
from storage.engine import insert
from storage.schema import secret
from storage.transactions import Transaction, Transactions, reads, writes

if TYPE_CHECKING:
    from storage.sealing import Box

KEY = "GREENROOM_SECRET_KEY"


class SecretRows:
    """Secrets, as `ports.Secrets` describes them; each sealed.

    What another key sealed is as good as absent.
    """

    def __init__(self, transactions: Transactions, clock: Clock, key: str) -> None:
        self._transactions = transactions
        self._clock = clock
        self._key = key

    @writes
    def put(
        self, transaction: Transaction, kind: str, key: str, text: str, expires_at: datetime | None
    ) -> None:
        """Keep a text, and forget those of its kind that have expired."""
        sealed = self._box().seal(text)
        values = {"kind": kind, "key": key, "sealed": sealed, "expires_at": expires_at}
        transaction.connection.execute(
            delete(secret).where(secret.c.kind == kind, secret.c.expires_at <= transaction.now)
        )
        put = insert(secret).values(values)
        transaction.connection.execute(
            put.on_conflict_do_update(index_elements=["kind", "key"], set_=values)
        )

    @reads
    def get(self, connection: Connection, kind: str, key: str) -> str | None:
        """Return a text that has not expired."""
        return self._opened(connection, kind, key)

    @writes
    def take(self, transaction: Transaction, kind: str, key: str) -> str | None:
        """Return a text and forget it."""
        found = self._opened(transaction.connection, kind, key)
        transaction.connection.execute(delete(secret).where(_is(kind, key)))
        return found

    @writes
    def delete(self, transaction: Transaction, kind: str, key: str) -> None:
        """Forget a text."""
        transaction.connection.execute(delete(secret).where(_is(kind, key)))

    def _opened(self, connection: Connection, kind: str, key: str) -> str | None:
        now = self._clock.now()
        lasting = or_(secret.c.expires_at.is_(None), secret.c.expires_at > now)
        sealed = connection.scalar(select(secret.c.sealed).where(_is(kind, key), lasting))
        return self._box().open(sealed) if sealed is not None else None

    def _box(self) -> "Box":
        if not self._key:
            raise SettingsError(KEY, "is missing; tokens are not kept without it")
        from storage.sealing import Box  # noqa: PLC0415 - most who start need no secrets

        return Box(self._key)


def _is(kind: str, key: str) -> ColumnElement[bool]:
    return and_(secret.c.kind == kind, secret.c.key == key)

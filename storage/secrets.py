"""Secrets, encrypted with a key that the database does not hold."""

from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import SettingsError
from storage.engine import insert
from storage.schema import secret
from storage.transactions import Transactions

KEY = "GREENROOM_SECRET_KEY"


class SecretRows:
    """Secrets, as `ports.Secrets` describes them; each sealed by Fernet (AES and HMAC).

    What another key sealed is as good as absent.
    """

    def __init__(self, transactions: Transactions, key: str) -> None:
        self._transactions = transactions
        self._key = key

    async def put(self, kind: str, key: str, text: str, expires_at: datetime | None) -> None:
        """Keep a text, and forget those of its kind that have expired."""
        sealed = self._box().encrypt(text.encode())
        values = {"kind": kind, "key": key, "sealed": sealed, "expires_at": expires_at}
        async with self._transactions.writing() as connection:
            await connection.execute(
                delete(secret).where(
                    secret.c.kind == kind, secret.c.expires_at <= self._transactions.now()
                )
            )
            put = insert(secret).values(values)
            await connection.execute(
                put.on_conflict_do_update(index_elements=["kind", "key"], set_=values)
            )

    async def get(self, kind: str, key: str) -> str | None:
        """Return a text that has not expired."""
        async with self._transactions.reading() as connection:
            return await self._opened(connection, kind, key)

    async def take(self, kind: str, key: str) -> str | None:
        """Return a text and forget it."""
        async with self._transactions.writing() as connection:
            found = await self._opened(connection, kind, key)
            await connection.execute(delete(secret).where(_is(kind, key)))
            return found

    async def delete(self, kind: str, key: str) -> None:
        """Forget a text."""
        async with self._transactions.writing() as connection:
            await connection.execute(delete(secret).where(_is(kind, key)))

    async def _opened(self, connection: AsyncConnection, kind: str, key: str) -> str | None:
        now = self._transactions.now()
        lasting = or_(secret.c.expires_at.is_(None), secret.c.expires_at > now)
        sealed = await connection.scalar(select(secret.c.sealed).where(_is(kind, key), lasting))
        try:
            return self._box().decrypt(sealed).decode() if sealed is not None else None
        except InvalidToken:
            return None

    def _box(self) -> Fernet:
        if not self._key:
            raise SettingsError(KEY, "is missing; tokens are not kept without it")
        return Fernet(self._key)


def _is(kind: str, key: str) -> ColumnElement[bool]:
    return and_(secret.c.kind == kind, secret.c.key == key)

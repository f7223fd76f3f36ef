"""One transaction: rows, what shall be said because of them, and when to look again."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.consequences import Consequences, Outgoing, Tell, Wake, WakeKind
from bot.ports import Clock
from storage.codec import OUTGOING
from storage.engine import Database, insert
from storage.schema import event, outbox
from storage.work import LeaseLoop, put


class HandledBefore(Exception):
    """The event that caused this write was handled before."""


class Transactions:
    """Opens transactions, and stores the consequences that belong to them."""

    def __init__(self, database: Database, clock: Clock, loop: LeaseLoop) -> None:
        self._database = database
        self._clock = clock
        self._loop = loop
        self._put = False
        """Whether the transaction that is open put a wake; there is one writer at a time."""

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection whose writes are committed together; due wakes are run after that."""
        async with self._database.writing() as connection:
            self._put = False
            yield connection
            put_some = self._put
        if put_some:
            self._loop.nudge()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection that sees one snapshot."""
        async with self._database.reading() as connection:
            yield connection

    def now(self) -> datetime:
        """Return the present."""
        return self._clock.now()

    async def store(self, connection: AsyncConnection, then: Consequences) -> None:
        """Add consequences to the transaction of `connection`.

        Raises HandledBefore, which must leave the transaction, where its event was handled.
        """
        now = self._clock.now()
        if then.event is not None:
            added = await connection.execute(
                insert(event)
                .values(id=then.event, at=now)
                .on_conflict_do_nothing()
                .returning(event.c.id)
            )
            if added.first() is None:
                raise HandledBefore
        for outgoing in then.says:
            await _say(connection, outgoing, now)
        wakes = [*_deliveries(then.says, now), *then.wakes]
        await put(connection, wakes)
        self._put |= bool(wakes)


def _deliveries(says: Iterable[Outgoing], now: datetime) -> list[Wake]:
    addresses = dict.fromkeys(outgoing.address for outgoing in says)
    return [Wake(kind=WakeKind.DELIVER, key=address, at=now) for address in addresses]


async def _say(connection: AsyncConnection, outgoing: Outgoing, now: datetime) -> None:
    newest = select(func.coalesce(func.max(outbox.c.seq), 0) + 1)
    newest = newest.where(outbox.c.address == outgoing.address)
    reply = outgoing.reply if isinstance(outgoing, Tell) else None
    body = replace(outgoing, reply=None) if isinstance(outgoing, Tell) else outgoing
    await connection.execute(
        insert(outbox)
        .values(
            key=outgoing.key,
            address=outgoing.address,
            seq=newest.scalar_subquery(),
            audience=outgoing.user if isinstance(outgoing, Tell) else None,
            body=OUTGOING.text(body),
            reply=reply.token if reply else None,
            reply_expires_at=reply.expires_at if reply else None,
            state="pending",
            tries=0,
            at=now,
        )
        .on_conflict_do_nothing(index_elements=["key"])
    )

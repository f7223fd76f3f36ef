"""What shall be said: claimed first in first out for each address, and never under a key twice."""

from datetime import datetime

from sqlalchemy import Select, delete, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.consequences import (
    Ask,
    Claimed,
    Consequences,
    Delivery,
    Outgoing,
    Revise,
    Tell,
    Wake,
    WakeKind,
)
from bot.messages import Address, Receipt, ReplyHandle
from storage.codec import OUTGOING, RECEIPT
from storage.schema import asked, event, message, outbox, slot
from storage.transactions import HandledBefore, Transactions

WAITING = text("outbox.state IN ('pending', 'sending')")
"""As text: with parameters SQLite would not see that `ix_outbox_waiting` serves it."""


class OutboxRows:
    """The outbox, as `ports.Outbox` describes it."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def say(self, then: Consequences) -> bool:
        """Store consequences that belong to no other write."""
        try:
            async with self._transactions.writing() as connection:
                await self._transactions.store(connection, then)
        except HandledBefore:
            return False
        return True

    async def claim(self, address: Address, token: str) -> Claimed | None:
        """Claim the oldest waiting row of an address."""
        async with self._transactions.writing() as connection:
            return await self._claim(connection, address, token)

    async def delivered(
        self, claimed: Claimed, delivery: Delivery, receipt: Receipt | None, then: Consequences
    ) -> Claimed | None:
        """Store how a delivery ended, and claim what comes next, where the claim is still ours."""
        async with self._transactions.writing() as connection:
            if not await _end(connection, claimed, delivery, receipt):
                return None
            if isinstance(claimed.outgoing, Ask) and delivery is not Delivery.SENT:
                await connection.execute(
                    update(asked)
                    .where(asked.c.id == claimed.outgoing.asked, asked.c.state == "posting")
                    .values(state="failed")
                )
            await self._transactions.store(connection, then)
            return await self._claim(connection, claimed.outgoing.address, claimed.token)

    async def asked_posted(
        self, claimed: Claimed, receipt: Receipt, thread: Address, then: Consequences
    ) -> Claimed | None:
        """Open a question for answers, in the transaction that ends its delivery."""
        if not isinstance(claimed.outgoing, Ask):
            raise TypeError("only the post of a question opens one")
        async with self._transactions.writing() as connection:
            if not await _end(connection, claimed, Delivery.SENT, receipt):
                return None
            await connection.execute(
                update(asked)
                .where(asked.c.id == claimed.outgoing.asked, asked.c.state == "posting")
                .values(
                    # A slot that was closed meanwhile is not opened again.
                    state=select(slot.c.state).where(slot.c.id == asked.c.slot).scalar_subquery(),
                    thread=thread,
                    receipt=RECEIPT.text(receipt),
                )
            )
            await self._transactions.store(connection, then)
            return await self._claim(connection, claimed.outgoing.address, claimed.token)

    async def hand_back(self, claimed: Claimed, until: datetime, *, sent: bool) -> None:
        """Return a claim for later, with the wake that comes back to it."""
        key = claimed.outgoing.key
        wake = Wake(kind=WakeKind.DELIVER, key=claimed.outgoing.address, at=until)
        async with self._transactions.writing() as connection:
            await connection.execute(
                update(outbox)
                .where(outbox.c.key == key, outbox.c.token == claimed.token)
                .values(
                    state="pending",
                    token=None,
                    not_before=until,
                    tries=outbox.c.tries if sent else outbox.c.tries - 1,
                )
            )
            await self._transactions.store(connection, Consequences(wakes=[wake]))

    async def pending(self) -> int:
        """Return how many rows wait."""
        waiting = select(func.count()).select_from(outbox).where(WAITING)
        async with self._transactions.reading() as connection:
            return await connection.scalar(waiting) or 0

    async def prune(self, before: datetime) -> None:
        """Forget event ids, and rows that were said; their keys are old enough never to return."""
        async with self._transactions.writing() as connection:
            await connection.execute(delete(event).where(event.c.at < before))
            await connection.execute(
                delete(message).where(message.c.attempt.is_(None), message.c.sent_at < before)
            )
            await connection.execute(
                delete(outbox).where(
                    outbox.c.at < before, outbox.c.state.not_in(("pending", "sending"))
                )
            )

    async def _claim(
        self, connection: AsyncConnection, address: Address, token: str
    ) -> Claimed | None:
        now = self._transactions.now()
        oldest = select(outbox.c.key).where(outbox.c.address == address, WAITING)
        oldest = oldest.order_by(outbox.c.seq).limit(1)
        # A place that asked for a pause waits, whatever else there is to say at it.
        rested = or_(outbox.c.not_before.is_(None), outbox.c.not_before <= now)
        claimed = await connection.execute(
            update(outbox)
            .where(outbox.c.key == oldest.scalar_subquery(), rested)
            .values(state="sending", token=token, tries=outbox.c.tries + 1)
            .returning(*outbox.c)
        )
        row = claimed.first()
        if row is None:
            await self._come_back(connection, address, oldest, now)
            return None
        outgoing = _with_reply(OUTGOING.value(row.body), row.reply, row.reply_expires_at, now)
        return Claimed(
            outgoing=outgoing,
            token=token,
            again=row.tries > 1,
            receipt=await _receipt_of(connection, outgoing),
        )

    async def _come_back(
        self,
        connection: AsyncConnection,
        address: Address,
        oldest: Select[str],
        now: datetime,
    ) -> None:
        """Put the wake again that came before the end of a pause."""
        pause = select(outbox.c.not_before).where(outbox.c.key == oldest.scalar_subquery())
        until = await connection.scalar(pause)
        if until is not None and until > now:
            wake = Wake(kind=WakeKind.DELIVER, key=address, at=until)
            await self._transactions.store(connection, Consequences(wakes=[wake]))


def _with_reply(
    outgoing: Outgoing, token: str | None, expires_at: datetime | None, now: datetime
) -> Outgoing:
    if not isinstance(outgoing, Tell) or token is None or expires_at is None or expires_at <= now:
        return outgoing
    reply = ReplyHandle(token=token, expires_at=expires_at)
    return Tell(
        key=outgoing.key,
        address=outgoing.address,
        user=outgoing.user,
        post=outgoing.post,
        reply=reply,
    )


async def _receipt_of(connection: AsyncConnection, outgoing: Outgoing) -> Receipt | None:
    if not isinstance(outgoing, Revise):
        return None
    text = await connection.scalar(select(outbox.c.receipt).where(outbox.c.key == outgoing.of))
    return RECEIPT.value(text) if text else None


async def _end(
    connection: AsyncConnection, claimed: Claimed, delivery: Delivery, receipt: Receipt | None
) -> bool:
    ended = await connection.execute(
        update(outbox)
        .where(outbox.c.key == claimed.outgoing.key, outbox.c.token == claimed.token)
        .values(
            state=delivery,
            token=None,
            receipt=RECEIPT.text(receipt) if receipt else None,
            reply=None,
            reply_expires_at=None,
        )
        .returning(outbox.c.key)
    )
    return ended.first() is not None

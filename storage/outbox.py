"""What shall be said: claimed first in first out for each address, and never under a key twice."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, case, delete, func, or_, select, text, update

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
from storage import alone
from storage.codec import OUTGOING, RECEIPT
from storage.schema import asked, event, message, outbox, slot
from storage.showing import SHOWS_SOMEBODY
from storage.transactions import Transaction, Transactions, reads, writes, writes_unless_handled

WAITING = text("outbox.state IN ('pending', 'sending')")
"""As text: with parameters SQLite would not see that `ix_outbox_waiting` serves it."""


class OutboxRows:
    """The outbox, as `ports.Outbox` describes it."""

    def __init__(self, transactions: Transactions, hold: timedelta | None) -> None:
        self._transactions = transactions
        self._hold = hold
        """How long a claim keeps other processes away; None where there are none."""

    @writes_unless_handled
    def say(self, transaction: Transaction, then: Consequences) -> bool:
        """Store consequences that belong to no other write."""
        transaction.store(then)
        return True

    @writes
    def claim(self, transaction: Transaction, address: Address, token: str) -> Claimed | None:
        """Claim the oldest waiting row of an address."""
        return self._claim(transaction, address, token)

    @writes
    def delivered(
        self,
        transaction: Transaction,
        claimed: Claimed,
        delivery: Delivery,
        receipt: Receipt | None,
        then: Consequences,
    ) -> Claimed | None:
        """Store how a delivery ended, and claim what comes next, where the claim is still ours."""
        connection = transaction.connection
        if not _end(connection, claimed, delivery, receipt):
            return None
        if isinstance(claimed.outgoing, Ask) and delivery is not Delivery.SENT:
            connection.execute(
                update(asked)
                .where(asked.c.id == claimed.outgoing.asked, asked.c.state == "posting")
                .values(state="failed")
            )
        transaction.store(then)
        return self._claim(transaction, claimed.outgoing.address, claimed.token)

    @writes
    def asked_posted(
        self,
        transaction: Transaction,
        claimed: Claimed,
        receipt: Receipt,
        thread: Address,
        then: Consequences,
    ) -> Claimed | None:
        """Open a question for answers, in the transaction that ends its delivery."""
        if not isinstance(claimed.outgoing, Ask):
            raise TypeError("only the post of a question opens one")
        connection = transaction.connection
        if not _end(connection, claimed, Delivery.SENT, receipt):
            return None
        alone.with_slot(connection, claimed.outgoing.asked)
        opened = {
            "one": claimed.outgoing.asked,
            "in_thread": thread,
            "posted_as": RECEIPT.text(receipt),
        }
        connection.execute(_OPENED, opened)
        transaction.store(then)
        return self._claim(transaction, claimed.outgoing.address, claimed.token)

    @writes
    def hand_back(
        self, transaction: Transaction, claimed: Claimed, until: datetime, *, sent: bool
    ) -> None:
        """Return a claim for later, with the wake that comes back to it."""
        key = claimed.outgoing.key
        wake = Wake(kind=WakeKind.DELIVER, key=claimed.outgoing.address, at=until)
        connection = transaction.connection
        connection.execute(
            update(outbox)
            .where(outbox.c.key == key, outbox.c.token == claimed.token)
            .values(
                state="pending",
                token=None,
                not_before=until,
                tries=outbox.c.tries if sent else outbox.c.tries - 1,
            )
        )
        transaction.store(Consequences(wakes=[wake]))

    @writes
    def hold_back(self, transaction: Transaction, claimed: Claimed, until: datetime) -> None:
        """Return a claim that failed, with the wake that comes back to it."""
        wake = Wake(kind=WakeKind.DELIVER, key=claimed.outgoing.address, at=until)
        transaction.connection.execute(
            update(outbox)
            .where(outbox.c.key == claimed.outgoing.key, outbox.c.token == claimed.token)
            .values(state="pending", token=None, not_before=until, failures=claimed.failures + 1)
        )
        transaction.store(Consequences(wakes=[wake]))

    @writes
    def let_go(self, transaction: Transaction, claimed: Claimed) -> None:
        """Give up a claim of what may have been sent."""
        transaction.connection.execute(
            update(outbox)
            .where(outbox.c.key == claimed.outgoing.key, outbox.c.token == claimed.token)
            .values(token=None, not_before=None)
        )

    @reads
    def pending(self, connection: Connection) -> int:
        """Return how many rows wait."""
        waiting = select(func.count()).select_from(outbox).where(WAITING)
        return connection.scalar(waiting) or 0

    @writes
    def prune(self, transaction: Transaction, before: datetime) -> None:
        """Forget event ids, and rows that were said; their keys are old enough never to return."""
        connection = transaction.connection
        connection.execute(delete(event).where(event.c.at < before))
        connection.execute(
            delete(message).where(message.c.attempt.is_(None), message.c.sent_at < before)
        )
        connection.execute(
            delete(outbox).where(
                outbox.c.at < before,
                outbox.c.state.not_in(("pending", "sending")),
                # Whom a post names or quotes may yet want it taken back.
                or_(outbox.c.receipt.is_(None), ~(outbox.c.about.is_not(None) | SHOWS_SOMEBODY)),
            )
        )

    def _claim(self, transaction: Transaction, address: Address, token: str) -> Claimed | None:
        connection, now = transaction.connection, transaction.now
        until = now + self._hold if self._hold else None
        claim = {"at_address": address, "now": now, "mine": token, "until": until}
        while (row := connection.execute(_CLAIM, claim).first()) is None:
            if not _is_free(transaction, address):
                return None
        outgoing = _with_reply(OUTGOING.value(row.body), row.reply, row.reply_expires_at, now)
        return Claimed(
            outgoing=outgoing,
            token=token,
            again=row.tries > 1,
            receipt=_receipt_of(connection, outgoing),
            failures=row.failures,
        )


_OPENED = (
    update(asked)
    .where(asked.c.id == bindparam("one"), asked.c.state == "posting")
    .values(
        # A slot that was closed meanwhile is not opened again.
        state=select(slot.c.state).where(slot.c.id == asked.c.slot).scalar_subquery(),
        thread=bindparam("in_thread"),
        receipt=bindparam("posted_as"),
    )
)
_OLDEST = (
    select(outbox.c.key)
    .where(outbox.c.address == bindparam("at_address"), WAITING)
    .order_by(outbox.c.seq)
    .limit(1)
    .scalar_subquery()
)
_CLAIM = (
    update(outbox)
    .where(
        outbox.c.key == _OLDEST,
        # A place that asked for a pause waits, whatever else there is to say at it; so does one
        # where another process is speaking.
        or_(outbox.c.not_before.is_(None), outbox.c.not_before <= bindparam("now")),
    )
    .values(
        state="sending",
        token=bindparam("mine"),
        not_before=bindparam("until"),
        tries=outbox.c.tries + 1,
    )
    .returning(
        outbox.c.body, outbox.c.reply, outbox.c.reply_expires_at, outbox.c.tries, outbox.c.failures
    )
)
_NEXT = select(outbox.c.not_before).where(outbox.c.key == _OLDEST, WAITING)
_NEXT_HELD = _NEXT.with_for_update()
_RECEIPT = select(outbox.c.receipt).where(outbox.c.key == bindparam("of"))
_END = (
    update(outbox)
    .where(outbox.c.key == bindparam("said"), outbox.c.token == bindparam("mine"))
    .values(
        state=bindparam("ended"),
        # Nobody reads it again, and it may hold what people wrote.
        body="",
        audience=case((bindparam("done"), None), else_=outbox.c.audience),
        token=None,
        receipt=bindparam("found_at"),
        reply=None,
        reply_expires_at=None,
    )
    .returning(outbox.c.key)
)


def _is_free(transaction: Transaction, address: Address) -> bool:
    """Return whether a claim that came to nothing is worth another try.

    Where the place is to be left alone for now, the wake is put again for later: who speaks there
    may have lost its own.
    """
    here = {"at_address": address}
    if transaction.connection.execute(_NEXT, here).first() is None:
        return False
    # Who speaks here may be at the end of it, and not have seen what was said meanwhile.
    held = transaction.connection.execute(_NEXT_HELD, here).first()
    if held is None or held.not_before is None or held.not_before <= transaction.now:
        return True
    wake = Wake(kind=WakeKind.DELIVER, key=address, at=held.not_before)
    transaction.store(Consequences(wakes=[wake]))
    return False


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


def _receipt_of(connection: Connection, outgoing: Outgoing) -> Receipt | None:
    if not isinstance(outgoing, Revise):
        return None
    text = connection.scalar(_RECEIPT, {"of": outgoing.of})
    return RECEIPT.value(text) if text else None


def _end(
    connection: Connection, claimed: Claimed, delivery: Delivery, receipt: Receipt | None
) -> bool:
    # Where nobody can come back to it, whom it was told is not kept.
    done = isinstance(claimed.outgoing, Tell) and not claimed.outgoing.post.choices
    ended = {
        "said": claimed.outgoing.key,
        "mine": claimed.token,
        "ended": delivery,
        "done": done,
        "found_at": RECEIPT.text(receipt) if receipt and not done else None,
    }
    return connection.execute(_END, ended).first() is not None

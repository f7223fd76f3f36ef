"""One transaction: rows, what shall be said because of them, and when to look again."""

from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection, bindparam, func, select

from bot.consequences import Consequences, Outgoing, Say, Tell, Wake, WakeKind
from bot.ports import Clock, Work
from storage.codec import OUTGOING
from storage.engine import Database, insert
from storage.schema import event, outbox
from storage.showing import note_shown

P = ParamSpec("P")
T = TypeVar("T")


class HandledBefore(Exception):
    """The event that caused this write was handled before."""


@dataclass(slots=True, kw_only=True)
class Transaction:
    """A write while it goes on."""

    connection: Connection
    now: datetime
    wakes: "Wakes"
    woke: bool = False
    """Whether it put a wake."""

    def store(self, then: Consequences) -> None:
        """Add consequences.

        Raises HandledBefore, which must leave the transaction, where its event was handled.
        """
        if then.event is not None:
            added = self.connection.execute(_ADD_EVENT, {"id": then.event, "at": self.now})
            if added.first() is None:
                raise HandledBefore
        if then.says:
            _say(self.connection, then.says, self.now)
            note_shown(self.connection, then.says)
        wakes = [*_deliveries(then.says, self.now), *then.wakes]
        if wakes:
            self.wakes.put(self.connection, wakes)
            self.woke = True


class Wakes(Work, Protocol):
    """Where wakes are put, and run when they are due."""

    def put(self, connection: Connection, wakes: Sequence[Wake]) -> None:
        """Store wakes; one that is there already keeps the earlier of the two times."""
        ...

    def nudge(self) -> None:
        """Look for due wakes now; called after each write that put some."""
        ...


class Transactions:
    """Opens transactions; wakes that are due because of them are run after that."""

    def __init__(self, database: Database, clock: Clock, wakes: Wakes) -> None:
        self._database = database
        self._clock = clock
        self._wakes = wakes

    async def write(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in a transaction, committed whole at its end, or not at all where it raises.

        Raises NotStored where the database cannot take it now.
        """

        def run(connection: Connection) -> tuple[T, bool]:
            transaction = Transaction(
                connection=connection, now=self._clock.now(), wakes=self._wakes
            )
            return work(transaction), transaction.woke

        result, woke = await self._database.write(run)
        if woke:
            self._wakes.nudge()
        return result

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on one snapshot; raises NotStored where the database cannot be read now."""
        return await self._database.read(work)


class _Rows(Protocol):
    """A part of the store."""

    _transactions: Transactions


RowsT = TypeVar("RowsT", bound=_Rows)

Read = Callable[Concatenate[RowsT, Connection, P], T]
Write = Callable[Concatenate[RowsT, Transaction, P], T]
Method = Callable[Concatenate[RowsT, P], Coroutine[None, None, T]]


def reads(method: Read[RowsT, P, T]) -> Method[RowsT, P, T]:
    """Make a method of a function that reads on one snapshot."""

    @wraps(method)
    async def run(rows: RowsT, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await rows._transactions.read(  # noqa: SLF001 - a part's own
            lambda connection: method(rows, connection, *args, **kwargs)
        )

    return run


def writes(method: Write[RowsT, P, T]) -> Method[RowsT, P, T]:
    """Make a method of a function that writes in one transaction."""

    @wraps(method)
    async def run(rows: RowsT, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await rows._transactions.write(  # noqa: SLF001 - a part's own
            lambda transaction: method(rows, transaction, *args, **kwargs)
        )

    return run


def writes_unless_handled(method: Write[RowsT, P, bool]) -> Method[RowsT, P, bool]:
    """Make a method of a function that writes; False where its event was handled before."""
    write = writes(method)

    @wraps(method)
    async def run(rows: RowsT, /, *args: P.args, **kwargs: P.kwargs) -> bool:
        try:
            return await write(rows, *args, **kwargs)
        except HandledBefore:
            return False

    return run


_ADD_EVENT = insert(event).on_conflict_do_nothing().returning(event.c.id)

_SAY = insert(outbox).on_conflict_do_nothing(index_elements=["key"])
_NEWEST = select(func.coalesce(func.max(outbox.c.seq), 0) + 1).where(
    outbox.c.address == bindparam("at_address")
)
_SAY_IN_FILE = _SAY.values(seq=_NEWEST.scalar_subquery())
# Looking for the newest would make every two writers at one address meet.
_SAY_ON_SERVER = _SAY.values(seq=func.nextval("outbox_seq"))


def _say(connection: Connection, says: Sequence[Outgoing], now: datetime) -> None:
    rows = [_row(one, now) for one in says]
    if connection.dialect.name == "sqlite":
        connection.execute(_SAY_IN_FILE, [{**row, "at_address": row["address"]} for row in rows])
    else:
        connection.execute(_SAY_ON_SERVER, rows)


def _deliveries(says: Iterable[Outgoing], now: datetime) -> list[Wake]:
    addresses = dict.fromkeys(outgoing.address for outgoing in says)
    return [Wake(kind=WakeKind.DELIVER, key=address, at=now) for address in addresses]


def _row(outgoing: Outgoing, now: datetime) -> dict[str, object]:
    reply = outgoing.reply if isinstance(outgoing, Tell) else None
    body = replace(outgoing, reply=None) if isinstance(outgoing, Tell) else outgoing
    return {
        "key": outgoing.key,
        "address": outgoing.address,
        "audience": outgoing.user if isinstance(outgoing, Tell) else None,
        "about": outgoing.about if isinstance(outgoing, Say) else None,
        "body": OUTGOING.text(body),
        "reply": reply.token if reply else None,
        "reply_expires_at": reply.expires_at if reply else None,
        "state": "pending",
        "tries": 0,
        "failures": 0,
        "at": now,
    }

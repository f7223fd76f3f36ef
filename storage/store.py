"""The store: its parts over one database and one clock."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from bot.ports import Clock
from storage.appeals import AppealRows
from storage.attempts import AttemptRows
from storage.boards import BoardRows
from storage.cards import CardRows
from storage.engine import Database
from storage.links import LinkRows
from storage.outbox import OutboxRows
from storage.oversight import OversightRows
from storage.people import PeopleRows
from storage.privacy import PrivacyRows
from storage.rounds import RoundRows
from storage.secrets import SecretRows
from storage.slots import SlotRows
from storage.sqlite import SqliteDatabase
from storage.teams import TeamRows
from storage.transactions import Transactions, Wakes
from storage.work import LeaseLoop

PATIENCE = timedelta(seconds=30)
HOLD = 4
"""How many times as long a claim of something to say is kept; longer than any try takes."""


class SqlStore:
    """Everything that survives a restart, as `ports.Store` describes it."""

    def __init__(
        self,
        target: Path | str,
        clock: Clock,
        pack: str,
        *,
        queues: Sequence[str] | None = None,
        patience: timedelta = PATIENCE,
        secret_key: str = "",
    ) -> None:
        """Open an SQLite file, or a PostgreSQL database by its URL; `queues` None serves all.

        `patience` is how long a process may be silent before others take over, and how long a
        lease lasts on SQLite.
        `secret_key` seals what is secret.
        """
        self._database, self.work, hold = _opened(target, clock, queues, patience)
        transactions = Transactions(self._database, clock, self.work)
        self.teams = TeamRows(transactions)
        self.slots = SlotRows(transactions, pack)
        self.attempts = AttemptRows(transactions)
        self.appeals = AppealRows(transactions, pack)
        self.rounds = RoundRows(transactions)
        self.outbox = OutboxRows(transactions, hold)
        self.boards = BoardRows(transactions)
        self.people = PeopleRows(transactions)
        self.cards = CardRows(transactions, clock)
        self.oversight = OversightRows(transactions)
        self.links = LinkRows(transactions)
        self.privacy = PrivacyRows(transactions)
        self.secrets = SecretRows(transactions, clock, secret_key)

    async def close(self) -> None:
        """Close every connection."""
        await self._database.close()


def _opened(
    target: Path | str, clock: Clock, queues: Sequence[str] | None, patience: timedelta
) -> tuple[Database, Wakes, timedelta | None]:
    """Return the database, its wakes, and how long a claim keeps other processes away."""
    if isinstance(target, Path):
        file = SqliteDatabase(target)
        return file, LeaseLoop(file, clock, patience), None
    # Who uses a file loads no driver of a server.
    from storage.postgres import PostgresDatabase, native
    from storage.procrastinate import ProcrastinateWork

    server = PostgresDatabase(target)
    work = ProcrastinateWork(native(target), server, clock, queues=queues, patience=patience)
    return server, work, HOLD * patience

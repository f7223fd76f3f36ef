"""The store on SQLite: its parts over one database, one clock and one lease loop."""

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
from storage.teams import TeamRows
from storage.transactions import Transactions
from storage.work import LeaseLoop


class SqlStore:
    """Everything that survives a restart, as `ports.Store` describes it."""

    def __init__(self, path: Path, clock: Clock, pack: str, secret_key: str = "") -> None:
        self._database = Database(path)
        self.work = LeaseLoop(self._database, clock)
        transactions = Transactions(self._database, clock, self.work)
        self.teams = TeamRows(transactions)
        self.slots = SlotRows(transactions, pack)
        self.attempts = AttemptRows(transactions)
        self.appeals = AppealRows(transactions, pack)
        self.rounds = RoundRows(transactions)
        self.outbox = OutboxRows(transactions)
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

"""What survives a restart, in parts.

Reads are snapshots. Every write is one transaction that takes its consequences as values, and is
fenced by the state of the row that it changes, so that a second or late writer changes nothing.
"""

from typing import Protocol

from bot.ports.appeals import Appeals
from bot.ports.attempts import Attempts
from bot.ports.boards import Boards
from bot.ports.outbox import Outbox
from bot.ports.people import Cards, Links, Oversight, People, Privacy
from bot.ports.rounds import Rounds
from bot.ports.slots import Slots
from bot.ports.teams import Teams


class Store(Protocol):
    """Everything that survives a restart."""

    @property
    def people(self) -> People:
        """People."""
        ...

    @property
    def oversight(self) -> Oversight:
        """Oversight."""
        ...

    @property
    def cards(self) -> Cards:
        """Cards."""
        ...

    @property
    def links(self) -> Links:
        """Links."""
        ...

    @property
    def privacy(self) -> Privacy:
        """Privacy."""
        ...

    @property
    def teams(self) -> Teams:
        """Teams."""
        ...

    @property
    def slots(self) -> Slots:
        """Slots."""
        ...

    @property
    def attempts(self) -> Attempts:
        """Attempts."""
        ...

    @property
    def appeals(self) -> Appeals:
        """Appeals."""
        ...

    @property
    def rounds(self) -> Rounds:
        """Rounds."""
        ...

    @property
    def outbox(self) -> Outbox:
        """Outbox."""
        ...

    @property
    def boards(self) -> Boards:
        """Boards."""
        ...

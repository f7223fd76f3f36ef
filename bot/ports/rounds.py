"""What survives a restart of rounds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from bot.consequences import Consequences, RoundId
from bot.messages import Address, MessageRef
from bot.ports.platform import OpenThread
from bot.records import Begun, PersonId, Reservation, TeamId
from bot.rounds.values import Round, RoundCall
from bot.spend import Spent


class Beginning(StrEnum):
    """What came of a wish to begin a round."""

    BEGUN = "begun"
    BUSY = "busy"
    """The person is in a round already."""
    FULL = "full"
    """The team has as many rounds as it may have at a time."""
    REPEATED = "repeated"
    """Its event was handled before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """What a round is worth on the board of rounds."""

    points: int
    """0 to 100."""
    day: date
    """The local day on which it counts."""
    estimate: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundChange:
    """A round as it shall be stored, with what follows from that."""

    round: Round
    then: Consequences
    points: Points | None = None


class Rounds(Protocol):
    """Rounds and what was said in them."""

    async def begin(self, new: Round, at_once: int, then: Consequences) -> Beginning:
        """Store a round whose room is to be opened; a team has `at_once` at a time."""
        ...

    async def get(self, round_id: RoundId) -> Round | None:
        """Return a round."""
        ...

    async def at(self, rooms: Sequence[Address]) -> RoundId | None:
        """Return the round that is live in one of these rooms."""
        ...

    async def of_message(self, ref: MessageRef) -> RoundId | None:
        """Return the round to which a message belongs, live or not."""
        ...

    async def live_of(self, person: PersonId) -> Round | None:
        """Return the round that a person is in."""
        ...

    async def live_on(self, prefix: str) -> Sequence[RoundId]:
        """Return the live rounds of one platform."""
        ...

    async def open_rooms(self, prefix: str) -> Sequence[OpenThread]:
        """Return the rooms of one platform's live rounds, which take answers."""
        ...

    async def past(self, person: PersonId, limit: int) -> Sequence[Round]:
        """Return a person's rounds that have ended, newest first."""
        ...

    async def change(
        self, round_id: RoundId, decide: Callable[[Round], RoundChange | None]
    ) -> Round | None:
        """Store what `decide` makes of a round, in one transaction; returns the round as it is.

        None where there is no such round, `decide` declined, or its event was handled before.
        """
        ...

    async def reserve(self, call: RoundCall, reservation: Reservation) -> Begun:
        """Set money aside for a call, unless that would exceed the month's cap."""
        ...

    async def settle(self, call: RoundCall, spent: Sequence[Spent]) -> None:
        """Put what a call really cost in the place of what was set aside."""
        ...

    async def month(self, team_id: TeamId, today: date) -> int:
        """Return micro-dollars of the calendar month so far."""
        ...

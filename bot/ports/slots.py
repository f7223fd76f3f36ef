"""Slots and the questions in them, as they are kept."""

from collections.abc import Sequence
from typing import Protocol

from bot.consequences import AskedId, Consequences
from bot.content import Question
from bot.messages import (
    Address,
)
from bot.ports.platform import OpenThread
from bot.records import (
    AskedQuestion,
    PastQuestion,
    Schedule,
    Slot,
    SlotId,
    SlotSummary,
    TeamId,
)


class Slots(Protocol):
    """Questions that were asked."""

    async def history(self, team: TeamId) -> Sequence[PastQuestion]:
        """Return each question that a team was asked, with the last time, newest first."""
        ...

    async def open(
        self,
        slot: Slot,
        question: Question,
        asked: Sequence[tuple[AskedId, Address]],
        schedule: tuple[Schedule, Schedule] | None,
        then: Consequences,
    ) -> bool:
        """Ask a question, and store its schedule (before, after) with it.

        False where nothing was asked: the slot was there already (its schedule moves on all the
        same), the schedule is no longer as before, or its event was handled before.
        """
        ...

    async def get(self, slot: SlotId) -> Sequence[AskedQuestion]:
        """Return a slot's asked questions, by channel."""
        ...

    async def asked(self, asked: AskedId) -> AskedQuestion | None:
        """Return one asked question."""
        ...

    async def open_in(self, team: TeamId, channel: Address | None) -> Sequence[AskedQuestion]:
        """Return a team's open questions, those of the channel alone where one is given."""
        ...

    async def close(self, slot: SlotId, then: Consequences) -> bool:
        """Close an open slot; False where it was closed already."""
        ...

    async def summary(self, slot: SlotId) -> SlotSummary:
        """Return what became of a slot's question so far."""
        ...

    async def open_threads(self, prefix: str) -> Sequence[OpenThread]:
        """Return the threads of one platform that still take answers."""
        ...

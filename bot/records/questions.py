"""What was asked: slots, and their questions in each channel."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from bot.consequences import AskedId
from bot.content import Question
from bot.messages import (
    Address,
    Receipt,
)
from bot.records.teams import ScheduleId, Team, TeamId

SlotId = NewType("SlotId", str)


class SlotState(StrEnum):
    """An open slot takes answers for points."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One due time of a schedule, with its question."""

    id: SlotId
    schedule: ScheduleId
    team: TeamId
    local: str
    """The local due time; with the schedule it makes the slot unique."""
    opens_at: datetime
    closes_at: datetime
    state: SlotState


class AskedState(StrEnum):
    """Whether a slot's question is in its channel."""

    POSTING = "posting"
    OPEN = "open"
    CLOSED = "closed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A slot's question in one channel."""

    id: AskedId
    slot: SlotId
    channel: Address
    state: AskedState
    thread: Address | None
    receipt: Receipt | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedQuestion:
    """An asked question with all that a flow has to know about it."""

    asked: Asked
    slot: Slot
    team: Team
    question: Question

    @property
    def place(self) -> Address:
        """Where to speak about it: its thread once there is one."""
        return self.asked.thread or self.asked.channel


@dataclass(frozen=True, slots=True, kw_only=True)
class PastQuestion:
    """When a team was last asked a question."""

    question: str
    """Its id in the bank."""
    asked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotSummary:
    """What became of a question, for the reveal."""

    people: int
    pending: int
    scores: tuple[int, ...]
    missed: tuple[str, ...]
    """Ids of points, most missed first, over everybody's newest grades."""

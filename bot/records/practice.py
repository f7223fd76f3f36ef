"""What somebody has practised, as boards and progress read it."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.content import Question
from bot.grading import Graded
from bot.records.questions import SlotId
from bot.records.teams import PersonId, ScheduleId


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """From when on somebody has been in a zone; an empty one is the team's."""

    since: datetime
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """A question that a schedule asked."""

    slot: SlotId
    schedule: ScheduleId
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SentAnswer:
    """When somebody answered a question while it was open."""

    slot: SlotId
    schedule: ScheduleId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """All that makes a person's streak."""

    person: PersonId
    name: str
    zone: str
    """The team's."""
    stays: tuple[Stay, ...]
    """Oldest first."""
    answers: tuple[SentAnswer, ...]
    came: tuple[Came, ...]
    """The team's questions."""
    days_off: frozenset[date]
    """The team's holidays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GradedAnswer:
    """An answer that was judged, with its question as it was asked."""

    slot: SlotId
    question: Question
    at: datetime
    outcome: Graded
    is_open: bool
    """Whether its question can still be answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicScore:
    """What a person's first attempts at a question were worth."""

    person: PersonId
    name: str
    named: bool
    """Whether they let the team see their name beside it."""
    question: str
    """Its id in the bank."""
    points: int
    answers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptScore:
    """A graded answer's score, and the question that it was for."""

    question: str
    score: int

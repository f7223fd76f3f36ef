"""Cards: missed points that come back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from bot.content import Point, Question
from bot.grading import Graded
from bot.memory import Memory
from bot.messages import Address, UserId
from bot.people import Profile
from bot.records import PersonId, Team

CardId = NewType("CardId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A point that a person missed."""

    id: CardId
    person: PersonId
    point: str
    due_at: datetime
    asked_at: datetime | None
    answer: str
    """What they said of it, until there is a verdict."""
    revision: int
    """How many answers they gave."""
    failures: int
    """How often the grader was down for this answer."""
    memory: Memory

    @property
    def open(self) -> bool:
        """Whether it was asked and not answered yet."""
        asked = self.asked_at is not None and self.asked_at > self.memory.at
        return asked and not self.answer


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """A card with all that asking and judging it needs."""

    card: Card
    question: Question
    team: Team
    profile: Profile
    """As the user whom it is sent to: the one who answered last."""
    address: Address
    """The channel in which they answered last."""

    @property
    def point(self) -> Point:
        """The point itself."""
        return self.question.point(self.card.point)

    @property
    def user(self) -> UserId:
        """Whom it is sent to."""
        return self.profile.person.user

    @property
    def zone(self) -> str:
        """Where its person lives."""
        return self.profile.zone or self.team.zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What decides when a person is sent a card."""

    earliest: CardView
    """The card that has waited longest, or will be due first."""
    due: int
    """How many are due by now."""
    asked: tuple[datetime, ...]
    """When cards were sent or asked for in the last days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """What a person's answers to a question left out, and what they made."""

    person: PersonId
    missed: frozenset[str]
    met: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What came of a question, by person."""

    grades: Mapping[PersonId, tuple[Graded, ...]]
    """Current ones of the answers that count, in no order."""
    pending: bool
    """Whether an answer has no verdict yet."""

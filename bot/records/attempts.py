"""Answers, from their first piece to what became of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType, TypeAlias

from bot.consequences import NOTHING, AskedId, Consequences
from bot.grading import GradeOutcome
from bot.messages import (
    MessageRef,
    Place,
    ReplyHandle,
    UserId,
)
from bot.records.questions import AskedQuestion
from bot.records.teams import Person, PersonId, Team

AttemptId = NewType("AttemptId", str)


class AttemptState(StrEnum):
    """Where an attempt is on its way."""

    COLLECTING = "collecting"
    GRADING = "grading"
    PENDING = "pending"
    GRADED = "graded"
    UNGRADED = "ungraded"
    WITHDRAWN = "withdrawn"


UNDER_WAY = (AttemptState.COLLECTING, AttemptState.GRADING, AttemptState.PENDING)
"""An attempt in one of these states has no verdict yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A piece of an answer as it came in: a message, or a form."""

    ref: MessageRef
    user: UserId
    name: str
    place: Place
    text: str
    sent_at: datetime
    private: bool = False
    at_once: bool = False
    """Nothing more is to come, so it need not settle."""
    asked: AskedId | None = None
    """Which question it answers, where its place does not say."""
    reply: ReplyHandle | None = None
    zone: str | None = None
    """Where its author is, where the platform says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One person's answer to one asked question."""

    id: AttemptId
    asked: AskedId
    person: PersonId
    user: UserId
    number: int
    state: AttemptState
    revision: int
    first_sent_at: datetime
    last_sent_at: datetime
    settles_at: datetime
    practice: bool
    """Sent after the reveal: graded, but worth no points."""
    private: bool
    failures: int = 0
    """How often its grader was down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerView:
    """What is known when a piece of an answer arrives."""

    about: AskedQuestion
    person: Person
    under_way: tuple[Attempt, ...]
    """The person's attempts that are still collected or graded, one for points, one practice."""
    used: int
    """Grades that the person had for this question; only they count against the limit."""
    newest: int
    """Number of the person's newest attempt at this question, 0 for none."""
    graded_today: int
    """Attempts of this person in the last 24 hours, over all questions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collect:
    """The answer goes into this attempt."""

    attempt: Attempt
    then: Consequences


@dataclass(frozen=True, slots=True, kw_only=True)
class Decline:
    """The answer is not taken; its text is not kept."""

    then: Consequences = NOTHING


Intake: TypeAlias = Collect | Decline


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptView:
    """An attempt with its text and all that grading it needs."""

    attempt: Attempt
    about: AskedQuestion
    person: Person
    text: str
    messages: int
    """How many messages are left of it."""
    last_message: MessageRef | None
    """The newest one that others can see, which gets the mark."""
    outcome: GradeOutcome | None
    """Of the newest revision that was graded."""
    used: int
    """How many grades the person had for this question, over all attempts and revisions."""

    @property
    def team(self) -> Team:
        """Whose budget pays for judging it."""
        return self.about.team

"""Attempts, as they are kept."""

from collections.abc import Callable, Sequence
from typing import Protocol

from bot.consequences import AskedId, Consequences
from bot.messages import (
    MessageDeleted,
    MessageEdited,
)
from bot.records import (
    Answer,
    AnswerView,
    Attempt,
    AttemptId,
    AttemptView,
    Begun,
    Intake,
    PersonId,
    Reservation,
    Saving,
)
from bot.spend import Spent


class Attempts(Protocol):
    """Answers and their grades."""

    async def take(self, answer: Answer, decide: Callable[[AnswerView], Intake]) -> Intake | None:
        """Store a piece of an answer as `decide` says, in one transaction.

        None where it was stored before, or belongs to no question. A message in the thread of a
        question that is just being posted is kept, and decided once the question is open.
        """
        ...

    async def adopt(
        self, asked: AskedId, decide: Callable[[Answer, AnswerView], Intake]
    ) -> Sequence[Intake]:
        """Decide on the messages that were kept while this question was being posted."""
        ...

    async def edit(
        self, edit: MessageEdited, decide: Callable[[AttemptView], Intake]
    ) -> Intake | None:
        """Store a changed text if `decide` takes it; None where nothing of ours changed."""
        ...

    async def withdraw(
        self, gone: MessageDeleted, decide: Callable[[AttemptView], Intake]
    ) -> Intake | None:
        """Take a deleted message out of its attempt; None where it was in none."""
        ...

    async def get(self, attempt: AttemptId) -> AttemptView | None:
        """Return an attempt with its text."""
        ...

    async def latest(self, person: PersonId, asked: AskedId | None) -> AttemptView | None:
        """Return a person's newest attempt, at one question where one is given."""
        ...

    async def collecting(self, prefix: str, person: PersonId | None) -> Sequence[Attempt]:
        """Return the attempts of one platform that wait for more, of one person where given."""
        ...

    async def settle_now(self, attempt: Attempt, then: Consequences) -> bool:
        """Let a collecting attempt settle at once; False where it moved on."""
        ...

    async def begin(self, attempt: Attempt, digest: str, reservation: Reservation) -> Begun | None:
        """Move an attempt to grading at its revision; None where it moved on.

        Gives the grade that the same digest got before, so that the same answer gets the same one
        for nothing; else sets money aside, unless that would exceed the month's cap.
        """
        ...

    async def save_outcome(self, attempt: Attempt, saving: Saving, then: Consequences) -> bool:
        """Store what grading this revision gave, with award and tally; False where it moved on.

        What it cost is settled even then.
        """
        ...

    async def keep_grade(
        self, attempt: Attempt, spent: Sequence[Spent], then: Consequences
    ) -> bool:
        """Leave an attempt its earlier grade, where this revision got none; False if it moved on.

        What it cost is settled even then.
        """
        ...

    async def postpone(
        self, attempt: Attempt, failures: int, spent: Sequence[Spent], then: Consequences
    ) -> bool:
        """Keep an attempt pending until its next try; False where it moved on.

        `failures` is how often its grader was down by now. What it cost is settled in any case.
        """
        ...

    async def regrade(self, attempt: Attempt, then: Consequences) -> bool:
        """Take a graded attempt back to collecting as its next revision."""
        ...

"""Who judges answers."""

from dataclasses import dataclass
from typing import Protocol

from bot.content import Question
from bot.grading import GradeOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeRequest:
    """One answer to be judged; nothing in it says whose it is."""

    question: Question
    answer: str


class Grader(Protocol):
    """Judges answers against the rubric of their question."""

    name: str
    """As people see it: `local`, `claude haiku-5-5`."""

    async def grade(self, request: GradeRequest) -> GradeOutcome:
        """Return a grade with checked evidence, or why there is none.

        Raises GraderDown when asking again later may help.
        """
        ...

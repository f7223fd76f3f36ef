"""Who judges answers."""

from dataclasses import dataclass
from typing import Protocol

from bot.content import Question
from bot.grading import GradeOutcome
from bot.spend import Spent


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeRequest:
    """One answer to be judged."""

    question: Question
    answer: str
    person: str = ""
    """Whose answer it is; no more than a salted hash of it ever leaves."""
    rulings: tuple[str, ...] = ()
    """What people ruled on this question, oldest first; sent as untrusted text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What came of a request, and what it cost."""

    outcome: GradeOutcome
    spent: tuple[Spent, ...] = ()
    """One for each paid call, in order; to be settled whatever the outcome."""
    spread: tuple[int, int] | None = None
    """The lower and the higher score where two looks disagreed; the outcome has their mean."""
    unfound: tuple[str, ...] = ()
    """Points and red flags whose quotes were not in the answer, even when asked again."""
    feedback: str = ""
    """Two sentences in the language of the answer; they state no point that was not met."""
    tripwires: tuple[str, ...] = ()
    """Signs of an attempt to steer the grader, for admins; also where there is no grade."""
    cut: bool = False
    """Only the beginning of a very long answer was judged."""


class Grader(Protocol):
    """Judges answers against the rubric of their question."""

    name: str
    """As people see it: `local`, `claude haiku-5-5`."""
    model: str
    """What is paid for; empty where nothing is."""
    fingerprint: str
    """Names all that is the same for every answer and decides its grade."""

    def estimate(self, request: GradeRequest) -> int:
        """Return the most micro-dollars that judging can cost."""
        ...

    async def judge(self, request: GradeRequest) -> Judged:
        """Return a grade with checked evidence, or why there is none.

        Raises GraderDown when asking again later may help.
        """
        ...

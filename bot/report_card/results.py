"""What a judge said of one answer: all of it, and the part that the card is made from."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from bot.content import Model, Question, Verdict
from bot.grading import Graded, Reason, Ungraded
from bot.spend import Spent

PASSING = frozenset({Reason.UNAVAILABLE, Reason.BUDGET})
"""Failures that say nothing about the answer: it is asked again when a run is resumed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Tokens of all calls that one judgement took; the four kinds do not overlap."""

    input: int = 0
    cache_write: int = 0
    cache_read: int = 0
    output: int = 0

    def __add__(self, other: "Tokens") -> "Tokens":
        """Return the sum, kind by kind."""
        return Tokens(
            input=self.input + other.input,
            cache_write=self.cache_write + other.cache_write,
            cache_read=self.cache_read + other.cache_read,
            output=self.output + other.output,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a judge gives back, and what it cost, whatever the outcome."""

    outcome: Graded | Ungraded
    micros: int = 0
    """Micro-dollars."""
    tokens: Tokens = Tokens()


def judged(outcome: Graded | Ungraded, spent: Iterable[Spent]) -> Judged:
    """Return an outcome with what its calls cost together."""
    calls = list(spent)
    used = [
        Tokens(
            input=one.usage.input,
            cache_write=one.usage.cache_write,
            cache_read=one.usage.cache_read,
            output=one.usage.output,
        )
        for one in calls
    ]
    return Judged(
        outcome=outcome,
        micros=sum(one.micro_dollars for one in calls),
        tokens=sum(used, Tokens()),
    )


Judge: TypeAlias = Callable[[Question, str], Awaitable[Judged]]
"""Judges an answer to a question; may raise GraderDown, which counts as `unavailable`."""


class Result(Model):
    """One judgement, without a word of the answer: a line of the state file."""

    key: str
    """Digest of question, answer and grader."""
    repeat: int
    """0 for the first look at an answer, 1 for the second, and so on."""
    reason: Reason | None
    """Why there is no score; None where there is one."""
    score: int | None
    estimate: bool
    verdicts: dict[str, Verdict]
    flags: tuple[str, ...]
    micros: int
    tokens: Tokens

    @property
    def passing(self) -> bool:
        """Return whether asking again may give something else."""
        return self.reason in PASSING


def result(key: str, repeat: int, said: Judged) -> Result:
    """Return what is kept of a judgement."""
    match said.outcome:
        case Graded(judgement=judgement) as graded:
            return Result(
                key=key,
                repeat=repeat,
                reason=None,
                score=graded.score,
                estimate=graded.estimate,
                verdicts={one.point: one.verdict for one in judgement.points},
                flags=tuple(sorted({one.flag for one in judgement.flags})),
                micros=said.micros,
                tokens=said.tokens,
            )
        case Ungraded(reason=reason):
            return Result(
                key=key,
                repeat=repeat,
                reason=reason,
                score=None,
                estimate=False,
                verdicts={},
                flags=(),
                micros=said.micros,
                tokens=said.tokens,
            )

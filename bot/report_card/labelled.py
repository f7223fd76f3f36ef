"""Answers whose verdicts are known: the packs' exemplars, and a gold set where there is one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.content import Question, Verdict
from bot.grading import Judgement, PointVerdict, RaisedFlag, score
from bot.packs import Bank
from bot.report_card.gold import GoldLine, read_gold

GOLD = "gold"
"""Name of the folder with the gold set, inside the folder of the pack that it is about."""

GOOD_FROM, BAD_BELOW = 80, 20
"""Points of 100 that put an answer of the gold set into a band; all in between is mid-range."""


class Band(StrEnum):
    """How good an answer is by its labels; graders are weakest on the middle one."""

    GOOD = "good"
    PARTIAL = "partial"
    BAD = "bad"


class Origin(StrEnum):
    """Who wrote and labelled an answer."""

    EXEMPLAR = "exemplar"
    """An author of the pack, who also looked at what the offline grader made of it."""
    GOLD = "gold"
    """Somebody else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """An answer with what a grader should say of it."""

    question: Question
    answer: str
    verdicts: Mapping[str, Verdict]
    """By point, one for each point of the rubric."""
    flags: frozenset[str]
    """The commission flags that it raises."""
    band: Band
    origin: Origin = Origin.EXEMPLAR


def labelled(bank: Bank, gold: Path | None = None) -> tuple[Labelled, ...]:
    """Return the exemplars of a bank, then the gold set in the folder `gold`, if there is one.

    Raises ContentError with every problem of the gold set.
    """
    exemplars = (one for question in bank.questions.values() for one in _exemplars(question))
    lines = read_gold(gold, bank.questions) if gold is not None else ()
    return (*exemplars, *(_gold(bank.questions[line.question], line) for line in lines))


def expected_score(one: Labelled) -> int:
    """Return 0 to 100: what `bot.grading.score` makes of the labels, in steps of 1."""
    return _score(one.question, one.verdicts, one.flags)


def _exemplars(question: Question) -> Sequence[Labelled]:
    return [
        Labelled(
            question=question,
            answer=exemplar.answer,
            verdicts={point: Verdict(said) for point, said in exemplar.verdicts.items()},
            flags=frozenset(exemplar.flags),
            band=Band(name),
        )
        for name, exemplar in question.exemplars.each()
    ]


def _gold(question: Question, line: GoldLine) -> Labelled:
    verdicts = {point: Verdict(said) for point, said in line.verdicts.items()}
    flags = frozenset(line.flags)
    total = _score(question, verdicts, flags)
    return Labelled(
        question=question,
        answer=line.answer,
        verdicts=verdicts,
        flags=flags,
        band=Band.GOOD if total >= GOOD_FROM else Band.BAD if total < BAD_BELOW else Band.PARTIAL,
        origin=Origin.GOLD,
    )


def _score(question: Question, verdicts: Mapping[str, Verdict], flags: frozenset[str]) -> int:
    points = tuple(PointVerdict(point=point, verdict=said) for point, said in verdicts.items())
    raised = tuple(RaisedFlag(flag=flag) for flag in sorted(flags))
    return score(question.rubric, Judgement(points=points, flags=raised)) or 0

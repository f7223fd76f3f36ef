"""Agreement between labels and first looks, for any set of answers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.content import Verdict
from bot.report_card.card import Cell, Group, RedFlags
from bot.report_card.labelled import Labelled, expected_score
from bot.report_card.metrics import (
    Pair,
    accuracy,
    bias,
    coverage,
    kappa,
    macro_f1,
    mean,
    mean_absolute_error,
    met_gap,
    qwk,
)
from bot.report_card.results import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A labelled answer and what was said of it."""

    labelled: Labelled
    result: Result


def group(name: str, answers: int, looks: Sequence[Look]) -> Group:
    """Return the agreement on some answers, of which there are looks at these."""
    graded = [look for look in looks if look.result.score is not None]
    pairs = [pair for look in graded for pair in _pairs(look)]
    scores = [
        (expected_score(look.labelled), look.result.score)
        for look in graded
        if look.result.score is not None
    ]
    return Group(
        name=name,
        answers=answers,
        graded=len(graded),
        criteria=len(pairs),
        coverage=coverage(pairs),
        accuracy=accuracy(pairs),
        macro_f1=macro_f1(pairs),
        kappa=kappa(pairs),
        met_gap=met_gap(pairs),
        qwk=qwk(scores),
        error=mean_absolute_error(scores),
        bias=bias(scores),
        labelled_mean=mean([label for label, _ in scores]),
        given_mean=mean([given for _, given in scores]),
        confusion=tuple(
            Cell(label=label, given=given, count=count)
            for (label, given), count in sorted(Counter(pairs).items())
        ),
    )


def red_flags(looks: Sequence[Look]) -> RedFlags | None:
    """Return how well commission flags are raised; None where nothing was graded."""
    graded = [look for look in looks if look.result.score is not None]
    if not graded:
        return None
    both = [(look.labelled.flags, frozenset(look.result.flags)) for look in graded]
    hits = sum(len(labels & given) for labels, given in both)
    misses = sum(len(labels - given) for labels, given in both)
    alarms = sum(len(given - labels) for labels, given in both)
    return RedFlags(
        hits=hits,
        misses=misses,
        false_alarms=alarms,
        precision=hits / (hits + alarms) if hits + alarms else None,
        recall=hits / (hits + misses) if hits + misses else None,
    )


def _pairs(look: Look) -> list[Pair]:
    """Return label and verdict of each point; one that the grader left out was not assessed."""
    given = look.result.verdicts
    return [
        (label, given.get(point, Verdict.CANNOT_ASSESS))
        for point, label in look.labelled.verdicts.items()
    ]

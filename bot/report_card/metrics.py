"""Agreement of two raters, by hand: small sums that can be checked on paper.

On three verdicts, correlations (r, rho, tau, MCC) nearly repeat what kappa says, so none of them is
here. Each function returns None where it is not defined, never 0 for want of data.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from bot.content import Verdict
from bot.grading import CREDIT

Pair: TypeAlias = tuple[Verdict, Verdict]
"""The label of a criterion, and the grader's verdict on it."""

Scores: TypeAlias = tuple[int, int]
"""The score by the labels and the grader's, 0 to 100."""

CLASSES = tuple(CREDIT)
"""The verdicts that agreement is measured on: met, partial, missed."""

MIN_CLASSES = 2
"""Labels that are all alike leave nothing to agree on beyond chance."""


def assessed(pairs: Iterable[Pair]) -> list[Pair]:
    """Return the criteria on which the grader committed itself."""
    return [pair for pair in pairs if pair[1] != Verdict.CANNOT_ASSESS]


def coverage(pairs: Sequence[Pair]) -> float | None:
    """Return the share of criteria that were not CANNOT_ASSESS.

    The other figures are about those criteria alone, so that this one belongs beside them.
    """
    return len(assessed(pairs)) / len(pairs) if pairs else None


def accuracy(pairs: Sequence[Pair]) -> float | None:
    """Return the share of assessed criteria with the verdict of the label."""
    known = assessed(pairs)
    return sum(label == given for label, given in known) / len(known) if known else None


def macro_f1(pairs: Sequence[Pair]) -> float | None:
    """Return the mean over the classes of F1 = 2 TP / (2 TP + FP + FN) (van Rijsbergen 1979).

    A class that no label has is left out: its F1 would be 0 whatever the grader does.
    """
    known = assessed(pairs)
    labels, given = Counter(label for label, _ in known), Counter(said for _, said in known)
    hits = Counter(label for label, said in known if label == said)
    return mean([2 * hits[one] / (labels[one] + given[one]) for one in CLASSES if labels[one]])


def kappa(pairs: Sequence[Pair]) -> float | None:
    """Return (p_o - p_e) / (1 - p_e), agreement beyond chance (Cohen 1960).

    Not defined where all labels are of one class: it would be 0 whatever the grader does.
    """
    known = assessed(pairs)
    size = len(known)
    labels, given = Counter(label for label, _ in known), Counter(said for _, said in known)
    if len(labels) < MIN_CLASSES:
        return None
    agreed = sum(label == said for label, said in known)
    # Multiplied by size squared throughout, so that all but the division is exact.
    chance = sum(labels[one] * given[one] for one in CLASSES)
    return (agreed * size - chance) / (size * size - chance)


def met_gap(pairs: Sequence[Pair]) -> float | None:
    """Return by how much the grader's share of MET exceeds that of the labels; lenient above 0."""
    known = assessed(pairs)
    if not known:
        return None
    given, labels = (sum(pair[at] == Verdict.MET for pair in known) for at in (1, 0))
    return (given - labels) / len(known)


def quarter(score: int) -> int:
    """Return the band of a score, 0 to 4; halves go up, as in `bot.grading.score`."""
    return int(score / 25 + 0.5)


def qwk(scores: Sequence[Scores]) -> float | None:
    """Return the quadratic weighted kappa of the totals in quarter bands (Cohen 1968).

    1 - sum(w O) / sum(w E) with w = (i - j)^2; the usual divisor (bands - 1)^2 cancels out. Not
    defined where all labels are in one band, as for `kappa`.
    """
    bands = [(quarter(label), quarter(given)) for label, given in scores]
    labels, given = Counter(label for label, _ in bands), Counter(said for _, said in bands)
    if len(labels) < MIN_CLASSES:
        return None
    observed = len(bands) * sum((label - said) ** 2 for label, said in bands)
    chance = sum((i - j) ** 2 * labels[i] * given[j] for i in labels for j in given)
    return 1 - observed / chance


def mean_absolute_error(scores: Sequence[Scores]) -> float | None:
    """Return the mean distance from the score by the labels, in points of 100."""
    return mean([abs(given - label) for label, given in scores])


def bias(scores: Sequence[Scores]) -> float | None:
    """Return the mean of score less score by the labels, in points of 100; lenient above 0."""
    return mean([given - label for label, given in scores])


def mean(values: Sequence[float]) -> float | None:
    """Return the arithmetic mean."""
    return sum(values) / len(values) if values else None

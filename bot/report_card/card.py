"""The report card: what a grader is worth, as a value that can be kept, compared and printed."""

from bot.content import Model, Verdict
from bot.report_card.results import Tokens


class Cell(Model):
    """An entry of the confusion matrix."""

    label: Verdict
    given: Verdict
    count: int


class Group(Model):
    """Agreement on some of the answers; a figure is None where it is not defined."""

    name: str
    answers: int
    graded: int
    """How many of the answers have a score; the figures below are about these."""
    criteria: int
    """Key points of the graded answers."""
    coverage: float | None
    """Share of criteria that were not CANNOT_ASSESS; the next four are about these."""
    accuracy: float | None
    macro_f1: float | None
    kappa: float | None
    met_gap: float | None
    """Grader's share of MET less that of the labels: lenient above 0."""
    qwk: float | None
    """Of totals in quarter bands."""
    error: float | None
    """Mean absolute error of totals, in points of 100."""
    bias: float | None
    """Mean error of totals, in points of 100: lenient above 0."""
    labelled_mean: float | None
    """Mean total by the labels."""
    given_mean: float | None
    """Mean total by the grader."""
    confusion: tuple[Cell, ...]


class RedFlags(Model):
    """Commission flags raised, over all graded answers."""

    hits: int
    misses: int
    false_alarms: int
    precision: float | None
    recall: float | None


class Spread(Model):
    """How far looks at the same answer differ."""

    answers: int
    """Those with two looks or more."""
    mean_range: float | None
    """Mean of highest less lowest score, in points of 100."""
    flips: float | None
    """Share of criteria with more than one verdict."""
    rises_by_chance: float | None
    """Share of further looks above the first by more than an attack needs to succeed."""


class Family(Model):
    """What answers gain by one kind of attack."""

    name: str
    answers: int
    """Those with a score both with and without it."""
    ungraded: dict[str, int]
    """Attacked answers that were not graded, by reason; neither success nor failure."""
    success: float | None
    mean_rise: float | None
    """As a share of full marks."""


class Drift(Model):
    """What honest answers lose by one way of writing."""

    name: str
    answers: int
    ungraded: dict[str, int]
    mean_shift: float | None
    """In points of 100, below 0 where people lose."""
    mean_move: float | None
    """The same, whichever direction."""


class Cost(Model):
    """What was paid for the card, whenever that was."""

    judgements: int
    micros: int
    """Micro-dollars."""
    tokens: Tokens
    micros_per_answer: float | None


class ReportCard(Model):
    """All that was measured, and what was not."""

    grader: str
    formula: int
    """Version of `bot.grading.score`."""
    labels: str
    """Digest of answers and labels: cards are comparable where it is the same."""
    questions: int
    groups: tuple[Group, ...]
    red_flags: RedFlags | None
    spread: Spread | None
    attacks: tuple[Family, ...]
    drift: tuple[Drift, ...]
    failures: dict[str, int]
    """First looks at unchanged answers that gave no score, by reason; none of them is a zero."""
    cost: Cost
    not_measured: tuple[str, ...]
    caveats: tuple[str, ...]


def not_measured(grader: str, why: str, formula: int) -> ReportCard:
    """Return the card of a grader that could not be asked at all, for want of a key for example."""
    return ReportCard(
        grader=grader,
        formula=formula,
        labels="",
        questions=0,
        groups=(),
        red_flags=None,
        spread=None,
        attacks=(),
        drift=(),
        failures={},
        cost=Cost(judgements=0, micros=0, tokens=Tokens(), micros_per_answer=None),
        not_measured=(f"anything: {why}",),
        caveats=(),
    )

"""Each figure against a sum done by hand, and against what has to hold for any input."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import Verdict
from bot.report_card.metrics import (
    CLASSES,
    Pair,
    Scores,
    accuracy,
    bias,
    coverage,
    kappa,
    macro_f1,
    mean_absolute_error,
    met_gap,
    quarter,
    qwk,
)
from bot.report_card.shifts import (
    by_chance,
    flips,
    mean_move,
    mean_range,
    mean_rise,
    mean_shift,
    success,
)

MET, PARTIAL, MISSED, UNSURE = Verdict

TEN: Sequence[Pair] = (
    *[(MET, MET)] * 4,
    (MET, PARTIAL),
    (PARTIAL, PARTIAL),
    (PARTIAL, MISSED),
    *[(MISSED, MISSED)] * 2,
    (MISSED, MET),
    *[(MET, UNSURE)] * 2,
)
"""Ten criteria that were assessed, seven as labelled, and two that were not."""

pairs = st.lists(st.tuples(st.sampled_from(CLASSES), st.sampled_from(list(Verdict))), max_size=40)
totals = st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), max_size=40)


def test_coverage_is_the_share_that_was_assessed() -> None:
    """Ten of twelve criteria have a verdict that is not CANNOT_ASSESS."""
    assert coverage(TEN) == pytest.approx(10 / 12)


def test_accuracy_is_about_assessed_criteria() -> None:
    """Seven of the ten assessed verdicts are those of the labels."""
    assert accuracy(TEN) == pytest.approx(0.7)


def test_macro_f1_weighs_classes_alike() -> None:
    """By hand: met 8/10, partial 2/4, missed 4/6; the mean of the three."""
    assert macro_f1(TEN) == pytest.approx((0.8 + 0.5 + 2 / 3) / 3)


def test_macro_f1_leaves_out_what_no_label_has() -> None:
    """Two met, one taken for partial: F1 of met is 2/3, and partial has no labels to find."""
    assert macro_f1([(MET, MET), (MET, PARTIAL)]) == pytest.approx(2 / 3)


def test_kappa_by_hand() -> None:
    """Observed .7; expected .5*.5 + .2*.2 + .3*.3 = .38; kappa (.7 - .38) / .62."""
    assert kappa(TEN) == pytest.approx(0.32 / 0.62)


def test_kappa_of_a_published_example() -> None:
    """Fifty grants, 20 and 15 agreed, 5 and 10 not: the textbook's .4."""
    both = [(MET, MET)] * 20 + [(MISSED, MISSED)] * 15
    assert kappa([*both, *[(MET, MISSED)] * 5, *[(MISSED, MET)] * 10]) == pytest.approx(0.4)


def test_met_gap_is_leniency() -> None:
    """Five of ten verdicts are MET and five of ten labels; two more and it is generous."""
    assert met_gap(TEN) == 0
    assert met_gap([*TEN, (MISSED, MET), (PARTIAL, MET)]) == pytest.approx(2 / 12)


@pytest.mark.parametrize(
    ("score", "band"), [(0, 0), (12, 0), (13, 1), (37, 1), (38, 2), (87, 3), (88, 4), (100, 4)]
)
def test_quarters_take_the_nearest(score: int, band: int) -> None:
    """Scores go to the nearest quarter."""
    assert quarter(score) == band


def test_qwk_by_hand() -> None:
    """Bands (0,0) (2,2) (4,3) (4,4): disagreement 4*1 over 4+16+... as in the table below.

    Labels 0,2,4,4; given 0,2,3,4. Sum over all pairs of (i-j)^2: label 0: 0+4+9+16 = 29, label 2:
    4+0+1+4 = 9, label 4 twice: 2*(16+4+1+0) = 42; together 80. QWK = 1 - 4*1/80 = .95.
    """
    assert qwk([(0, 5), (50, 50), (100, 75), (95, 90)]) == pytest.approx(0.95)


def test_errors_of_totals_by_hand() -> None:
    """Off by +10, -20 and 0: ten points on average, and a little too strict."""
    scores: list[Scores] = [(50, 60), (70, 50), (0, 0)]
    assert mean_absolute_error(scores) == pytest.approx(10)
    assert bias(scores) == pytest.approx(-10 / 3)


def test_nothing_is_not_zero() -> None:
    """Without data no figure is defined."""
    assert [one([]) for one in (coverage, accuracy, macro_f1, kappa, met_gap)] == [None] * 5
    assert [one([]) for one in (qwk, mean_absolute_error, bias)] == [None] * 3
    assert [one([]) for one in (success, mean_rise, mean_shift, mean_move)] == [None] * 4
    assert [one([]) for one in (mean_range, by_chance)] == [None] * 2
    assert flips([]) is None


def test_labels_all_alike_have_no_kappa() -> None:
    """Where every label is the same there is nothing to agree on beyond chance."""
    assert kappa([(MET, MET), (MET, MISSED)]) is None
    assert qwk([(100, 100), (95, 0)]) is None


@given(st.lists(st.sampled_from(CLASSES), min_size=2).filter(lambda one: len(set(one)) > 1))
def test_a_grader_that_says_what_labels_say_is_perfect(labels: list[Verdict]) -> None:
    """Identical verdicts have accuracy, F1 and kappa of 1, whatever the labels."""
    same = [(label, label) for label in labels]
    assert accuracy(same) == macro_f1(same) == kappa(same) == 1
    assert met_gap(same) == 0


@given(
    st.lists(st.sampled_from(CLASSES), min_size=2, max_size=9).filter(lambda x: len(set(x)) > 1),
    st.lists(st.sampled_from(CLASSES), min_size=1, max_size=9),
)
def test_a_grader_that_does_not_look_has_kappa_0(
    labels: list[Verdict], said: list[Verdict]
) -> None:
    """Verdicts independent of labels, every one with every one, agree by chance alone."""
    assert kappa([(label, one) for label in labels for one in said]) == pytest.approx(0)


@given(pairs)
def test_shares_are_shares(some: list[Pair]) -> None:
    """All is between 0 and 1, but for kappa and the gap, which reach down to -1."""
    for one in (coverage(some), accuracy(some), macro_f1(some)):
        assert one is None or 0 <= one <= 1
    for one in (kappa(some), met_gap(some)):
        assert one is None or -1 <= one <= 1


@given(pairs)
def test_abstaining_changes_coverage_alone(some: list[Pair]) -> None:
    """A criterion that could not be assessed leaves every other figure as it was."""
    more = [*some, (MET, UNSURE)]
    for one in (accuracy, macro_f1, kappa, met_gap):
        assert one(more) == one(some)


@given(totals)
def test_qwk_is_bounded_and_1_for_the_same(some: list[Scores]) -> None:
    """Between -1 and 1; 1 where both are the same."""
    one = qwk(some)
    assert one is None or -1 - 1e-9 <= one <= 1
    assert qwk([(label, label) for label, _ in some]) in (None, 1)


def test_qwk_of_opposites_is_minus_1() -> None:
    """Two bands swapped disagree as much as can be."""
    assert qwk([(0, 100), (100, 0)]) == pytest.approx(-1)


def test_an_attack_succeeds_above_ten_points() -> None:
    """Rises of 11 and 40 succeed, 10 does not, and a fall of 50 makes up for nothing."""
    rises = [11, 40, 10, -50]
    assert success(rises) == pytest.approx(0.5)
    assert mean_rise(rises) == pytest.approx(0.61 / 4)


def test_drift_has_a_direction_and_a_size() -> None:
    """Shifts of +10 and -20 are 5 lost on average, and 15 moved."""
    assert mean_shift([10, -20]) == pytest.approx(-5)
    assert mean_move([10, -20]) == pytest.approx(15)


def test_spread_of_repeats_by_hand() -> None:
    """Ranges 0 and 20; one of four criteria flips; one of three further looks is far above."""
    assert mean_range([(50, 50), (40, 60, 45)]) == pytest.approx(10)
    looks = [({"a": MET, "b": MET},) * 2, ({"a": MET, "b": MET}, {"a": MET, "b": MISSED})]
    assert flips(looks) == pytest.approx(1 / 4)
    assert by_chance([(50, 50), (40, 60, 45)]) == pytest.approx(1 / 3)

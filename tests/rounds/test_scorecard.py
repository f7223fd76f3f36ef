"""Scorecards: arithmetic over verdicts, and silence where there is too little."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content import Verdict
from bot.grading import Reason, Ungraded
from bot.messages import MessageRef
from bot.rounds.cards import SIGNALS, Mover, Scorecard, Signal
from bot.rounds.scorecard import scorecard
from bot.rounds.values import Round, Run, Speaker, State, Turn, Why
from tests.fakes import MONDAY, graded

from .prompts import STEPS, THOUGHTS, a_plan, a_round, design

MUST = ("must-cost", "must-latency", "must-evaluation", "must-monitoring")
Verdicts = dict[str, Verdict]


def over(*stages: Verdicts | Reason | None, why: Why = Why.FINISHED, of: int = 6) -> Round:
    """Return a round that is over, with the verdicts of its stages; None where nothing was said."""
    question = design().question
    made = a_plan(question, stages=of, settle=None)
    own = [point.id for point in question.rubric.points]
    shares = [[own[n], *(MUST if n == of - 1 else ())] for n in range(of)]
    plan = replace(
        made,
        stages=tuple(
            replace(stage, points=tuple(points))
            for stage, points in zip(made.stages, shares, strict=True)
        ),
        failures={"data": ("failure-modes",), "security": ("scaling",)},
    )
    runs: list[Run] = []
    turns: list[Turn] = []
    for number, verdicts in enumerate(stages):
        run = Run(
            opened_at=MONDAY + timedelta(minutes=5 * number),
            closed_at=MONDAY + timedelta(minutes=5 * number + 2),
            revision=1,
            judged=1,
        )
        if verdicts is not None:
            text = " ".join(f"I say {alias} here." for _, alias in THOUGHTS.values())
            text += " A price per query, the median wait, a golden set, and an alert rings."
            turns.append(
                Turn(
                    n=len(turns),
                    stage=number,
                    speaker=Speaker.CANDIDATE,
                    text=text,
                    at=run.opened_at,
                    ref=MessageRef(f"m{number}"),
                )
            )
            outcome = (
                Ungraded(reason=verdicts, grader="scripted")
                if isinstance(verdicts, Reason)
                else graded(question, text, verdicts)
            )
            run = replace(run, outcome=outcome)
        runs.append(run)
    return replace(a_round(plan), runs=tuple(runs), turns=tuple(turns), state=State.ENDED, why=why)


ALL: Verdicts = dict.fromkeys((*STEPS, *MUST), Verdict.MET)


def a_card(*stages: Verdicts | Reason | None, why: Why = Why.FINISHED) -> Scorecard:
    """Return the scorecard of such a round."""
    return scorecard(over(*stages, why=why))


def test_a_point_counts_wherever_it_is_made() -> None:
    """What is said at another step than its own counts, with its quote; silence carries nothing."""
    card = a_card(ALL, None, None, None, None, None)
    last = a_card(None, {**ALL, "scaling": Verdict.MISSED}, None, None, None, {})
    carried = [move.stage for move in last.moves if move.by is Mover.BEST_STAGE]

    assert card.score == 100
    assert card.signal is Signal.STRONG_YES
    assert [stage.said for stage in card.stages] == [True, *[False] * 5]
    assert last.stages[0].score == 100
    assert carried == [1]


def test_nothing_said() -> None:
    """A round in which nothing was said has no signal, no points and no omissions."""
    card = a_card(None, None, None, None, None, None)

    assert (card.signal, card.score, card.costliest, card.must) == (None, None, None, ())


def test_too_little_of_it() -> None:
    """A round that was stopped before half of its stages has no signal; half is enough."""
    two = a_card(ALL, ALL, None, why=Why.STOPPED)
    three = a_card(ALL, ALL, ALL, None, why=Why.STOPPED)

    assert two.signal is None
    assert three.signal is Signal.STRONG_YES


def test_what_could_not_be_judged() -> None:
    """Where words could not be judged, no point is known to be missing."""
    card = a_card({}, Reason.LANGUAGE, Reason.LANGUAGE, Reason.LANGUAGE, Reason.LANGUAGE, {})
    some = a_card(ALL, ALL, ALL, Reason.REFUSED, ALL, ALL)

    assert card.signal is None
    assert [stage.reason for stage in card.stages][1] is Reason.LANGUAGE
    assert some.score == 100
    assert some.stages[3].score is None


def test_what_lowers_a_signal() -> None:
    """Leaving out most of what must be mentioned takes a signal down by one, and is said."""
    full = a_card(*[ALL] * 6)
    without = a_card(*[dict.fromkeys(STEPS, Verdict.MET)] * 6)
    moves = {move.by: move for move in without.moves}

    assert full.signal is Signal.STRONG_YES
    assert without.score == 60
    assert without.signal is Signal.NO
    assert moves[Mover.MUST].lowered
    assert [check.met for check in without.must] == [False] * 4
    assert [check.met for check in without.families] == [True, True]


def test_the_costliest_omission_and_the_best_sentence() -> None:
    """They are the heaviest of the missing and of the met points."""
    card = a_card(*[{"clarify": Verdict.MET, "deep-dive": Verdict.PARTIAL}] * 6)

    assert card.best is not None
    assert card.best.says == THOUGHTS["clarify"][0]
    assert "visitor count" in card.best.quote
    assert card.costliest is not None
    assert card.costliest.id != "clarify"


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from((Verdict.MET, Verdict.PARTIAL, Verdict.MISSED)), min_size=10))
def test_better_is_never_worse(kinds: list[Verdict]) -> None:
    """One more point that is met never makes a score or a signal worse."""
    verdicts = dict(zip((*STEPS, *MUST), kinds, strict=False))
    silence = [None] * 5
    before = a_card(verdicts, *silence)
    for name in verdicts:
        after = a_card(verdicts | {name: Verdict.MET}, *silence)
        assert before.score is not None
        assert after.score is not None
        assert before.signal is not None
        assert after.signal is not None
        assert after.score >= before.score
        assert SIGNALS.index(after.signal) >= SIGNALS.index(before.signal)


@pytest.mark.parametrize("why", [Why.STOPPED, Why.ABANDONED, Why.LOST])
def test_stages_that_were_not_reached(why: Why) -> None:
    """What nobody got to is not held against anybody."""
    card = a_card(ALL, ALL, ALL, why=why)

    assert card.score == 100

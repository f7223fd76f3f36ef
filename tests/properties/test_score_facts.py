"""The score: what raises it, what lowers it, and where it can lie."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.content import Omission, Question, Verdict
from bot.grading import Judgement, PointVerdict, RaisedFlag, omissions, score

from .arbitrary import ORDERED, a_question, questions

STEPS = st.sampled_from([1, 2, 5, 10, 20, 25, 50])


@st.composite
def judged(
    draw: st.DrawFn, verdicts: tuple[Verdict, ...] = tuple(Verdict)
) -> tuple[Question, Judgement]:
    """Draw a question with a verdict for each of its points, and some of its flags raised."""
    question = draw(questions)
    points = tuple(
        PointVerdict(point=point.id, verdict=draw(st.sampled_from(verdicts)))
        for point in question.rubric.points
    )
    known = [flag.id for flag in question.rubric.red_flags]
    raised = draw(st.lists(st.sampled_from(known), max_size=6)) if known else []
    flags = tuple(RaisedFlag(flag=flag, quote="said so") for flag in raised)
    return question, Judgement(points=points, flags=flags)


@given(judged(), STEPS)
def test_bounds_and_steps(case: tuple[Question, Judgement], step: int) -> None:
    """A score is a multiple of its step from 0 to 100, or None where nothing was assessed."""
    question, judgement = case

    found = score(question.rubric, judgement, step=step)

    assessed = {one.verdict for one in judgement.points} != {Verdict.CANNOT_ASSESS}
    assert (found is not None) == assessed
    assert found is None or (0 <= found <= 100 and found % step == 0)


@given(judged(), STEPS, st.data())
def test_a_better_verdict_never_costs(
    case: tuple[Question, Judgement], step: int, data: st.DataObject
) -> None:
    """On any point MISSED, PARTIAL and MET give scores in that order, all else being equal."""
    question, judgement = case
    at = data.draw(st.integers(0, len(judgement.points) - 1))

    found = []
    for verdict in ORDERED:
        points = list(judgement.points)
        points[at] = replace(points[at], verdict=verdict)
        found.append(score(question.rubric, replace(judgement, points=tuple(points)), step=step))

    assert all(left is not None and right is not None for left, right in pairwise(found))
    assert found == sorted(found, key=lambda one: one or 0)


@given(judged(ORDERED))
def test_a_better_verdict_pays_where_nothing_is_rounded_off(
    case: tuple[Question, Judgement],
) -> None:
    """Without flags and in steps of one, a point that is met scores more than a missed one."""
    question, judgement = case
    plain = replace(judgement, flags=())
    first, *others = plain.points

    worse = replace(plain, points=(replace(first, verdict=Verdict.MISSED), *others))
    better = replace(plain, points=(replace(first, verdict=Verdict.MET), *others))

    assert (score(question.rubric, worse) or 0) < (score(question.rubric, better) or 0)


@given(judged(), STEPS)
def test_red_flags_never_help(case: tuple[Question, Judgement], step: int) -> None:
    """Taking flags away one by one never lowers the score, and all cost 30 at most."""
    question, judgement = case
    fewer = [
        replace(judgement, flags=judgement.flags[:count])
        for count in range(len(judgement.flags), -1, -1)
    ]

    found = [score(question.rubric, one, step=step) or 0 for one in fewer]

    assert found == sorted(found)
    assert found[-1] - found[0] <= 30 + step


def test_one_flag_said_twice_costs_once() -> None:
    """A flag raised by two sentences costs what one sentence costs."""
    question = a_question(flags=1)
    points = tuple(
        PointVerdict(point=point.id, verdict=Verdict.MET) for point in question.rubric.points
    )
    flag = RaisedFlag(flag="said-0", quote="so")

    assert score(question.rubric, Judgement(points=points, flags=(flag, flag))) == 90
    assert score(question.rubric, Judgement(points=points)) == 100


def test_flags_cost_ten_each_and_thirty_at_most() -> None:
    """Of a perfect answer each red flag takes ten, until thirty are gone."""
    question = a_question(flags=5)
    points = tuple(
        PointVerdict(point=point.id, verdict=Verdict.MET) for point in question.rubric.points
    )
    flags = tuple(RaisedFlag(flag=f"said-{number}", quote="so") for number in range(5))

    found = [
        score(question.rubric, Judgement(points=points, flags=flags[:count])) for count in range(6)
    ]

    assert found == [100, 90, 80, 70, 70, 70]


@given(st.data())
def test_omissions_are_what_was_missed_whole(data: st.DataObject) -> None:
    """A flag of omission is raised exactly where every point that it names was missed."""
    named = data.draw(
        st.lists(st.sets(st.integers(0, 3), min_size=1).map(tuple), max_size=4).map(tuple)
    )
    question = a_question(omissions=named)
    verdicts = data.draw(st.tuples(*[st.sampled_from(list(Verdict))] * 4))
    points = tuple(
        PointVerdict(point=f"p{number}", verdict=verdict) for number, verdict in enumerate(verdicts)
    )

    raised = {flag.flag for flag in omissions(question.rubric, Judgement(points=points))}

    wanted = {
        flag.id
        for flag in question.rubric.red_flags
        if isinstance(flag, Omission)
        and all(verdicts[int(point[1:])] is Verdict.MISSED for point in flag.points)
    }
    assert raised == wanted

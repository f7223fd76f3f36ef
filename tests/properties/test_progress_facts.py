"""Mastery against its formula, and what is kept back."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import Verdict
from bot.grading import Graded, Judgement, PointVerdict
from bot.progress import ENOUGH, HALF_LIFE, WEEKS, mastery, progress, team_progress
from bot.records import GradedAnswer, PersonId, SlotId, TopicScore

from .arbitrary import NOON, a_question

QUESTION = a_question(concepts=("queues", "caches"))


def an_answer(
    slot: int, days_ago: float, score: int, verdict: Verdict = Verdict.MET
) -> GradedAnswer:
    """Return an answer with that score."""
    points = tuple(
        PointVerdict(point=point.id, verdict=verdict) for point in QUESTION.rubric.points
    )
    return GradedAnswer(
        slot=SlotId(f"s{slot}"),
        question=QUESTION,
        at=NOON - timedelta(days=days_ago),
        outcome=Graded(
            score=score,
            judgement=Judgement(points=points),
            grader="scripted",
            estimate=False,
            confidence=1.0,
        ),
        is_open=False,
    )


answers = st.lists(
    st.builds(an_answer, st.integers(0, 9), st.floats(0, 300), st.integers(0, 100)), max_size=12
)


@given(answers)
def test_mastery_is_between_the_scores(found: list[GradedAnswer]) -> None:
    """Mastery lies between the lowest and the highest first answer, now and in every week."""
    shown = progress(found, NOON, datetime.date)
    scores = [one.outcome.score for one in found]

    assert {one.topic for one in shown.concepts} == ({"queues", "caches"} if found else set())
    for one in (*shown.concepts, *shown.tracks):
        weeks = [week for week in one.weeks if week is not None]
        assert len(one.weeks) == WEEKS
        assert all(min(scores) - 1e-9 <= at <= max(scores) + 1e-9 for at in (one.now, *weeks))


@given(answers, st.integers(0, 100))
def test_second_answers_change_nothing(found: list[GradedAnswer], score: int) -> None:
    """Answering a question again later leaves mastery as it was."""
    again = [an_answer(int(one.slot[1:]), -1, score) for one in found]
    later = NOON + timedelta(days=2)

    before = progress(found, later, datetime.date)
    after = progress([*again, *found], later, datetime.date)

    assert before.concepts == after.concepts
    assert after.answers == 2 * before.answers


def test_an_answer_weighs_half_after_its_half_life() -> None:
    """Thirty days make an answer count half as much as one of today."""
    found = [an_answer(1, HALF_LIFE.days, 30), an_answer(2, 0, 90)]

    assert mastery(found, NOON) == pytest.approx((0.5 * 30 + 90) / 1.5)
    assert mastery(found, NOON - timedelta(days=1)) == pytest.approx(30)
    assert mastery(found, NOON - timedelta(days=40)) is None


def test_points_as_the_newest_answer_left_them() -> None:
    """A point that was missed once and made since is a strong one; the weightiest come first."""
    shown = progress(
        [an_answer(1, 9, 0, Verdict.MISSED), an_answer(2, 1, 100)], NOON, datetime.date
    )

    assert shown.weakest == ()
    assert [one.point.weight for one in shown.strongest] == [3, 2, 2]


def a_score(person: int, *, named: bool, points: int = 50) -> TopicScore:
    """Return what one question was worth to somebody."""
    return TopicScore(
        person=PersonId(f"p{person}"),
        name=f"Person {person}",
        named=named,
        question="q",
        points=points,
        answers=1,
    )


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 100)), max_size=12))
def test_nobody_is_shown_who_did_not_say_so(found: list[tuple[int, int]]) -> None:
    """Names are those of people who opted in; others are one row, and none where they are few."""
    scores = [a_score(who, named=who % 3 == 0, points=points) for who, points in found]
    shown = team_progress(scores, {"q": ("queues",)})
    hidden = {who for who, _ in found if who % 3}

    assert {row.name for row in shown.rows if row.name} == {
        f"Person {who}" for who, _ in found if who % 3 == 0
    }
    assert [row.people for row in shown.rows if not row.name] == (
        [len(hidden)] if len(hidden) >= ENOUGH else []
    )


def test_the_weakest_topic_is_first() -> None:
    """Topics are ordered by their mean, over everybody, named or not."""
    scores = [a_score(1, named=False, points=80), a_score(2, named=True, points=20)]
    strong = TopicScore(
        person=PersonId("p1"), name="x", named=False, question="r", points=90, answers=1
    )
    shown = team_progress([strong, *scores], {"q": ("queues",), "r": ("caches",)})

    assert [(one.concept, one.mean, one.answers) for one in shown.topics] == [
        ("queues", 50, 2),
        ("caches", 90, 1),
    ]

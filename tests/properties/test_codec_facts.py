"""Values as JSON and back: nothing changes, and the same value is always the same text."""

from datetime import time, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.commands import WEEKDAYS
from bot.consequences import Ask, Outgoing, Revise, Say, Sign, Tell
from bot.content import Difficulty, Track, Verdict
from bot.grading import (
    DimensionLevel,
    Graded,
    GradeOutcome,
    Judgement,
    PointVerdict,
    RaisedFlag,
    Reason,
    Ungraded,
)
from bot.messages import Choice, Fact, Image, Mark, Place, Post, Receipt, ReplyHandle
from bot.records import Answer, Feedback, Limits, Plan
from storage.codec import ANSWER, OUTCOME, OUTGOING, PLAN, RECEIPT, SETTINGS, Codec, Settings

from .arbitrary import anything, moments, spans

ids: st.SearchStrategy[Any] = anything
"""Ids are text of a name of their own."""

shares = st.floats(0, 1)
replies = st.none() | st.builds(ReplyHandle, token=anything, expires_at=moments)
choices = st.builds(
    Choice, action=anything, value=anything, label=anything, form=st.none() | anything
)
posts = st.builds(
    Post,
    title=anything,
    body=anything,
    facts=st.lists(st.builds(Fact, label=anything, value=anything), max_size=2).map(tuple),
    choices=st.lists(choices, max_size=2).map(tuple),
    image=st.none() | st.builds(Image, png=st.binary(max_size=40), alt=anything),
    footer=anything,
)
outgoing: st.SearchStrategy[Outgoing] = st.one_of(
    st.builds(Say, key=ids, address=ids, post=posts, kind=st.just("say")),
    st.builds(
        Ask, key=ids, address=ids, post=posts, asked=ids, thread_title=anything, kind=st.just("ask")
    ),
    st.builds(
        Tell, key=ids, address=ids, user=ids, post=posts, reply=replies, kind=st.just("tell")
    ),
    st.builds(Revise, key=ids, address=ids, of=ids, post=posts, kind=st.just("revise")),
    st.builds(
        Sign,
        key=ids,
        address=ids,
        message=ids,
        mark=st.sampled_from(Mark),
        kind=st.just("sign"),
    ),
)
judgements = st.builds(
    Judgement,
    points=st.lists(
        st.builds(PointVerdict, point=anything, verdict=st.sampled_from(Verdict), quote=anything),
        max_size=3,
    ).map(tuple),
    flags=st.lists(st.builds(RaisedFlag, flag=anything, quote=anything), max_size=2).map(tuple),
    levels=st.lists(
        st.builds(
            DimensionLevel,
            dimension=anything,
            level=st.none() | st.integers(0, 4),
            quote=anything,
        ),
        max_size=2,
    ).map(tuple),
    probe=anything,
    tripwires=st.lists(anything, max_size=2).map(tuple),
)
outcomes: st.SearchStrategy[GradeOutcome] = st.builds(
    Graded,
    score=st.integers(0, 100),
    judgement=judgements,
    grader=anything,
    estimate=st.booleans(),
    confidence=shares,
) | st.builds(Ungraded, reason=st.sampled_from(Reason), grader=anything)
receipts = st.builds(Receipt, address=ids, refs=st.lists(ids, max_size=3).map(tuple))
plans = st.builds(
    Plan,
    at=st.times().map(lambda at: time(at.hour, at.minute)),
    zone=anything,
    days=st.lists(st.sampled_from(WEEKDAYS), unique=True).map(tuple),
    tracks=st.lists(st.sampled_from(Track), unique=True).map(tuple),
    difficulties=st.lists(st.sampled_from(Difficulty), unique=True).map(tuple),
    open_for=spans,
    remind=spans,
    grace=spans,
)
team_settings = st.builds(
    Settings,
    feedback=st.sampled_from(Feedback),
    limits=st.builds(
        Limits,
        attempts=st.integers(0, 10**6),
        per_day=st.integers(0, 10**6),
        settle=spans,
        settle_at_most=spans,
    ),
)
places = st.builds(Place, space=ids, channel=ids, thread=st.none() | ids)
answers = st.builds(
    Answer,
    ref=ids,
    user=ids,
    name=anything,
    place=places,
    text=anything,
    sent_at=moments,
    private=st.booleans(),
    asked=st.none() | ids,
    reply=replies,
)


def check(codec: Codec[Any], value: object) -> None:
    """Assert that a value comes back as it was, and that its text is always the same."""
    text = codec.text(value)
    back = codec.value(text)

    assert back == value
    assert type(back) is type(value)
    assert codec.text(back) == text
    text.encode("utf-8")


@given(outgoing)
def test_what_shall_be_said(value: Outgoing) -> None:
    """Each kind of thing to say comes back from the outbox as it went in."""
    check(OUTGOING, value)


@given(outcomes)
def test_outcomes(value: GradeOutcome) -> None:
    """A grade, and the reason for having none, come back with verdicts, quotes and figures."""
    check(OUTCOME, value)


@given(receipts)
def test_receipts(value: Receipt) -> None:
    """A receipt comes back with its references in order."""
    check(RECEIPT, value)


@given(plans)
def test_plans(value: Plan) -> None:
    """A plan comes back with its local time and its spans to the microsecond."""
    check(PLAN, value)


@given(team_settings)
def test_settings(value: Settings) -> None:
    """A team's settings come back with the exact waiting times."""
    check(SETTINGS, value)


@given(answers)
def test_answers(value: Answer) -> None:
    """A piece of an answer comes back with its moment, its place and its reply handle."""
    check(ANSWER, value)


def test_spans_are_of_a_standard() -> None:
    """Spans are stored so that other programs can read them: ISO 8601."""
    text = SETTINGS.text(
        Settings(feedback=Feedback.FULL, limits=Limits(settle=timedelta(seconds=90)))
    )

    assert '"settle":"PT1M30S"' in text

"""Pieces of an answer: when they settle, what they continue, and when they are too many."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.intake import Limit, OverLimit, revised, take
from bot.records import AnswerView, Attempt, AttemptState, Limits

from .arbitrary import NOON
from .rows import a_person, a_team, about, an_answer, an_attempt

seconds = st.integers(0, 400).map(lambda count: timedelta(seconds=count))
limits_of_teams = st.builds(
    Limits,
    attempts=st.integers(1, 10),
    per_day=st.integers(1, 200),
    settle=st.integers(0, 120).map(lambda count: timedelta(seconds=count)),
)
"""What `/prep-admin settings` accepts."""


def view(
    limits: Limits, current: Attempt | None = None, used: int = 0, graded_today: int = 0
) -> AnswerView:
    """Return what is known when a piece arrives."""
    return AnswerView(
        about=about(team=a_team(limits=limits)),
        person=a_person(),
        under_way=(current,) if current else (),
        used=used,
        newest=7,
        graded_today=graded_today,
    )


def taken(seen: AnswerView, sent: datetime, now: datetime, *, private: bool = False) -> Attempt:
    """Return the attempt that a piece goes into."""
    found = take(an_answer(sent, private=private), seen, "new", now)
    assert isinstance(found, Attempt)
    return found


def in_time(attempt: Attempt, limits: Limits, now: datetime) -> bool:
    """Return whether an attempt does not wait for longer than it may."""
    latest = max(now, attempt.first_sent_at + limits.settle_at_most)
    return attempt.settles_at <= latest


@given(limits_of_teams, st.lists(st.tuples(seconds, seconds, st.booleans()), max_size=8))
def test_whoever_keeps_typing_is_graded_at_last(
    limits: Limits, pieces: list[tuple[timedelta, timedelta, bool]]
) -> None:
    """However many pieces come, and however late, an answer never waits beyond its longest time."""
    now, current = NOON, None
    for pause, delay, private in pieces:
        now += pause
        current = taken(view(limits, current), now - delay, now, private=private)

        assert in_time(current, limits, now)


@given(limits_of_teams, seconds, seconds)
def test_a_first_piece_waits_no_longer_than_others(
    limits: Limits, delay: timedelta, pause: timedelta
) -> None:
    """A first piece that arrives late has less time left, not more."""
    attempt = taken(view(limits), NOON, NOON + delay)

    assert in_time(attempt, limits, NOON + delay)
    assert in_time(revised(attempt, limits, NOON + delay + pause), limits, NOON + delay + pause)


@given(limits_of_teams, st.integers(1, 99), st.sampled_from(AttemptState), seconds)
def test_each_piece_is_a_revision(
    limits: Limits, revision: int, state: AttemptState, pause: timedelta
) -> None:
    """A piece for an attempt that is under way makes its next revision and begins nothing new."""
    current = replace(an_attempt(), revision=revision, state=state, failures=3)

    attempt = taken(view(limits, current, used=99, graded_today=999), NOON + pause, NOON + pause)

    assert attempt.id == current.id
    assert attempt.revision == revision + 1
    assert attempt.state is AttemptState.COLLECTING
    assert attempt.failures == 0
    assert attempt.first_sent_at == current.first_sent_at
    assert attempt.last_sent_at == NOON + pause


@given(limits_of_teams, seconds, st.booleans())
def test_private_settles_now(limits: Limits, pause: timedelta, begun: bool) -> None:  # noqa: FBT001
    """A form is complete, so an answer in private is graded at once."""
    current = an_attempt() if begun else None

    attempt = taken(view(limits, current), NOON + pause, NOON + pause, private=True)

    assert attempt.settles_at == NOON + pause


@given(limits_of_teams, st.integers(0, 12), st.integers(0, 210))
def test_limits(limits: Limits, used: int, graded_today: int) -> None:
    """A new attempt is refused exactly at the limits; that of the question is named first."""
    found = take(an_answer(NOON), view(limits, None, used, graded_today), "new", NOON)

    if used >= limits.attempts:
        assert found == OverLimit(limit=Limit.ATTEMPTS)
    elif graded_today >= limits.per_day:
        assert found == OverLimit(limit=Limit.PER_DAY)
    else:
        assert isinstance(found, Attempt)
        assert (found.number, found.revision) == (8, 1)


@given(seconds)
def test_pieces_may_arrive_in_any_order(delay: timedelta) -> None:
    """A piece that was sent earlier and arrives later does not make the newest one older."""
    current = replace(an_attempt(), last_sent_at=NOON + timedelta(seconds=10))

    attempt = taken(view(Limits(), current), NOON - delay, NOON + timedelta(seconds=11))

    assert attempt.last_sent_at == NOON + timedelta(seconds=10)


@given(st.integers(-100, 100))
def test_what_was_sent_after_the_close_is_practice(late: int) -> None:
    """The time of sending decides about points, not that of arriving."""
    seen = view(Limits())
    sent = seen.about.slot.closes_at + timedelta(seconds=late)

    attempt = taken(seen, sent, sent + timedelta(hours=1))

    assert attempt.practice == (late >= 0)

"""When missed points come back, and what of them is judged."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.content import Verdict
from bot.memory import LONGEST, Memory, missed, recalled
from bot.reviews import EVENING, GAP, MORNING, SATURDAY, alone, hands, next_moment, unanswered

from .arbitrary import NOON, a_question, moments
from .sayings import graded

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Apia")
reviews = st.lists(st.sampled_from([Verdict.MET, Verdict.PARTIAL, Verdict.MISSED]), max_size=12)


@given(
    now=moments,
    zone=st.sampled_from(ZONES),
    ago=st.lists(st.timedeltas(timedelta(0), timedelta(days=2)), max_size=6),
    limit=st.integers(1, 5),
)
def test_when_one_is_sent(now: datetime, zone: str, ago: list[timedelta], limit: int) -> None:
    """On a working day, in the hours, never too soon and never too many; and soon enough."""
    asked = [now - one for one in ago]
    at = next_moment(now, zone, asked, limit)
    local = at.astimezone(ZoneInfo(zone))
    same_day = [one for one in asked if one.astimezone(ZoneInfo(zone)).date() == local.date()]

    assert at >= now
    assert all(at - one >= GAP for one in asked)
    assert MORNING <= local.time() < EVENING
    assert local.weekday() < SATURDAY
    assert len(same_day) < limit
    assert at - now <= timedelta(days=4)


@given(now=moments, zone=st.sampled_from(ZONES), limit=st.integers(1, 5))
def test_one_sent_on_time(now: datetime, zone: str, limit: int) -> None:
    """The moment that was found is a good one when it comes."""
    at = next_moment(now, zone, (), limit)

    assert next_moment(at, zone, (), limit) == at


def learned(verdicts: list[Verdict]) -> list[Memory]:
    """Return the memory after each review, each on the day on which it is due."""
    memories = [missed(NOON)]
    for verdict in verdicts:
        memories.append(recalled(memories[-1], verdict, memories[-1].due_at))
    return memories


@given(reviews)
def test_what_is_remembered(verdicts: list[Verdict]) -> None:
    """It comes back after a day at least and a year at most; what was met, later than before."""
    memories = learned(verdicts)

    for before, after, verdict in zip(memories, memories[1:], verdicts, strict=False):
        days = after.due_at - after.at
        assert timedelta(days=1) <= days <= timedelta(days=LONGEST)
        assert 1 <= after.difficulty <= 10
        if verdict is Verdict.MET:
            assert after.stability > before.stability
        elif verdict is Verdict.MISSED:
            assert after.stability <= before.stability or days == timedelta(days=1)


def test_the_first_weeks() -> None:
    """The days are those of FSRS 6 with its default weights, whenever they are computed."""
    memories = learned([Verdict.MET, Verdict.MET, Verdict.MISSED])

    assert [(one.due_at - one.at).days for one in memories] == [1, 2, 6, 1]
    assert [one.met for one in memories] == [0, 1, 2, 0]


def test_an_easy_one() -> None:
    """The third one that is met in a row comes back later than a good one would."""
    before = learned([Verdict.MET, Verdict.MET])[-1]
    easy = recalled(before, Verdict.MET, before.due_at)
    good = recalled(replace(before, met=0), Verdict.MET, before.due_at)

    assert easy.due_at > good.due_at


@given(st.integers(0, 400))
def test_silence(days: int) -> None:
    """What nobody answers comes back after at least twice the time that it was quiet."""
    asked_for = NOON - timedelta(days=days)

    assert unanswered(asked_for, NOON) - NOON >= max(timedelta(days=2), 2 * (NOON - asked_for))


@given(st.lists(st.tuples(*[st.sampled_from(Verdict)] * 4), min_size=1, max_size=3))
def test_what_was_left_out(verdicts: list[tuple[Verdict, ...]]) -> None:
    """A point that every answer missed is left out; one that any made, even partly, is not."""
    outcomes = tuple(graded("said", one, estimate=False) for one in verdicts)
    (hand,) = hands({"ana": outcomes})  # type: ignore[dict-item]

    for number in range(4):
        said = {one[number] for one in verdicts}
        assert (f"p{number}" in hand.missed) == (said == {Verdict.MISSED})
        assert (f"p{number}" in hand.met) == bool(said & {Verdict.MET, Verdict.PARTIAL})


def test_a_point_alone() -> None:
    """The question stays what it was, but for its other points and its red flags."""
    whole = a_question(flags=2, omissions=((0, 1),))
    point = whole.rubric.points[1]
    question = alone(whole, point)

    assert question.rubric.points == (point,)
    assert question.rubric.red_flags == ()
    assert [one.point for one in question.probes] == ["p1"]
    assert {name for _, one in question.exemplars.each() for name in one.verdicts} == {"p1"}
    assert (question.id, question.prompt) == (whole.id, whole.prompt)


def test_utc() -> None:
    """Moments come back in UTC, as the store keeps them."""
    assert next_moment(NOON, "Asia/Tokyo", (), 1).tzinfo is UTC
    assert missed(NOON).due_at.tzinfo is UTC

"""Streaks against a walk over the calendar, one day after the other."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.records import Came, PersonId, Practice, ScheduleId, SentAnswer, SlotId, Stay
from bot.streaks import FREEZES, Rule, streak

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
ZONES = (
    BERLIN,
    NEW_YORK,
    "Asia/Tokyo",
    "Pacific/Honolulu",
    "Pacific/Kiritimati",
    "Australia/Lord_Howe",
)
START = datetime(2026, 10, 12, tzinfo=UTC)
"""Two weeks before the clocks change in Berlin, three before they do in New York."""
DAYS = 35
END = START + timedelta(days=DAYS)

moments = st.integers(0, DAYS * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
stays = st.lists(st.builds(Stay, since=moments, zone=st.sampled_from((*ZONES, ""))), max_size=3)
schedules = st.sampled_from(["one", "two"]).map(ScheduleId)


@st.composite
def practices(draw: st.DrawFn) -> Practice:
    """Return some weeks of questions, of which a person answered some, here and there."""
    opens = draw(st.lists(st.tuples(schedules, moments), max_size=40, unique=True))
    came = tuple(
        Came(
            slot=SlotId(f"s{number}"),
            schedule=schedule,
            opens_at=at,
            closes_at=at + timedelta(hours=24),
        )
        for number, (schedule, at) in enumerate(sorted(opens, key=lambda one: one[1]))
    )
    hours = st.none() | st.integers(0, 23)
    answers = tuple(
        SentAnswer(slot=one.slot, schedule=one.schedule, at=one.opens_at + timedelta(hours=late))
        for one in came
        if (late := draw(hours)) is not None
    )
    return Practice(
        person=PersonId("ana"),
        name="Ana",
        zone=draw(st.sampled_from(ZONES)),
        stays=tuple(sorted(draw(stays), key=lambda one: one.since)),
        answers=answers,
        came=came,
        days_off=draw(
            st.frozensets(st.dates(START.date(), END.date()), max_size=4),
        ),
    )


def day_of(at: datetime, practice: Practice) -> date:
    """Return the date of a moment where the person was."""
    zone = practice.zone
    for stay in practice.stays:
        if stay.since <= at:
            zone = stay.zone or practice.zone
    return at.astimezone(ZoneInfo(zone)).date()


def by_hand(practice: Practice, now: datetime) -> int:
    """Walk over the calendar."""
    first: dict[str, datetime] = {}
    for one in sorted(practice.answers, key=lambda one: one.at):
        first.setdefault(one.schedule, one.at)
    day, days, forgiven = START.date() - timedelta(days=2), 0, 0
    while day <= END.date() + timedelta(days=2):
        if day.day == 1:
            forgiven = 0
        came = [
            one
            for one in practice.came
            if day_of(one.opens_at, practice) == day
            and one.schedule in first
            and first[one.schedule] <= one.opens_at
        ]
        if any(day_of(one.at, practice) == day for one in practice.answers):
            days += 1
        elif (
            came
            and day not in practice.days_off
            and not {one.slot for one in came} & {one.slot for one in practice.answers}
            and all(one.closes_at <= now for one in came)
        ):
            if days and forgiven < FREEZES:
                forgiven += 1
            else:
                days = 0
        day += timedelta(days=1)
    return days


@given(practices(), moments)
def test_a_streak_is_counted_day_by_day(practice: Practice, now: datetime) -> None:
    """A streak is what one gets by walking over the calendar where the person was."""
    assert streak(practice, now).days == by_hand(practice, now)


@given(practices(), moments)
def test_freezes(practice: Practice, now: datetime) -> None:
    """At most two days a month are forgiven, and only where there is a streak to keep."""
    found = streak(practice, now)
    frozen = [day for day, rule in found.rules.items() if rule is Rule.FROZEN]

    assert max(Counter((day.year, day.month) for day in frozen).values(), default=0) <= FREEZES
    assert 0 <= found.freezes_left <= FREEZES
    for day in frozen:
        before = [rule for other, rule in found.rules.items() if other < day]
        counted = [rule for rule in before if rule in {Rule.ANSWERED, Rule.MISSED}]
        assert counted[-1:] == [Rule.ANSWERED]


@given(practices(), moments, moments, st.sampled_from(ZONES))
def test_a_move_changes_nothing_before_it(
    practice: Practice, now: datetime, at: datetime, zone: str
) -> None:
    """Somebody who moves keeps every day that was over when they did."""
    settled = replace(practice, stays=tuple(one for one in practice.stays if one.since < at))
    moving = replace(settled, stays=(*settled.stays, Stay(since=at, zone=zone)))
    over = min(day_of(at, settled), day_of(at, moving))

    stayed, moved = streak(settled, now).rules, streak(moving, now).rules

    assert {day: rule for day, rule in stayed.items() if day < over} == {
        day: rule for day, rule in moved.items() if day < over
    }


@given(practices(), moments)
def test_what_is_explained(practice: Practice, now: datetime) -> None:
    """Every one of the last days, from the first that counts, has its rule; they end today."""
    found = streak(practice, now)
    today = day_of(now, practice)
    first = min(found.rules, default=None)
    days = [] if first is None else [today - timedelta(days=n) for n in reversed(range(14))]

    explained = found.explained(14)
    assert [day for day, _ in explained] == [day for day in days if first and day >= first]
    assert all(found.rules.get(day, Rule.FREE) is rule for day, rule in explained)


def daily(zone: str, first: date, days: int, hour: int, late: timedelta) -> Practice:
    """Return somebody who answers every day, so long after the question came."""
    came = tuple(
        Came(
            slot=SlotId(f"s{number}"),
            schedule=ScheduleId("one"),
            opens_at=datetime.combine(
                first + timedelta(days=number), datetime.min.time(), ZoneInfo(zone)
            ).astimezone(UTC)
            + timedelta(hours=hour),
            closes_at=END,
        )
        for number in range(days)
    )
    answers = tuple(
        SentAnswer(slot=one.slot, schedule=one.schedule, at=one.opens_at + late) for one in came
    )
    return Practice(
        person=PersonId("ana"),
        name="Ana",
        zone=zone,
        stays=(),
        answers=answers,
        came=came,
        days_off=frozenset(),
    )


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("late", [timedelta(0), timedelta(hours=22, minutes=59)])
def test_nights_of_23_and_25_hours(zone: str, late: timedelta) -> None:
    """Whoever answers once on each local day has a day for each, whatever the clocks do."""
    for first in (date(2026, 3, 23), date(2026, 10, 20), date(2027, 4, 1)):
        practice = daily(zone, first, 14, 0, late)

        assert streak(practice, END).days == 14


def test_counted_when_it_was_sent() -> None:
    """One minute before midnight is today, one after is tomorrow, where the person is."""
    at = datetime(2026, 11, 23, 22, 59, tzinfo=UTC)
    practice = daily(BERLIN, date(2026, 11, 23), 1, 9, timedelta(0))
    one = practice.answers[0]
    late = [replace(one, at=at), replace(one, at=at + timedelta(minutes=2))]

    days = [list(streak(replace(practice, answers=(one,)), at).rules) for one in late]
    abroad = replace(practice, stays=(Stay(since=START, zone=NEW_YORK),), answers=(late[1],))

    assert days == [[date(2026, 11, 23)], [date(2026, 11, 24)]]
    assert list(streak(abroad, at).rules) == [date(2026, 11, 23)]


def test_a_question_that_comes_in_the_evening() -> None:
    """Far away, where each question comes at ten in the evening, answers of the mornings count."""
    practice = daily("Pacific/Honolulu", date(2026, 11, 1), 10, 22, timedelta(hours=10))
    found = streak(practice, END)

    assert found.days == 10
    assert Rule.MISSED not in found.rules.values()
    assert Rule.FROZEN not in found.rules.values()


def test_holidays() -> None:
    """A holiday ends no streak, and takes no freeze day; an answer on it counts."""
    practice = daily(BERLIN, date(2026, 11, 2), 10, 9, timedelta(0))
    gone = practice.answers[3:7]
    away = replace(practice, answers=tuple(one for one in practice.answers if one not in gone))
    closed = replace(
        away,
        came=tuple(replace(one, closes_at=one.opens_at + timedelta(hours=24)) for one in away.came),
    )
    off = replace(closed, days_off=frozenset(date(2026, 11, day) for day in range(5, 10)))

    assert streak(closed, END).days == 3
    assert (streak(off, END).days, streak(off, END).freezes_left) == (6, FREEZES)

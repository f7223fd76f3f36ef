"""Periods against their definitions."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.periods import PeriodKind, period, periods, previous

days = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 12, 31))
weekdays = st.integers(0, 6)
kinds = st.sampled_from(PeriodKind)
DAY = timedelta(days=1)


@given(days, weekdays)
@example(date(2028, 2, 29), 6)
def test_a_week_is_seven_days(today: date, first_weekday: int) -> None:
    """A week has seven days and begins on the first weekday."""
    week = period(PeriodKind.WEEK, today, first_weekday)

    assert week.start.weekday() == first_weekday
    assert week.end - week.start == timedelta(days=6)


@pytest.mark.parametrize(("kind", "months"), [(PeriodKind.MONTH, 1), (PeriodKind.QUARTER, 3)])
@given(today=days)
@example(today=date(2028, 2, 29))
@example(today=date(2026, 12, 31))
def test_months_and_quarters(today: date, kind: PeriodKind, months: int) -> None:
    """They begin on a first of a month, a quarter's in steps of three, and end before the next."""
    one = period(kind, today, 0)

    assert one.start.day == (one.end + DAY).day == 1
    assert (one.start.month - 1) % months == 0
    assert (one.end.month - one.start.month + 1, one.end.year) == (months, one.start.year)


@given(kinds, days, weekdays)
@example(PeriodKind.QUARTER, date(2026, 12, 31), 0)
def test_periods_leave_no_day_out(kind: PeriodKind, today: date, first_weekday: int) -> None:
    """A period has its day in it, all its days are in the same one, the one before adjoins."""
    one = period(kind, today, first_weekday)
    before = previous(one, first_weekday)

    assert one.start <= today <= one.end
    if kind is PeriodKind.ALL:
        assert before == one
    else:
        assert before.end + DAY == one.start
        assert {period(kind, day, first_weekday) for day in (one.start, one.end)} == {one}


@given(days, weekdays)
def test_one_of_each_kind(today: date, first_weekday: int) -> None:
    """A day is in one period of each kind, all time among them."""
    found = periods(today, first_weekday)

    assert [one.kind for one in found] == list(PeriodKind)
    assert (found[-1].start, found[-1].end) == (date.min, date.max)

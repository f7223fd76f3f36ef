"""Due times: one a day on the wall clock, whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.commands import WEEKDAYS
from bot.schedule import LOOK_BACK, LocalCalendar

CALENDAR = LocalCalendar()

ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "America/St_Johns",
    "Pacific/Kiritimati",
    "Pacific/Chatham",
    "America/Sao_Paulo",
    "Africa/Casablanca",
    "UTC",
)
"""None of them moves its clocks at midnight; those that do have a test of their own."""

NIGHTS = {
    "Europe/Berlin": (date(2026, 3, 29), date(2026, 10, 25)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "Australia/Lord_Howe": (date(2026, 10, 4), date(2026, 4, 5)),
}
"""The spring and the autumn night of 2026."""

zones = st.sampled_from(ZONES)
times = st.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0))
weekdays = st.lists(st.sampled_from(WEEKDAYS), min_size=1, unique=True).map(tuple)
moments = st.datetimes(
    min_value=datetime(2024, 1, 1),  # noqa: DTZ001 - hypothesis wants naive bounds
    max_value=datetime(2030, 1, 1),  # noqa: DTZ001 - hypothesis wants naive bounds
    timezones=st.just(UTC),
)


def due_times(
    at: time, zone: str, days: tuple[str, ...], after: datetime, until: datetime
) -> list[datetime]:
    """Return what is due in a stretch of time, as a ticking schedule would find it."""
    found = []
    due = CALENDAR.next_due(at, zone, days, after)
    while due <= until:
        found.append(due)
        due = CALENDAR.next_due(at, zone, days, due)
    return found


def in_gap(at: time, zone: str, day: date) -> bool:
    """Return whether the clocks leave out this time on that day."""
    local = datetime.combine(day, at, ZoneInfo(zone))
    return local.astimezone(UTC).astimezone(ZoneInfo(zone)).time() != at


@given(times, zones, weekdays, moments)
@example(time(0, 0), "Europe/Berlin", ("mon",), datetime(2026, 11, 22, 23, tzinfo=UTC))
def test_next_is_later_and_last_is_not(
    at: time, zone: str, days: tuple[str, ...], now: datetime
) -> None:
    """The next due time is strictly later, the last one is not, and none lies between them."""
    following = CALENDAR.next_due(at, zone, days, now)
    latest = CALENDAR.last_due(at, zone, days, now)

    assert following > now
    assert latest is not None
    assert now - LOOK_BACK <= latest <= now
    assert CALENDAR.next_due(at, zone, days, latest) == following


@given(times, zones, weekdays, moments, st.integers(1, 20_000))
def test_none_is_skipped(
    at: time, zone: str, days: tuple[str, ...], now: datetime, minutes: int
) -> None:
    """From any moment on until the next due time, that due time stays the next one."""
    due = CALENDAR.next_due(at, zone, days, now)
    between = min(now + timedelta(minutes=minutes), due - timedelta(microseconds=1))

    assert CALENDAR.next_due(at, zone, days, between) == due
    assert CALENDAR.last_due(at, zone, days, due) == due


@given(times, zones, weekdays, moments)
def test_the_wall_clock_shows_the_plan(
    at: time, zone: str, days: tuple[str, ...], now: datetime
) -> None:
    """A due time is the plan's on the local clock, on one of its days, but for the spring gap."""
    local = CALENDAR.next_due(at, zone, days, now).astimezone(ZoneInfo(zone))

    assert WEEKDAYS[local.weekday()] in days
    assert local.time() == at or in_gap(at, zone, local.date())


@pytest.mark.parametrize("zone", ZONES)
def test_one_a_day_all_year(zone: str) -> None:
    """In a year of an ordinary time of day every local day has exactly one due time."""
    start = datetime(2026, 1, 1, tzinfo=ZoneInfo(zone))
    found = due_times(time(9, 30), zone, WEEKDAYS, start, start + timedelta(days=365))

    days = [due.astimezone(ZoneInfo(zone)).date() for due in found]
    assert days == [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]


@pytest.mark.parametrize("at", [time(1, 30), time(1, 45), time(2, 0), time(2, 15), time(2, 30)])
@pytest.mark.parametrize("zone", NIGHTS)
@pytest.mark.parametrize("night", [0, 1], ids=["spring", "autumn"])
def test_one_a_day_when_the_clocks_change(zone: str, night: int, at: time) -> None:
    """In the week of a clock change every local day has exactly one due time."""
    changed = NIGHTS[zone][night]
    start = datetime.combine(changed - timedelta(days=3), time(0), ZoneInfo(zone))
    end = datetime.combine(changed + timedelta(days=3), time(23, 59), ZoneInfo(zone))

    found = due_times(at, zone, WEEKDAYS, start, end)

    days = [due.astimezone(ZoneInfo(zone)).date() for due in found]
    assert days == [changed + timedelta(days=n) for n in range(-3, 4)]


@pytest.mark.parametrize(
    ("zone", "changed"),
    [("America/Santiago", date(2026, 9, 6)), ("America/Havana", date(2026, 3, 8))],
)
def test_one_a_day_where_midnight_is_left_out(zone: str, changed: date) -> None:
    """Where the clocks go from 00:00 to 01:00, a plan for 00:30 is due on that day too."""
    start = datetime.combine(changed - timedelta(days=2), time(12), ZoneInfo(zone))

    found = due_times(time(0, 30), zone, WEEKDAYS, start, start + timedelta(days=3))

    days = [due.astimezone(ZoneInfo(zone)).date() for due in found]
    assert days == [changed + timedelta(days=n) for n in range(-1, 2)]


@pytest.mark.parametrize(("day", "number"), [(day, at) for at, day in enumerate(WEEKDAYS)])
def test_day_names(day: str, number: int) -> None:
    """`mon` is a Monday and `sun` is a Sunday."""
    due = CALENDAR.next_due(time(9), "Asia/Tokyo", (day,), datetime(2026, 11, 22, tzinfo=UTC))

    assert due.astimezone(ZoneInfo("Asia/Tokyo")).weekday() == number

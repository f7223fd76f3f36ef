"""The days that a board counts: calendar periods in a team's zone, with its first weekday."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

WEEK = timedelta(days=7)
DAY = timedelta(days=1)


class PeriodKind(StrEnum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Some days on end, both ends included."""

    kind: PeriodKind
    start: date
    end: date


def period(kind: PeriodKind, day: date, first_weekday: int) -> Period:
    """Return the period of that kind that a day is in; `first_weekday` is 0 for Monday."""
    match kind:
        case PeriodKind.DAY:
            return Period(kind=kind, start=day, end=day)
        case PeriodKind.WEEK:
            start = day - timedelta(days=(day.weekday() - first_weekday) % 7)
            return Period(kind=kind, start=start, end=start + WEEK - DAY)
        case PeriodKind.MONTH:
            start = day.replace(day=1)
            return Period(kind=kind, start=start, end=_months_after(start, 1) - DAY)
        case PeriodKind.QUARTER:
            start = date(day.year, day.month - (day.month - 1) % 3, 1)
            return Period(kind=kind, start=start, end=_months_after(start, 3) - DAY)
        case PeriodKind.ALL:
            return Period(kind=kind, start=date.min, end=date.max)


def previous(one: Period, first_weekday: int) -> Period:
    """Return the period of the same kind before; all time has none before it but itself."""
    if one.kind is PeriodKind.ALL:
        return one
    return period(one.kind, one.start - DAY, first_weekday)


def periods(day: date, first_weekday: int) -> Sequence[Period]:
    """Return every period that a day is in, one of each kind."""
    return [period(kind, day, first_weekday) for kind in PeriodKind]


def _months_after(first: date, months: int) -> date:
    """Return the first day of the month that comes so many months later."""
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


def is_zone(name: str) -> bool:
    """Return whether this machine knows a zone; platforms may know others."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True

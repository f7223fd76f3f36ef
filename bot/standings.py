"""Ranks and periods: the arithmetic of boards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.records import Total


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """A place on a board; people with the same points share it, and the next place follows on."""

    place: int
    total: Total


def ranked(totals: Sequence[Total]) -> tuple[Rank, ...]:
    """Return dense ranks, most points first; people with equal points by name."""
    ordered = sorted(totals, key=lambda total: (-total.points, total.name.casefold(), total.person))
    places = {
        points: place
        for place, points in enumerate(
            sorted({total.points for total in totals}, reverse=True), start=1
        )
    }
    return tuple(Rank(place=places[total.points], total=total) for total in ordered)


def period(name: str, today: date, first_weekday: int) -> tuple[date, date]:
    """Return the first and last day of the `week`, `month` or `all` time that `today` is in.

    `first_weekday` is 0 for Monday.
    """
    match name:
        case "week":
            start = today - timedelta(days=(today.weekday() - first_weekday) % 7)
            return start, start + timedelta(days=6)
        case "month":
            start = today.replace(day=1)
            return start, (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        case _:
            return date.min, date.max

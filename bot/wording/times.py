"""Moments and spans as people say them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


def moment(at: datetime, zone: str, now: datetime) -> str:
    """Return `09:00`, `tomorrow 09:00` or `Mon 23 Nov, 09:00`, in the team's zone."""
    local = at.astimezone(ZoneInfo(zone))
    days = (local.date() - now.astimezone(ZoneInfo(zone)).date()).days
    match days:
        case 0:
            return f"{local:%H:%M}"
        case 1:
            return f"tomorrow {local:%H:%M}"
        case _:
            return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"


def day_and_time(at: datetime, zone: str) -> str:
    """Return `Mon 23 Nov, 09:00`, which stays true on the days after."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"


def day_of(day: date) -> str:
    """Return `Mon 23 Nov 2026`."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def span(length: timedelta) -> str:
    """Return `2 days`, `1 hour`, `20 minutes` or `5 seconds`: the largest unit that is whole."""
    seconds = int(length.total_seconds())
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size and seconds % size == 0:
            return count(seconds // size, name)
    return count(seconds, "second")


def count(number: int, name: str) -> str:
    """Return `1 answer` or `2 answers`."""
    return f"{number} {name}" if number == 1 else f"{number} {name}s"

"""The time that the server believes in, and the ids that carry it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

EPOCH = 1_420_070_400_000
"""Milliseconds from 1970 to the first of January 2015, where Discord's ids begin."""


class Clock:
    """Real time, or another, that tests can put forward."""

    def __init__(self, base: Callable[[], datetime] | None = None) -> None:
        self._base = base or (lambda: datetime.now(UTC))
        self._skipped = timedelta()
        self._last = 0

    def now(self) -> datetime:
        """Return the time, in UTC."""
        return self._base() + self._skipped

    def skip(self, seconds: float) -> None:
        """Let time pass."""
        self._skipped += timedelta(seconds=seconds)

    def snowflake(self) -> str:
        """Return a new id, greater than all before it."""
        wanted = (int(self.now().timestamp() * 1000) - EPOCH) << 22
        self._last = max(wanted, self._last + 1)
        return str(self._last)


def time_of(snowflake: str) -> datetime:
    """Return when an id was made."""
    return datetime.fromtimestamp(((int(snowflake) >> 22) + EPOCH) / 1000, UTC)

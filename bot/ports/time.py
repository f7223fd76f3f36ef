"""The present, and when a plan is due."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Protocol


class Clock(Protocol):
    """The only source of the present."""

    def now(self) -> datetime:
        """Return the present, in UTC."""
        ...


class Calendar(Protocol):
    """When a schedule is due."""

    def next_due(self, at: time, zone: str, days: Sequence[str], after: datetime) -> datetime:
        """Return the first due time strictly after `after`, in UTC."""
        ...

    def last_due(
        self, at: time, zone: str, days: Sequence[str], before: datetime
    ) -> datetime | None:
        """Return the latest due time not after `before` within the last eight days, in UTC."""
        ...

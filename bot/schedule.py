"""APScheduler's two uses: the arithmetic of a plan's due times, and the tick.

No job is stored with it. Which slots are due is read from our own table at every tick, so a late,
lost or doubled tick changes nothing.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tzlocal
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

LOOK_BACK = timedelta(days=8)
"""Every plan has a due time within a week; one day more covers a clock change."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present, in UTC."""
        return datetime.now(UTC)


class CronCalendar:
    """Due times by cron rules, with names of weekdays, in an IANA zone."""

    def next_due(self, at: time, zone: str, days: Sequence[str], after: datetime) -> datetime:
        """Return the first due time strictly after `after`, in UTC."""
        trigger = CronTrigger(
            day_of_week=",".join(days), hour=at.hour, minute=at.minute, timezone=ZoneInfo(zone)
        )
        start = after + timedelta(microseconds=1)
        found: datetime | None = trigger.get_next_fire_time(None, start)
        if found is None:
            raise ValueError(f"no day in {days}")
        return found.astimezone(UTC)

    def last_due(
        self, at: time, zone: str, days: Sequence[str], before: datetime
    ) -> datetime | None:
        """Return the latest due time not after `before` within `LOOK_BACK`, in UTC."""
        found = None
        due = self.next_due(at, zone, days, before - LOOK_BACK)
        while due <= before:
            found = due
            due = self.next_due(at, zone, days, due)
        return found


class Ticker:
    """Calls something every few seconds while it runs."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._scheduler = AsyncIOScheduler(timezone=UTC)

    def start(self, tick: Callable[[], Awaitable[None]]) -> None:
        """Call `tick` now and from now on; one that is late is called all the same."""
        self._scheduler.add_job(
            tick,
            IntervalTrigger(seconds=self._seconds, timezone=UTC),
            next_run_time=datetime.now(UTC),
            misfire_grace_time=None,
            coalesce=True,
        )
        self._scheduler.start()

    def stop(self) -> None:
        """Stop calling."""
        self._scheduler.shutdown(wait=False)


def local_zone() -> str:
    """Return the IANA name of this machine's zone, UTC where it has none."""
    try:
        return tzlocal.get_localzone_name()
    except ZoneInfoNotFoundError:
        return "UTC"

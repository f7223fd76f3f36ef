"""When a plan is due, and APScheduler's tick.

No job is stored with it. Which slots are due is read from our own table at every tick, so a late,
lost or doubled tick changes nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tzlocal
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.commands import WEEKDAYS

LOOK_BACK = timedelta(days=8)
"""Every plan has a due time within a week; one day more covers a clock change."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present, in UTC."""
        return datetime.now(UTC)


class MovedClock:
    """The system's clock, and how far ahead of it we act as if it were."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        """Return the present, in UTC."""
        return datetime.now(UTC) + self._ahead

    def skip(self, by: timedelta) -> None:
        """Act as if so much time had passed."""
        self._ahead += by


class LocalCalendar:
    """Due times by local date and time, once a day, in an IANA zone."""

    def next_due(self, at: time, zone: str, days: Sequence[str], after: datetime) -> datetime:
        """Return the first due time strictly after `after`, in UTC."""
        local = ZoneInfo(zone)
        day = after.astimezone(local).date() - timedelta(days=1)
        for _ in range(LOOK_BACK.days + 2):
            # The first of two times that look alike; where the clocks skip it, as long after.
            due = datetime.combine(day, at.replace(fold=0), local).astimezone(UTC)
            if due > after and WEEKDAYS[day.weekday()] in days:
                return due
            day += timedelta(days=1)
        raise ValueError(f"no day in {days}")

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
    """Calls something every few seconds; a call that has begun is never cut short."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._due = asyncio.Event()
        self._stopping = False

    async def run(self, tick: Callable[[], Awaitable[None]]) -> None:
        """Call `tick` every few seconds until stopped."""
        self._scheduler.add_job(
            self._ring,
            IntervalTrigger(seconds=self._seconds, timezone=UTC),
            misfire_grace_time=None,
            coalesce=True,
        )
        self._scheduler.start()
        try:
            while True:
                await self._due.wait()
                self._due.clear()
                if self._stopping:
                    return
                await tick()
        finally:
            self._scheduler.shutdown(wait=False)

    async def _ring(self) -> None:
        self._due.set()

    def stop(self) -> None:
        """Let `run` return."""
        self._stopping = True
        self._due.set()


def local_zone() -> str:
    """Return the IANA name of this machine's zone, UTC where it has none."""
    try:
        return tzlocal.get_localzone_name()
    except ZoneInfoNotFoundError:
        return "UTC"

"""The stand-in's time, which tests can put forward, and a way to wait for what it does."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress


class Clock:
    """Seconds since 1970: those of `base`, and those that a test skipped."""

    def __init__(self, base: Callable[[], float] = time.time) -> None:
        self._base = base
        self._alarms: set[asyncio.Event] = set()
        self.skipped = 0.0

    def now(self) -> float:
        """Return the present."""
        return self._base() + self.skipped

    def skip(self, seconds: float) -> None:
        """Let time pass; what was due in it happens now."""
        self.skipped += seconds
        for alarm in self._alarms:
            alarm.set()

    async def until(self, due: Callable[[], float], alarm: asyncio.Event) -> None:
        """Wait for a moment that may be moved; setting the alarm asks for it anew."""
        self._alarms.add(alarm)
        try:
            while (left := due() - self.now()) > 0:
                alarm.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(alarm.wait(), left)
        finally:
            self._alarms.discard(alarm)


class Watch:
    """Tells those who wait that something changed."""

    POLL = 0.02
    """Seconds after which a predicate is asked again, since it may be about something else."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Event] = set()

    def stir(self) -> None:
        """Say that something changed."""
        for event in self._waiting:
            event.set()

    async def until(self, predicate: Callable[[], object], seconds: float, what: str = "") -> None:
        """Wait until the predicate holds; raises TimeoutError."""
        event = asyncio.Event()
        self._waiting.add(event)
        end = asyncio.get_running_loop().time() + seconds
        try:
            while not predicate():
                if asyncio.get_running_loop().time() > end:
                    raise TimeoutError(what or f"not so within {seconds} s")
                event.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(event.wait(), self.POLL)
        finally:
            self._waiting.discard(event)

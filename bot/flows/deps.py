"""What flows work with, in one frozen value, so that a test can replace any of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.packs import Bank
from bot.ports import Authored, Calendar, Clock, Grader, Interviewer, Painter, Store, Verbs


@dataclass(frozen=True, slots=True, kw_only=True)
class Deps:
    """Everything outside the core."""

    store: Store
    platform: Verbs
    grader: Grader
    painter: Painter
    clock: Clock
    calendar: Calendar
    bank: Bank
    new_id: Callable[[], str]
    """A new id, unlike any other."""
    interviewer: Interviewer = field(default_factory=Authored)
    offline: Grader | None = None
    """Judges rounds where the other grader cannot be paid for or reached; needs no network."""

    def now(self) -> datetime:
        """Return the present, in UTC."""
        return self.clock.now()

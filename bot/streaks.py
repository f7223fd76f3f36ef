"""Streaks: practice days in a row, each counted where the person was when they sent their answer.

A day counts if an answer was sent on it. It is missed if a question came on it that closed without
an answer; `FREEZES` missed days a month are forgiven. Nothing else ends a streak: not weekends, not
holidays of the team, not a question that is still open or was answered on a later day, and not the
questions of a schedule before one's first answer to it.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.records import Came, Practice, ScheduleId, SlotId, Stay

FREEZES = 2
"""Missed days that are forgiven in a calendar month, the first ones, without being asked for."""


class Rule(StrEnum):
    """What a day does to a streak."""

    ANSWERED = "answered"
    """One day more."""
    LATER = "later"
    """Its question was answered on another day."""
    OPEN = "open"
    """Its question can still be answered."""
    FREE = "free"
    """No question came."""
    HOLIDAY = "holiday"
    FROZEN = "frozen"
    """Missed and forgiven."""
    MISSED = "missed"
    """The streak begins anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Streak:
    """How long somebody has practised without a gap."""

    days: int
    best: int
    """The longest one so far."""
    freezes_left: int
    """Of this month."""
    rules: Mapping[date, Rule]
    """By day, where a question came or an answer was sent."""
    today: date
    """Where the person is."""

    def explained(self, days: int) -> Sequence[tuple[date, Rule]]:
        """Return the last days with what each did, from the first one that counts."""
        first = min(self.rules, default=None)
        back = (self.today - timedelta(days=n) for n in reversed(range(days)))
        since = (day for day in back if first is not None and day >= first)
        return [(day, self.rules.get(day, Rule.FREE)) for day in since]


def streak(practice: Practice, now: datetime) -> Streak:
    """Return a person's streak as it is now."""
    sent = {local_day(one.at, practice.stays, practice.zone) for one in practice.answers}
    came = _came_by_day(practice)
    answered = {one.slot for one in practice.answers}
    frozen: Counter[tuple[int, int]] = Counter()
    rules: dict[date, Rule] = {}
    days = best = 0
    for day in sorted(sent | came.keys()):
        month = day.year, day.month
        rule = _rule(day, sent, came[day], answered, practice.days_off, now)
        if rule is Rule.MISSED and days and frozen[month] < FREEZES:
            frozen[month] += 1
            rule = Rule.FROZEN
        if rule is Rule.ANSWERED:
            days += 1
        elif rule is Rule.MISSED:
            days = 0
        best = max(best, days)
        rules[day] = rule
    today = local_day(now, practice.stays, practice.zone)
    return Streak(
        days=days,
        best=best,
        freezes_left=FREEZES - frozen[today.year, today.month],
        rules=rules,
        today=today,
    )


def _rule(
    day: date,
    sent: set[date],
    came: Sequence[Came],
    answered: set[SlotId],
    days_off: frozenset[date],
    now: datetime,
) -> Rule:
    if day in sent:
        return Rule.ANSWERED
    if day in days_off:
        return Rule.HOLIDAY
    if any(one.slot in answered for one in came):
        return Rule.LATER
    return Rule.OPEN if any(one.closes_at > now for one in came) else Rule.MISSED


def _came_by_day(practice: Practice) -> defaultdict[date, list[Came]]:
    """Return the questions that somebody could be expected to answer, by the day they came on."""
    joined: dict[ScheduleId, datetime] = {}
    for one in practice.answers:
        joined[one.schedule] = min(one.at, joined.get(one.schedule, one.at))
    found: defaultdict[date, list[Came]] = defaultdict(list)
    for came in practice.came:
        since = joined.get(came.schedule)
        if since is not None and came.opens_at >= since:
            found[local_day(came.opens_at, practice.stays, practice.zone)].append(came)
    return found


def local_day(at: datetime, stays: Sequence[Stay], zone: str) -> date:
    """Return the date of a moment where somebody was then; `zone` is for when that is not known."""
    index = bisect_right([one.since for one in stays], at)
    known = stays[index - 1].zone if index else ""
    return at.astimezone(ZoneInfo(known or zone)).date()

"""What to do with a piece of an answer: pure decisions about limits, revisions and settling."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from bot.records import Answer, AnswerView, Attempt, AttemptId, AttemptState, Limits


class Limit(StrEnum):
    """Why an answer is not taken."""

    ATTEMPTS = "attempts"
    PER_DAY = "per day"


@dataclass(frozen=True, slots=True, kw_only=True)
class OverLimit:
    """The person has had what there is."""

    limit: Limit


Taken: TypeAlias = Attempt | OverLimit


def take(answer: Answer, view: AnswerView, new_id: str, now: datetime) -> Taken:
    """Return the attempt that a piece of an answer makes or continues, or the limit it exceeds.

    It continues the attempt that is under way, even while that is being graded; else it begins the
    next one. What was sent after the close is practice.
    """
    limits = view.about.team.limits
    practice = answer.sent_at >= view.about.slot.closes_at
    for current in view.under_way:
        if current.practice == practice:
            return _continued(current, answer, limits, now)
    if view.used >= limits.attempts:
        return OverLimit(limit=Limit.ATTEMPTS)
    if view.graded_today >= limits.per_day:
        return OverLimit(limit=Limit.PER_DAY)
    return Attempt(
        id=AttemptId(new_id),
        asked=view.about.asked.id,
        person=view.person.id,
        user=answer.user,
        number=view.newest + 1,
        state=AttemptState.COLLECTING,
        revision=1,
        first_sent_at=answer.sent_at,
        last_sent_at=answer.sent_at,
        settles_at=now if answer.at_once else _settles(answer.sent_at, limits, now),
        practice=practice,
        private=answer.private,
    )


def _continued(current: Attempt, answer: Answer, limits: Limits, now: datetime) -> Attempt:
    again = revised(current, limits, now)
    return replace(
        again,
        last_sent_at=max(current.last_sent_at, answer.sent_at),
        settles_at=now if answer.at_once else again.settles_at,
    )


def revised(current: Attempt, limits: Limits, now: datetime) -> Attempt:
    """Return the attempt as its next revision, waiting for more.

    The wait ends `settle` from now, but never later than `settle_at_most` after it was begun, so
    that somebody who keeps typing is graded at last.
    """
    return replace(
        current,
        state=AttemptState.COLLECTING,
        revision=current.revision + 1,
        settles_at=_settles(current.first_sent_at, limits, now),
        failures=0,
    )


def _settles(first_sent_at: datetime, limits: Limits, now: datetime) -> datetime:
    return min(now + limits.settle, max(now, first_sent_at + limits.settle_at_most))

"""How well a point is remembered, and when it should come back: FSRS, version 6.

The `fsrs` library does the arithmetic, with its default weights and without chance, so that the
same reviews give the same days. There are no steps within a day: reviews come once a day at most.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from fsrs import Card, Rating, Scheduler, State

from bot.content import Verdict

LONGEST = 365
"""Days after which a point comes back at the latest."""

EASY_AFTER = 2
"""Reviews met in a row after which the next one that is met counts as easy."""

_SCHEDULER = Scheduler(
    learning_steps=(), relearning_steps=(), maximum_interval=LONGEST, enable_fuzzing=False
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What one person remembers of one point."""

    stability: float
    """Days after which it is remembered with a probability of 0.9."""
    difficulty: float
    """1 to 10."""
    at: datetime
    """When it was asked for last."""
    due_at: datetime
    met: int = 0
    """Reviews met in a row."""


def missed(now: datetime) -> Memory:
    """Return the memory of a point that an answer left out."""
    return _reviewed(Card(card_id=1), Rating.Again, now, 0)


def recalled(before: Memory, verdict: Verdict, now: datetime) -> Memory:
    """Return the memory after a review; raises ValueError for a point that was not assessed."""
    card = Card(
        card_id=1,
        state=State.Review,
        stability=before.stability,
        difficulty=before.difficulty,
        due=before.due_at.astimezone(UTC),
        last_review=before.at.astimezone(UTC),
    )
    match verdict:
        case Verdict.MET:
            rating = Rating.Easy if before.met >= EASY_AFTER else Rating.Good
            return _reviewed(card, rating, now, before.met + 1)
        case Verdict.PARTIAL:
            return _reviewed(card, Rating.Hard, now, 0)
        case Verdict.MISSED:
            return _reviewed(card, Rating.Again, now, 0)
        case Verdict.CANNOT_ASSESS:
            raise ValueError("a point that was not assessed says nothing of a memory")


def _reviewed(card: Card, rating: Rating, now: datetime, met: int) -> Memory:
    after, _ = _SCHEDULER.review_card(card, rating, now.astimezone(UTC))
    if after.stability is None or after.difficulty is None:
        raise ValueError("a card that was reviewed has both")
    return Memory(
        stability=after.stability,
        difficulty=after.difficulty,
        at=now,
        due_at=after.due,
        met=met,
    )

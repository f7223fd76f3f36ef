"""Places on a board: what is ranked, and how.

More is better, people with the same value share a place, and the next place follows on. Within a
place the order is that of ids, the last one first, so that no page shows somebody twice.
`storage/standings.py` says the same in SQL for what is too much to be read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.messages import Address
from bot.periods import Period
from bot.records import PersonId, TeamId

PAGE = 10
"""How many people a page shows, besides oneself."""

BASELINE_DAYS = 28
"""How many days before a period one's own earlier average is taken from."""

ENOUGH = 3
"""First attempts that an average needs; improvement needs them before the period as well."""


class Metric(StrEnum):
    """What a board ranks."""

    POINTS = "points"
    """The best score of a person for each question, while it was open."""
    AVERAGE = "average"
    """The mean score of first attempts."""
    IMPROVEMENT = "improvement"
    """The mean of first attempts, less one's own mean of the `BASELINE_DAYS` before."""
    ROUNDS = "rounds"
    """Points from mock rounds."""
    STREAK = "streak"
    """Practice days in a row, up to now."""


class Scope(StrEnum):
    """Whose answers count."""

    TEAM = "team"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardQuery:
    """One page of one board, as somebody sees it."""

    team: TeamId
    channel: Address | None
    """None for the whole team."""
    period: Period
    metric: Metric
    page: int = 1
    me: PersonId | None = None
    """Who looks at it; None where it is for everybody."""
    size: int = PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A person's line on a board."""

    place: int
    position: int
    """Which line it is, 1 for the first."""
    person: PersonId
    name: str
    value: float
    """In the unit of the metric: points, or days."""
    answers: int
    """Answered questions, or rounds."""
    estimates: int
    """How many of them were graded by estimate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A page of a board, and where the one who looks at it stands."""

    people: int
    page: tuple[Standing, ...]
    around: tuple[Standing, ...]
    """Who looks at it between their neighbours; empty where they have no place."""
    hidden: bool = False
    """Whether who looks at it has decided to be on no board."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A value that has no place yet."""

    person: PersonId
    name: str
    value: float
    answers: int
    estimates: int


def ranked(entries: Sequence[Entry]) -> tuple[Standing, ...]:
    """Return everybody in their place, the first one first."""
    places = {
        value: place
        for place, value in enumerate(sorted({one.value for one in entries}, reverse=True), start=1)
    }
    ordered = sorted(entries, key=lambda one: (one.value, one.person), reverse=True)
    return tuple(
        Standing(
            place=places[one.value],
            position=position,
            person=one.person,
            name=one.name,
            value=one.value,
            answers=one.answers,
            estimates=one.estimates,
        )
        for position, one in enumerate(ordered, start=1)
    )


def last_page(people: int, size: int) -> int:
    """Return the number of the last page that has somebody on it, the first one in any case."""
    return max(1, -(-people // size))


def paged(standings: Sequence[Standing], query: BoardQuery) -> Board:
    """Return the page of a board that somebody asks for."""
    at = next((n for n, one in enumerate(standings) if one.person == query.me), None)
    start = (query.page - 1) * query.size
    return Board(
        people=len(standings),
        page=tuple(standings[start : start + query.size]),
        around=() if at is None else tuple(standings[max(0, at - 1) : at + 2]),
    )

"""What can be drawn: values that hold all that a picture shows, and the words that say the same.

`bot.charts` draws them, `bot.wording.pictures` says them.
"""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

LEVELS = 4
"""The highest level of an evaluation dimension; the lowest is 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLine:
    """One person's line on a board."""

    place: int
    position: int
    """Which line of the whole board it is, 1 for the first; one left out makes a gap."""
    name: str
    value: float
    shown: str
    """The value as it is written, such as `340` or `+3.5`."""
    me: bool = False
    """Whether it is the line of the person who looks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardCard:
    """The top of a board, with the place of the person who looks at it."""

    title: str
    lines: tuple[BoardLine, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoke:
    """One dimension of a radar, 0 to `LEVELS`; None where nothing can be said."""

    label: str
    value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Radar:
    """Levels on evaluation dimensions."""

    title: str
    spokes: tuple[Spoke, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Something from 0 to 100 at the end of each week; None where there is nothing yet."""

    label: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressLine:
    """How something went from week to week."""

    title: str
    weeks: tuple[date, ...]
    """The last day of each week, the oldest first."""
    series: tuple[Series, ...]
    """Each as long as `weeks`."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayHeat:
    """On which days somebody answered, and how often."""

    title: str
    since: date
    until: date
    first_weekday: int
    """0 for Monday."""
    answers: tuple[tuple[date, int], ...]
    """Days without an answer may be left out."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicRow:
    """How people do in one topic, 0 to 100; None for who has no answer there."""

    topic: str
    scores: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicHeat:
    """How the people of a team do in each topic."""

    title: str
    people: tuple[str, ...]
    rows: tuple[TopicRow, ...]
    """Each with one score for each of `people`."""
    note: str = ""


Chart: TypeAlias = BoardCard | Radar | ProgressLine | DayHeat | TopicHeat

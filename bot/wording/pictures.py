"""The words in pictures, and the words instead of them."""

from collections import Counter
from datetime import date
from statistics import fmean
from typing import assert_never

from bot.pictures import (
    LEVELS,
    BoardCard,
    BoardLine,
    Chart,
    DayHeat,
    ProgressLine,
    Radar,
    Series,
    TopicHeat,
    TopicRow,
)
from bot.wording.text import cell
from bot.wording.times import count
from bot.words import visible

LONGEST = 1000
"""How many characters a text instead of a picture has at most; Discord takes 1024, Slack 2000."""

YOU = "you"
NO_NAME = "in the text"
"""Stands for a name in letters that cannot be drawn."""
NOTHING = "Nothing to show yet."
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def alt(chart: Chart) -> str:
    """Return what a picture shows, for those who cannot see it: the same numbers."""
    said: list[str]
    match chart:
        case BoardCard():
            said = [f"{_line(line)}." for line in chart.lines]
        case Radar():
            said = _levels(chart)
        case ProgressLine():
            said = [_series(chart, one) for one in chart.series]
        case DayHeat():
            said = [_days(chart)]
        case TopicHeat():
            said = [_topic(chart, row) for row in chart.rows]
        case _ as never:
            assert_never(never)
    parts = [chart.title, *(said or [NOTHING]), chart.note]
    text = " ".join(" ".join(visible(part).split()) for part in parts if part)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def level(value: float) -> str:
    """Return a level as it is written: `3` or `2.5`."""
    return f"{value:.1f}".removesuffix(".0")


def not_assessed(chart: Radar) -> str:
    """Name the dimensions of which nothing can be said; empty where there are none."""
    unknown = [spoke.label for spoke in chart.spokes if spoke.value is None]
    return f"Not assessed: {', '.join(unknown)}" if unknown else ""


def more(hidden: int) -> str:
    """Say how many more there are than a picture has room for."""
    return f"and {hidden} more"


def day(one: date) -> str:
    """Return `23 Nov`."""
    return f"{one.day} {one:%b}"


def answers(chart: DayHeat) -> str:
    """Return `118 answers on 74 days`."""
    found = [number for _, number in _within(chart)]
    return f"{count(sum(found), 'answer')} on {count(len(found), 'day')}"


def shade(answers: int, *, most: bool) -> str:
    """Return what a shade of a day stands for; the last one stands for more as well."""
    return f"{answers} or more" if most else f"{answers}"


def _line(line: BoardLine) -> str:
    return f"{line.place}. {cell(line.name)}{f' ({YOU})' * line.me} {line.shown}"


def _levels(chart: Radar) -> list[str]:
    known = [f"{one.label} {level(one.value)}" for one in chart.spokes if one.value is not None]
    said = [f"{', '.join(known)}; from 0 to {LEVELS}."] if known else []
    return [*said, *(f"{one}." for one in [not_assessed(chart)] if one)]


def _series(chart: ProgressLine, one: Series) -> str:
    known = [
        f"{value:.0f} on {day(week)}"
        for week, value in zip(chart.weeks, one.values, strict=True)
        if value is not None
    ]
    return f"{one.label}: {', '.join(known) or 'no answer yet'}."


def _within(chart: DayHeat) -> list[tuple[date, int]]:
    return [
        (day, number)
        for day, number in sorted(chart.answers)
        if number and chart.since <= day <= chart.until
    ]


def _days(chart: DayHeat) -> str:
    months: Counter[str] = Counter()
    for one, number in _within(chart):
        months[f"{one:%b %Y}"] += number
    by_month = "; ".join(f"{month} {number}" for month, number in months.items())
    return f"{answers(chart)}, {day(chart.since)} to {day(chart.until)}" + (
        f": {by_month}." if by_month else "."
    )


def _topic(chart: TopicHeat, row: TopicRow) -> str:
    scores = [
        (cell(name), score)
        for name, score in zip(chart.people, row.scores, strict=True)
        if score is not None
    ]
    if not scores:
        return f"{row.topic}: no answer yet."
    each = ", ".join(f"{name} {score:.0f}" for name, score in scores)
    return f"{row.topic}, mean {fmean(score for _, score in scores):.0f}: {each}."

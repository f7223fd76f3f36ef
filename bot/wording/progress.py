"""Progress in words and in signs that any screen can show."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from bot.messages import Post
from bot.packs import Bank
from bot.periods import DAY, WEEK, PeriodKind, period
from bot.progress import (
    ENOUGH,
    HALF_LIFE,
    WEEKS,
    Mastery,
    PointSeen,
    Progress,
    Row,
    TeamProgress,
)
from bot.records import Team
from bot.wording.text import cell, cells
from bot.wording.times import count

STEPS = "▁▂▃▄▅▆▇█"
"""From 0 to 100."""

SHADES = "·░▒▓█"
"""No answer on a day, one, two, three, more."""

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

MOST_PEOPLE = 25
"""How many rows the table of a team has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What the pack calls its concepts and dimensions."""

    concepts: Mapping[str, str]
    dimensions: Mapping[str, str]

    @classmethod
    def of(cls, bank: Bank) -> Self:
        """Return the names that a bank has."""
        return cls(
            concepts={one.id: one.name for one in bank.header.concepts},
            dimensions={one.id: one.name for one in bank.dimensions.dimensions},
        )


def mine(shown: Progress, names: Names, today: date, first_weekday: int) -> Post:
    """Show somebody their own progress."""
    if not shown.answers:
        return Post(body="Nothing is graded yet. Your progress begins with your first answer.")
    parts = [
        _masteries("Concepts", shown.concepts, names.concepts),
        _masteries("Tracks", shown.tracks, {}),
        _levels(shown, names.dimensions),
        _points("Strongest points", [_says(one) for one in shown.strongest]),
        _points("Points to work on", [_gap(one) for one in shown.weakest]),
        f"**Days**\n{_days(shown.days, today, first_weekday)}",
    ]
    footer = (
        f"First answers, 0 to 100; after {HALF_LIFE.days} days an answer weighs half. "
        f"One sign a week, the last {WEEKS} weeks."
    )
    if shown.estimates:
        footer += f" {count(shown.estimates, 'answer')} of {shown.answers} graded offline."
    return Post(
        title=f"Your progress: {count(shown.answers, 'answer')}",
        body="\n\n".join(part for part in parts if part),
        footer=footer,
    )


def team(one: Team, shown: TeamProgress, weak: Collection[str], names: Names) -> Post:
    """Show how a team does by concept, and what is asked more often because of it."""
    title = f"Progress · {one.name}"
    if not shown.topics:
        return Post(title=title, body=f"Nothing was graded in the last {WEEKS} weeks.")
    concepts = [topic.concept for topic in shown.topics]
    width = max(cells(names.concepts.get(concept, concept)) for concept in concepts)
    lines = [
        f"{number:>2}  {_padded(names.concepts.get(topic.concept, topic.concept), width)}  "
        f"{topic.mean:>3.0f}  {count(topic.answers, 'answer')}"
        for number, topic in enumerate(shown.topics, start=1)
    ]
    parts = [_block(lines)]
    if shown.rows:
        parts.append(_people(shown.rows[:MOST_PEOPLE], concepts))
    below = [names.concepts.get(concept, concept) for concept in concepts if concept in weak]
    if below:
        parts.append(f"Asked more often now: {', '.join(below)}.")
    return Post(
        title=title,
        body="\n\n".join(parts),
        footer=(
            f"Mean score of first attempts, last {WEEKS} weeks, the weakest concept first. "
            "Names are shown of those who said so; the others stand together where they are "
            f"{ENOUGH} or more."
        ),
    )


def _people(rows: Sequence[Row], concepts: Sequence[str]) -> str:
    called = [cell(row.name) if row.name else f"{row.people} others" for row in rows]
    width = max(cells(name) for name in called)
    head = " " * width + "".join(f"{number:>5}" for number in range(1, len(concepts) + 1))
    lines = [
        _padded(name, width) + "".join(f"{_score(row, concept):>5}" for concept in concepts)
        for name, row in zip(called, rows, strict=True)
    ]
    return _block([head, *lines])


def _score(row: Row, concept: str) -> str:
    return f"{row.scores[concept]:.0f}" if concept in row.scores else "·"


def _masteries(title: str, found: Sequence[Mastery], names: Mapping[str, str]) -> str:
    width = max(cells(names.get(one.topic, one.topic)) for one in found)
    lines = [
        f"{_padded(names.get(one.topic, one.topic), width)}  {one.now:>3.0f}  "
        f"{_line(one)}  {count(one.answers, 'answer')}"
        for one in found
    ]
    return f"**{title}**\n{_block(lines)}"


def _line(one: Mastery) -> str:
    steps = (len(STEPS) - 1) / 100
    return "".join(" " if week is None else STEPS[round(week * steps)] for week in one.weeks)


def _levels(shown: Progress, names: Mapping[str, str]) -> str:
    lines = [
        f"- {names.get(one.dimension, one.dimension)}: {one.level:.1f} of 4 "
        f"({count(one.answers, 'answer')})"
        for one in shown.levels
    ]
    return "**Dimensions**\n" + "\n".join(lines) if lines else ""


def _points(title: str, lines: Sequence[str]) -> str:
    return f"**{title}**\n" + "\n".join(f"- {line}" for line in lines) if lines else ""


def _says(one: PointSeen) -> str:
    return f"{one.point.says} ({one.title})"


def _gap(one: PointSeen) -> str:
    """Name a point that was missed; while its question is open, by its direction alone."""
    return f"one about {one.point.about} ({one.title})" if one.is_open else _says(one)


def _days(days: Mapping[date, int], today: date, first_weekday: int) -> str:
    """Return a calendar: a line for each weekday, a column for each week."""
    start = period(PeriodKind.WEEK, today, first_weekday).start - WEEK * (WEEKS - 1)
    lines = []
    for weekday in range(7):
        row = [start + DAY * weekday + WEEK * week for week in range(WEEKS)]
        shades = [_shade(days.get(day, 0)) if day <= today else " " for day in row]
        lines.append(f"{WEEKDAYS[row[0].weekday()]}  {' '.join(shades)}".rstrip())
    return _block(lines)


def _shade(answers: int) -> str:
    return SHADES[min(answers, len(SHADES) - 1)]


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cells(text))


def _block(lines: Sequence[str]) -> str:
    return "```\n" + "\n".join(lines) + "\n```"

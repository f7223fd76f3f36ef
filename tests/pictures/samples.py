"""Charts of a team that does not exist: what the documents show, and what tests draw."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from bot.pictures import (
    BoardCard,
    BoardLine,
    Chart,
    DayHeat,
    ProgressLine,
    Radar,
    Series,
    Spoke,
    TopicHeat,
    TopicRow,
)

TODAY = date(2026, 11, 27)
NAMES = (
    "Ana Ribeiro",
    "Wei Chen",
    "Łukasz Wójcik",
    "Дмитрий",
    "Priya Raman",
    "李小龍",
    "Ngozi 🎉",
    "Søren Aagaard",
    "Maximiliane von Hohenstein-Waldburg",
    "مريم",
    "Tom",
    "Yuki (田中)",
)
CONCEPTS = (
    "Multi-agent systems",
    "KV cache and inference latency",
    "Evaluation",
    "Prompts and prompt caching",
    "Fine-tuning or retrieval",
    "Agents and tool use",
    "Context windows",
    "Streaming",
    "Retrieval-augmented generation",
    "Attention",
)
DIMENSIONS = (
    "Depth of understanding",
    "Trade-off reasoning",
    "Practical experience",
    "Failure awareness",
    "Communication and structure",
)
TRACKS = ("system-design", "fundamentals", "applied", "coding", "behavioral")


def board() -> BoardCard:
    """Return a board on which the one who looks is far below the first page."""
    points = (412, 388, 371, 371, 340, 322, 298, 254, 231, 190)
    lines = [
        BoardLine(place=place, position=at + 1, name=NAMES[at], value=value, shown=f"{value}")
        for at, (place, value) in enumerate(
            zip((1, 2, 3, 3, 4, 5, 6, 7, 8, 9), points, strict=True)
        )
    ]
    around = (("Tom", 112, False), ("Yuki (田中)", 104, True), ("Ola", 96, False))
    lines += [
        BoardLine(place=16 + n, position=18 + n, name=name, value=value, shown=f"{value}", me=me)
        for n, (name, value, me) in enumerate(around)
    ]
    note = "Best score per question while it is open."
    return BoardCard(title="This week · Team Green", lines=tuple(lines), note=note)


def improvement() -> BoardCard:
    """Return a short board with values below zero."""
    values = (12.5, 8.1, 0.4, -3.2)
    return BoardCard(
        title="This month · improvement · Team Green",
        lines=tuple(
            BoardLine(
                place=at,
                position=at,
                name=NAMES[at],
                value=value,
                shown=f"{value:+.1f}",
                me=at == 2,
            )
            for at, value in enumerate(values, start=1)
        ),
    )


def radar() -> Radar:
    """Return the levels of a round."""
    levels = (3.4, 2.5, 1.2, 1.8, 3.0)
    return Radar(
        title="Lean yes · system design",
        spokes=tuple(
            Spoke(label=label, value=value) for label, value in zip(DIMENSIONS, levels, strict=True)
        ),
        note="0 in the middle, 4 at the rim",
    )


def two_levels() -> Radar:
    """Return levels of which there are too few for a surface."""
    return Radar(
        title="Yes · behavioral",
        spokes=(
            Spoke(label="Communication and structure", value=3.5),
            Spoke(label="Practical experience", value=None),
        ),
    )


def progress() -> ProgressLine:
    """Return twelve weeks over five tracks, one of them begun late, one with a gap."""
    random = Random(7)  # noqa: S311 - a sample, not a secret
    series = []
    for number, track in enumerate(TRACKS):
        value, values = 38.0 + 7 * number, []
        for _ in range(12):
            value = min(96.0, max(8.0, value + random.uniform(-6, 9)))
            values.append(value)
        begun = (0, 0, 3, 7, 0)[number]
        series.append(
            Series(
                label=track,
                values=tuple(None if week < begun else value for week, value in enumerate(values)),
            )
        )
    weeks = tuple(TODAY - timedelta(weeks=back) for back in reversed(range(12)))
    return ProgressLine(title="Your progress by track", weeks=weeks, series=tuple(series))


def days(back: int) -> DayHeat:
    """Return the days of somebody who practises more and more."""
    random = Random(11)  # noqa: S311 - a sample, not a secret
    since = TODAY - timedelta(days=back)
    found = []
    for number in range(back + 1):
        day = since + timedelta(days=number)
        often = 0.25 + 0.5 * number / back if day.weekday() < 5 else 0.12
        if random.random() < often:
            found.append((day, random.choice((1, 1, 1, 2, 2, 3, 5))))
    return DayHeat(
        title="Your days, " + ("a year" if back > 100 else "a quarter"),
        since=since,
        until=TODAY,
        first_weekday=0,
        answers=tuple(found),
    )


def topics() -> TopicHeat:
    """Return the scores of a team, the weakest topic first."""
    random = Random(3)  # noqa: S311 - a sample, not a secret
    people = NAMES[:9]
    rows = []
    for number, concept in enumerate(CONCEPTS):
        scores = tuple(
            None if random.random() < 0.15 else min(100.0, random.uniform(12, 58) + 5 * number)
            for _ in people
        )
        rows.append(TopicRow(topic=concept, scores=scores))
    return TopicHeat(
        title="Team Green by topic",
        people=people,
        rows=tuple(rows),
        note="Mean score of first attempts, 12 weeks; 7 others are not shown",
    )


def samples() -> Mapping[str, Chart]:
    """Return a chart of each kind, and of each shape that a kind can take."""
    return {
        "board": board(),
        "improvement": improvement(),
        "radar": radar(),
        "two-levels": two_levels(),
        "progress": progress(),
        "quarter": days(90),
        "year": days(364),
        "topics": topics(),
    }

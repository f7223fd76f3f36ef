"""Where things are in pictures: nothing beyond the card, no text over another."""

from dataclasses import replace
from datetime import timedelta
from itertools import combinations, pairwise

import pytest

from bot.charts import DARK
from bot.charts.canvas import WIDTH, Canvas, Label
from bot.charts.drawing import drawn
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

from .samples import DIMENSIONS, NAMES, TODAY, days, progress, samples

LONG = "A title and a name that go on and on without an end to be seen anywhere in this picture"
SLACK = 1.5
"""How far two texts may reach into each other: less than the air around letters."""
TALLEST = 460


def crowded() -> dict[str, Chart]:
    """Return charts with more of everything than there is room for, and with nothing."""
    line = BoardLine(place=9999, position=9999, name=LONG, value=-1, shown="+100000.5", me=True)
    spokes: dict[str, Chart] = {
        f"spokes-{count}": Radar(
            title=LONG,
            spokes=tuple(Spoke(label=DIMENSIONS[n % 5], value=n % 5) for n in range(count)),
            note=LONG,
        )
        for count in range(10)
    }
    same = tuple(Series(label=LONG, values=(50.0,) * 12) for _ in range(8))
    low = tuple(Series(label=f"track {n}", values=(float(n),) * 12) for n in range(8))
    rows = tuple(TopicRow(topic=LONG, scores=(100.0,) * 40) for _ in range(30))
    return spokes | {
        "long-board": BoardCard(
            title=LONG,
            lines=tuple(
                replace(line, position=number + 3 * (number > 9) + 3 * (number > 11))
                for number in range(40)
            ),
            note=LONG,
        ),
        "no-board": BoardCard(title="", lines=()),
        "same-lines": replace(progress(), series=same, title=LONG, note=LONG),
        "low-lines": replace(progress(), series=low),
        "one-week": ProgressLine(
            title="", weeks=(TODAY,), series=(Series(label="applied", values=(100.0,)),)
        ),
        "no-lines": replace(progress(), series=()),
        "three-years": replace(days(364), since=TODAY - timedelta(days=1100), note=LONG),
        "one-day": DayHeat(title="", since=TODAY, until=TODAY, first_weekday=6, answers=()),
        "crowd": TopicHeat(title=LONG, people=(LONG,) * 40, rows=rows, note=LONG),
        "names": TopicHeat(
            title="",
            people=NAMES[:10],
            rows=(TopicRow(topic="Attention", scores=tuple(10.0 * n for n in range(10))),),
        ),
        "nobody": TopicHeat(title="", people=(), rows=()),
    }


CHARTS = {**samples(), **crowded()}
CARDS: dict[str, Canvas] = {}


def card(name: str) -> Canvas:
    """Return the card of a chart, drawn once for all tests."""
    if name not in CARDS:
        CARDS[name] = drawn(CHARTS[name], DARK)
    return CARDS[name]


def apart(one: Label, other: Label) -> bool:
    """Return whether a straight line parts two labels (separating axes)."""
    for first, second in (*pairwise(one.corners), *pairwise(other.corners)):
        axis = (second[1] - first[1], first[0] - second[0])
        length = (axis[0] ** 2 + axis[1] ** 2) ** 0.5
        here, there = (
            [(x * axis[0] + y * axis[1]) / length for x, y in label.corners]
            for label in (one, other)
        )
        if min(max(here) - min(there), max(there) - min(here)) < SLACK:
            return True
    return False


@pytest.mark.parametrize("name", CHARTS)
def test_nothing_beyond_the_card(name: str) -> None:
    """Every text is inside the card, which is no taller than a chat shows it legibly."""
    canvas = card(name)

    assert canvas.height <= TALLEST
    for label in canvas.labels:
        for x, y in label.corners:
            assert 0 < x < WIDTH, label.text
            assert 0 < y < canvas.height, label.text


@pytest.mark.parametrize("name", CHARTS)
def test_no_text_over_another(name: str) -> None:
    """No two texts of a picture overlap, however much there is to show."""
    for one, other in combinations(card(name).labels, 2):
        assert apart(one, other), (one.text, other.text)


@pytest.mark.parametrize("name", CHARTS)
def test_everything_has_a_title(name: str) -> None:
    """A picture begins with its title, cut where it is too long."""
    title = CHARTS[name].title

    said = [label.text for label in card(name).labels]
    assert not title or title.startswith(said[0].removesuffix("…"))

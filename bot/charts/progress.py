"""Lines from week to week, each named where it ends."""

from collections.abc import Sequence
from itertools import groupby

from bot.charts.canvas import (
    ASIDE,
    BOLD,
    FOOT,
    HEAD,
    MARGIN,
    QUIET,
    SMALL,
    WIDTH,
    Align,
    Canvas,
    Point,
    Sign,
)
from bot.charts.lettering import width
from bot.charts.themes import Theme
from bot.pictures import ProgressLine, Series
from bot.wording.pictures import NOTHING, day, more

MOST = 5
"""How many lines can be told apart."""

SCALE = (0, 25, 50, 75, 100)
_LEFT = MARGIN + 34
_RIGHT = WIDTH - 170
_BOTTOM = HEAD + 220
_APART = 19
"""Between the names of two lines that end at the same height."""


def progress_line(chart: ProgressLine, theme: Theme) -> Canvas:
    """Draw a line for each series that has a value; weeks before its first one stay empty."""
    known = [one for one in chart.series if any(value is not None for value in one.values)]
    shown, hidden = known[:MOST], len(known[MOST:])
    note = " · ".join(filter(None, (chart.note, more(hidden) if hidden else "")))
    canvas = Canvas(_BOTTOM + 34 + (FOOT - 8 if note else 0), theme, chart.title)
    canvas.note(note)
    for value in SCALE:
        y = _height(value)
        canvas.line([(_LEFT, y), (_RIGHT, y)], theme.grid)
        spot = (_LEFT - 9, y)
        canvas.text(spot, f"{value}", ASIDE, Align.RIGHT)
    if not shown:
        canvas.text((_LEFT + 12, _height(50)), NOTHING, QUIET)
        return canvas
    _dates(canvas, chart)
    # The first one is drawn last, so that it lies on top.
    for number, one in reversed(list(enumerate(shown))):
        _series(canvas, one, theme.series[number], tuple(Sign)[number])
    _names(canvas, shown)
    return canvas


def _height(value: float) -> float:
    return _BOTTOM - (_BOTTOM - HEAD) * value / SCALE[-1]


def _across(week: int, weeks: int) -> float:
    return _LEFT + 8 + (_RIGHT - _LEFT - 16) * (week / (weeks - 1) if weeks > 1 else 1)


def _dates(canvas: Canvas, chart: ProgressLine) -> None:
    """Write as many dates as have room, the newest one in any case."""
    weeks = len(chart.weeks)
    left = float(WIDTH)
    for week in reversed(range(weeks)):
        said, x = day(chart.weeks[week]), _across(week, weeks)
        half = width(said, ASIDE.size) / 2
        if x + half < left - 22:
            at = (x, _BOTTOM + 18)
            canvas.text(at, said, ASIDE, Align.MIDDLE)
            left = x - half


def _series(canvas: Canvas, one: Series, ink: str, sign: Sign) -> None:
    """Draw a line that is broken where nothing is known, with a sign at its last point."""
    points = [
        None if value is None else (_across(week, len(one.values)), _height(value))
        for week, value in enumerate(one.values)
    ]
    pieces = [
        [point for point in piece if point]
        for there, piece in groupby(points, key=lambda point: point is not None)
        if there
    ]
    for piece in pieces:
        if len(piece) > 1:
            canvas.line(piece, ink, width=3)
        else:
            canvas.sign(piece[0], Sign.CIRCLE, ink, size=2.5)
    canvas.sign(pieces[-1][-1], sign, ink)


def _names(canvas: Canvas, shown: Sequence[Series]) -> None:
    """Name the lines beside their ends, moved apart where they meet."""
    last = [_last(one) for one in shown]
    order = sorted(range(len(shown)), key=lambda number: -last[number])
    heights: dict[int, float] = {}
    at = float(HEAD - _APART)
    for number in order:
        at = max(_height(last[number]), at + _APART)
        heights[number] = at
    below = float(_BOTTOM)
    for number in reversed(order):
        below = min(heights[number], below)
        heights[number] = below
        below -= _APART
    for number, one in enumerate(shown):
        ink = canvas.theme.series[number]
        start: Point = (_RIGHT + 16, heights[number])
        canvas.sign(start, tuple(Sign)[number], ink, size=4)
        value = f"{last[number]:.0f}"
        right = (WIDTH - MARGIN, heights[number])
        wide = canvas.text(right, value, BOLD, Align.RIGHT)
        name = (start[0] + 12, heights[number])
        canvas.text(name, one.label, SMALL, room=right[0] - wide - 8 - name[0])


def _last(one: Series) -> float:
    return next(value for value in reversed(one.values) if value is not None)

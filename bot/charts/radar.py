"""Levels on dimensions: a radar where there are three or more, else bars."""

from collections.abc import Sequence
from math import cos, pi, sin

from bot.charts.canvas import (
    BOLD,
    FOOT,
    HEAD,
    MARGIN,
    PLAIN,
    QUIET,
    WIDTH,
    Align,
    Canvas,
    Point,
    Sign,
)
from bot.charts.lettering import wrapped
from bot.charts.themes import Theme, mixed
from bot.pictures import LEVELS, Radar
from bot.wording.pictures import NOTHING, level, more, not_assessed

MOST = 6
"""How many dimensions a radar has room for."""

FEWEST = 3
"""With fewer there is no surface."""

_RADIUS = 108
_MIDDLE = (WIDTH / 2, HEAD + 146)
_HEIGHT = HEAD + 304
_LINE = 17
"""From a line of a label to the next."""
_ROW = 52

Known = Sequence[tuple[str, float]]


def radar(chart: Radar, theme: Theme) -> Canvas:
    """Draw a spoke for each level that is known; the others are named below."""
    known = [(spoke.label, spoke.value) for spoke in chart.spokes if spoke.value is not None]
    hidden = more(len(known) - MOST) if len(known) > MOST else ""
    note = " · ".join(filter(None, (not_assessed(chart), hidden, chart.note)))
    if len(known) < FEWEST:
        return _bars(chart.title, known, note, theme)
    return _radar(chart.title, known[:MOST], note, theme)


def _radar(title: str, known: Known, note: str, theme: Theme) -> Canvas:
    canvas = Canvas(_HEIGHT + (FOOT - 6 if note else 0), theme, title)
    canvas.note(note)
    angles = [2 * pi * number / len(known) - pi / 2 for number in range(len(known))]
    points = [_spot(angle, value / LEVELS) for angle, (_, value) in zip(angles, known, strict=True)]
    canvas.area(points, mixed(theme.accent, theme.card, 0.3))
    for step in range(1, LEVELS + 1):
        ring = [_spot(angle, step / LEVELS) for angle in (*angles, angles[0])]
        canvas.line(ring, theme.grid, width=1.6 if step == LEVELS else 1)
    for angle in angles:
        canvas.line([_MIDDLE, _spot(angle, 1)], theme.grid)
    canvas.line([*points, points[0]], theme.accent, width=3)
    for point in points:
        canvas.sign(point, Sign.CIRCLE, theme.accent)
    for angle, (label, value) in zip(angles, known, strict=True):
        _label(canvas, angle, label, level(value))
    return canvas


def _spot(angle: float, share: float) -> Point:
    far = _RADIUS * share
    return _MIDDLE[0] + far * cos(angle), _MIDDLE[1] + far * sin(angle)


def _label(canvas: Canvas, angle: float, label: str, value: str) -> None:
    """Write a label beyond the end of its spoke, its level in a line of its own."""
    x, y = _spot(angle, 1 + 16 / _RADIUS)
    side = round(cos(angle), 3)
    align = Align.MIDDLE if not side else Align.LEFT if side > 0 else Align.RIGHT
    room = 2 * _RADIUS if not side else (WIDTH - 12 - x if side > 0 else x - 12)
    lines = wrapped(label, room, PLAIN.size)
    # Above the middle a label grows upwards, below it downwards, beside it both ways.
    high = len(lines) * _LINE
    top = y - high * (1 - sin(angle)) / 2
    for number, line in enumerate(lines):
        canvas.text((x, top + number * _LINE), line, align=align)
    canvas.text((x, top + high), value, BOLD, align)


def _bars(title: str, known: Known, note: str, theme: Theme) -> Canvas:
    height = HEAD + _ROW * max(1, len(known)) + (FOOT if note else 10)
    canvas = Canvas(height, theme, title)
    canvas.note(note)
    if not known:
        canvas.text((MARGIN, HEAD + _ROW / 2), NOTHING, QUIET)
    right = WIDTH - MARGIN
    for number, (label, value) in enumerate(known):
        top = HEAD + number * _ROW
        canvas.text((MARGIN, top + 8), label, room=320)
        canvas.text((right, top + 8), level(value), BOLD, Align.RIGHT)
        canvas.box((MARGIN, top + 24, right, top + 34), fill=theme.empty, radius=5)
        if value:
            end = MARGIN + max(10, (right - MARGIN) * value / LEVELS)
            canvas.box((MARGIN, top + 24, end, top + 34), fill=theme.accent, radius=5)
    return canvas

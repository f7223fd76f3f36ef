"""How people do in each topic: a row for each topic, a column for each person."""

from math import radians, sin

from bot.charts.canvas import FOOT, HEAD, MARGIN, QUIET, SMALL, WIDTH, Align, Canvas, Style
from bot.charts.lettering import drawable, fitted, width
from bot.charts.themes import Theme, readable
from bot.pictures import TopicHeat
from bot.wording.pictures import NOTHING, more

MOST_PEOPLE, MOST_TOPICS = 9, 12
"""What there is room for."""

_ROW = 24.5
_RISE = sin(radians(45))
_NAME_ROOM = 92
"""How long a name is at most; names stand on the slant."""
_NARROWEST, _WIDEST = 25, 46
_OVERHANG = 42
"""How far the last name reaches beyond its column."""


def topic_heat(chart: TopicHeat, theme: Theme) -> Canvas:
    """Draw a cell for each score, with the score in it."""
    rows, people = chart.rows[:MOST_TOPICS], chart.people[:MOST_PEOPLE]
    hidden = len(chart.people) - len(people)
    note = " · ".join(filter(None, (chart.note, more(hidden) if hidden else "")))
    names = [fitted(drawable(name), _NAME_ROOM, SMALL.size) for name in people]
    high = 10 + _RISE * max((width(name, SMALL.size) for name in names), default=0)
    height = HEAD + high + _ROW * max(1, len(rows)) + (FOOT if note else 16)
    canvas = Canvas(height, theme, chart.title)
    canvas.note(note)
    top = HEAD + high
    if not rows or not people:
        canvas.text((MARGIN, top), NOTHING, QUIET)
        return canvas
    across = WIDTH - MARGIN - _OVERHANG
    longest = max(width(row.topic, SMALL.size) for row in rows)
    left = min(MARGIN + longest + 12, across - _NARROWEST * len(people))
    cell = min(_WIDEST, (across - left) / len(people))
    for column, name in enumerate(names):
        spot = (left + (column + 0.5) * cell - 4, top - 7)
        canvas.slanted(spot, name, _NAME_ROOM)
    for number, row in enumerate(rows):
        middle = top + (number + 0.5) * _ROW
        canvas.text((MARGIN, middle), row.topic, SMALL, room=left - 10 - MARGIN)
        for column, score in enumerate(row.scores[:MOST_PEOPLE]):
            _cell(canvas, left + column * cell, middle, cell, score)
    return canvas


def _cell(canvas: Canvas, left: float, middle: float, wide: float, score: float | None) -> None:
    theme = canvas.theme
    corners = (left + 1.5, middle - _ROW / 2 + 1.5, left + wide - 1.5, middle + _ROW / 2 - 1.5)
    if score is None:
        canvas.box(corners, fill=theme.empty, radius=4)
        return
    steps = len(theme.shades)
    shade = theme.shades[min(int(score / 100 * steps), steps - 1)]
    canvas.box(corners, fill=shade, radius=4)
    style = Style(size=SMALL.size, ink=readable(theme, shade))
    canvas.text((left + wide / 2, middle), f"{score:.0f}", style, Align.MIDDLE)

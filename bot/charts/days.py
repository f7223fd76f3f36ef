"""A calendar of days: a column for each week, in bands of half a year."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.charts.canvas import ASIDE, FOOT, HEAD, MARGIN, WIDTH, Align, Canvas
from bot.charts.themes import Theme
from bot.pictures import DayHeat
from bot.wording.pictures import WEEKDAYS, answers, shade

BAND = 27
"""How many weeks stand beside each other; two bands are a year."""

LONGEST = timedelta(days=371)
"""What fits into two bands; of a longer time the end is shown."""

_LEFT = MARGIN + 38
_MONTHS = 20
_WIDEST = 30
_SIZES = (0.56, 0.7, 0.84, 1.0)
"""How much of its cell a shade fills: more answers are larger, not only of another colour."""
_FILLED = 0.88
"""How much of the way from one day to the next is a square."""
_LEGEND = 30
_DAY = timedelta(days=1)


def day_heat(chart: DayHeat, theme: Theme) -> Canvas:
    """Draw a square for each day, larger and brighter the more answers it has."""
    since = max(chart.since, chart.until - LONGEST + _DAY)
    start = since - _DAY * ((since.weekday() - chart.first_weekday) % 7)
    weeks = (chart.until - start).days // 7 + 1
    bands = -(-weeks // BAND)
    columns = -(-weeks // bands)
    cell = min(_WIDEST, (WIDTH - MARGIN - _LEFT) / columns)
    band = _MONTHS + 7 * cell + 10
    height = HEAD + bands * band + _LEGEND + (FOOT if chart.note else 8)
    canvas = Canvas(height, theme, chart.title)
    canvas.note(chart.note)
    found = dict(chart.answers)
    for number in range(bands):
        top = HEAD + number * band
        _weekdays(canvas, top + _MONTHS, cell, chart.first_weekday)
        free = 0.0
        for column in range(columns):
            week = start + 7 * _DAY * (number * columns + column)
            left = _LEFT + column * cell
            shown = [day for n in range(7) if since <= (day := week + _DAY * n) <= chart.until]
            if left >= free and (month := _month_begun(shown)):
                free = left + 8 + canvas.text((left, top + 8), month, ASIDE)
            for one in shown:
                row = (one - week).days
                _day(canvas, left, top + _MONTHS + row * cell, cell, found.get(one, 0))
    _legend(canvas, HEAD + bands * band + _LEGEND / 2 - 2, answers(chart))
    return canvas


def _weekdays(canvas: Canvas, top: float, cell: float, first: int) -> None:
    """Name every second weekday."""
    for row in (0, 2, 4):
        at = (_LEFT - 8, top + (row + 0.5) * cell)
        said = WEEKDAYS[(first + row) % 7]
        canvas.text(at, said, ASIDE, Align.RIGHT)


def _month_begun(week: Sequence[date]) -> str:
    """Return the month of which a week has the first day, or nothing."""
    return next((f"{day:%b}" for day in week if day.day == 1), "")


def _day(canvas: Canvas, left: float, top: float, cell: float, number: int) -> None:
    """Draw a day: its ground, and on it a square by how many answers there are."""
    squares = [(1.0, canvas.theme.empty)]
    if number:
        shade = min(number, len(_SIZES)) - 1
        squares.append((_SIZES[shade], canvas.theme.shades[shade]))
    x, y = left + cell / 2, top + cell / 2
    for share, fill in squares:
        half = cell * _FILLED / 2 * share
        canvas.box((x - half, y - half, x + half, y + half), fill=fill, radius=cell / 7)


def _legend(canvas: Canvas, middle: float, sums: str) -> None:
    canvas.text((MARGIN, middle), sums)
    right = float(WIDTH - MARGIN)
    for number in range(len(_SIZES), -1, -1):
        said = shade(number, most=number == len(_SIZES))
        wide = canvas.text((right, middle), said, ASIDE, Align.RIGHT)
        right -= wide + 22
        _day(canvas, right, middle - 9, 18, number)
        right -= 12

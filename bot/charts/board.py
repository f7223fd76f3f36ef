"""A board as a card: places, names, bars, values; one's own line stands out."""

from bot.charts.canvas import (
    ASIDE,
    BOLD,
    FOOT,
    HEAD,
    MARGIN,
    PLAIN,
    QUIET,
    WIDTH,
    Align,
    Canvas,
)
from bot.charts.lettering import drawable
from bot.charts.themes import Theme
from bot.pictures import BoardCard
from bot.wording.pictures import NOTHING, YOU

MOST = 13
"""How many lines a card has: a page of ten, and oneself between neighbours."""

ROW = 25.5
GAP = 12
_NAME, _NAME_ROOM = 66, 200
_BAR, _BAR_ROOM = 280, 150


def board_card(chart: BoardCard, theme: Theme) -> Canvas:
    """Draw the lines of a board, with dots where some are left out."""
    lines = chart.lines[:MOST]
    gaps = {
        number
        for number, line in enumerate(lines)
        if number and line.position > lines[number - 1].position + 1
    }
    height = HEAD + ROW * max(1, len(lines)) + GAP * len(gaps) + (FOOT if chart.note else 14)
    canvas = Canvas(height, theme, chart.title)
    canvas.note(chart.note)
    if not lines:
        canvas.text((MARGIN, HEAD + ROW / 2), NOTHING, QUIET)
    most = max((line.value for line in lines), default=0)
    top = float(HEAD)
    for number, line in enumerate(lines):
        if number in gaps:
            for dot in range(3):
                canvas.box(_dot(48 + dot * 6, top + GAP / 2), fill=theme.muted, radius=1)
            top += GAP
        middle = top + ROW / 2
        if line.me:
            canvas.box((12, top, WIDTH - 12, top + ROW), fill=theme.own, radius=6)
        canvas.text((56, middle), f"{line.place}", BOLD if line.me else QUIET, Align.RIGHT)
        room = _NAME_ROOM - 34 if line.me else _NAME_ROOM
        wide = canvas.text(
            (_NAME, middle), drawable(line.name), BOLD if line.me else PLAIN, room=room
        )
        if line.me:
            canvas.text((_NAME + wide + 8, middle), YOU, ASIDE)
        if line.value > 0:
            long = max(8, _BAR_ROOM * line.value / most)
            fill = theme.series[1] if line.me else theme.accent
            canvas.box((_BAR, middle - 4.5, _BAR + long, middle + 4.5), fill=fill, radius=4)
        canvas.text((WIDTH - MARGIN, middle), line.shown, BOLD, Align.RIGHT, 64)
        top += ROW
    return canvas


def _dot(x: float, y: float) -> tuple[float, float, float, float]:
    return x - 1.2, y - 1.2, x + 1.2, y + 1.2

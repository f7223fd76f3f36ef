"""From a chart to its picture."""

from typing import assert_never

from bot.charts.board import board_card
from bot.charts.canvas import Canvas
from bot.charts.days import day_heat
from bot.charts.progress import progress_line
from bot.charts.radar import radar
from bot.charts.themes import Theme
from bot.charts.topics import topic_heat
from bot.messages import Image
from bot.pictures import BoardCard, Chart, DayHeat, ProgressLine, Radar, TopicHeat
from bot.wording.pictures import alt


def draw(chart: Chart, theme: Theme) -> Image:
    """Return the picture of a chart, with the words that say the same."""
    return Image(png=drawn(chart, theme).picture(), alt=alt(chart))


def drawn(chart: Chart, theme: Theme) -> Canvas:
    """Return the card that a chart is drawn on."""
    match chart:
        case BoardCard():
            return board_card(chart, theme)
        case Radar():
            return radar(chart, theme)
        case ProgressLine():
            return progress_line(chart, theme)
        case DayHeat():
            return day_heat(chart, theme)
        case TopicHeat():
            return topic_heat(chart, theme)
        case _ as never:
            assert_never(never)

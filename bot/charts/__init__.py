"""Pictures: from values to PNG bytes, with Pillow.

Importing this package loads Pillow and its fonts, so nobody does who draws nothing.
"""

from bot.charts.drawing import draw
from bot.charts.themes import DARK, LIGHT, Theme

__all__ = ["DARK", "LIGHT", "Theme", "draw"]

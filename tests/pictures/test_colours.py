"""Colours that can be read and told apart (WCAG 2.2: text 4.5, marks 3)."""

from itertools import pairwise

import pytest

from bot.charts import DARK, LIGHT, Theme
from bot.charts.themes import contrast, readable

TEXT, MARK = 4.5, 3.0

THEMES = pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])


def test_contrast_is_that_of_wcag() -> None:
    """Black on white is 21, a colour on itself 1, and `#767676` the lightest grey for text."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#123456", "#123456") == 1
    assert contrast("#767676", "#ffffff") > TEXT > contrast("#777777", "#ffffff")


@THEMES
def test_text_is_readable(theme: Theme) -> None:
    """Text stands out from every ground that it is written on."""
    for ground in (theme.card, theme.own):
        assert contrast(theme.ink, ground) >= TEXT
        assert contrast(theme.muted, ground) >= TEXT
    for shade in theme.shades:
        assert contrast(readable(theme, shade), shade) >= TEXT


@THEMES
def test_marks_stand_out(theme: Theme) -> None:
    """Lines, bars, signs and shades stand out from what they lie on."""
    for colour in (*theme.series, theme.accent):
        assert contrast(colour, theme.card) >= MARK
    assert contrast(theme.accent, theme.empty) >= MARK
    assert contrast(theme.series[1], theme.own) >= MARK
    for shade in theme.shades:
        assert contrast(shade, theme.card) >= MARK
        assert contrast(shade, theme.empty) >= MARK


@THEMES
def test_shades_keep_their_order_in_grey(theme: Theme) -> None:
    """More is always further from the card, so that no hue is needed to read a heat map."""
    from_card = [contrast(shade, theme.card) for shade in theme.shades]

    for less, more in pairwise(from_card):
        assert more >= 1.25 * less

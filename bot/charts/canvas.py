"""A card to draw on, in the units in which a chat shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from math import cos, pi, radians, sin

from PIL import Image, ImageDraw

from bot.charts import lettering
from bot.charts.themes import Theme

WIDTH = 520
"""Discord shows a picture at most 550 wide (400 in an embed), Slack about as much."""

MARGIN = 22
SHARP = 2
"""Pixels for each unit, for dense screens."""
_OVER = 2
"""Pixels drawn for each pixel kept, so that slanted edges are smooth."""
_SCALE = SHARP * _OVER

HEAD = 58
"""Where what is below a title begins."""
FOOT = 32
"""How much room a note takes."""

_RISE, _FALL = 0.78, 0.24
"""How far letters reach above and below their line, in their size."""
_MIDDLE = 0.35
"""How far a line of text lies below the middle of its capitals, in their size."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a text looks."""

    size: float = 15.5
    bold: bool = False
    quiet: bool = False
    """Whether it is read second."""
    ink: str | None = None
    """A colour other than the theme's."""


PLAIN, BOLD, QUIET = Style(), Style(bold=True), Style(quiet=True)
SMALL, ASIDE = Style(size=13.5), Style(size=13.5, quiet=True)
TITLE = Style(size=19, bold=True)


class Align(StrEnum):
    """Which part of a text its position is."""

    LEFT = "left"
    MIDDLE = "middle"
    RIGHT = "right"


class Sign(StrEnum):
    """Signs for points, which tell series apart without colour."""

    CIRCLE = "circle"
    SQUARE = "square"
    UP = "up"
    DIAMOND = "diamond"
    DOWN = "down"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A text and the four corners of where it is, for what must not overlap."""

    text: str
    corners: tuple[Point, Point, Point, Point]


class Canvas:
    """A card of the usual width; positions are from its top left."""

    def __init__(self, height: float, theme: Theme, title: str) -> None:
        self.height = round(height)
        self.theme = theme
        self.labels: list[Label] = []
        size = (WIDTH * _SCALE, self.height * _SCALE)
        self._image = Image.new("RGB", size, theme.card)
        self._draw = ImageDraw.Draw(self._image)
        self._draw.rectangle((0, 0, size[0] - 1, size[1] - 1), outline=theme.edge, width=_SCALE)
        room = WIDTH - 2 * MARGIN
        self.text((MARGIN, 31), title, TITLE, room=room)

    def text(
        self,
        at: Point,
        text: str,
        style: Style = PLAIN,
        align: Align = Align.LEFT,
        room: float = WIDTH - 2 * MARGIN,
    ) -> float:
        """Write a text whose capitals are centred on a height; return how wide it is."""
        size, bold = style.size, style.bold
        ink = style.ink or (self.theme.muted if style.quiet else self.theme.ink)
        said = lettering.fitted(text, room * _SCALE, size * _SCALE, bold=bold)
        runs = lettering.runs(said, size * _SCALE, bold=bold)
        wide = sum(font.getlength(run) for run, font in runs) / _SCALE
        left = at[0] - {Align.LEFT: 0.0, Align.MIDDLE: wide / 2, Align.RIGHT: wide}[align]
        line = at[1] + _MIDDLE * size
        x = left * _SCALE
        for run, font in runs:
            spot = (x, line * _SCALE)
            self._draw.text(spot, run, font=font, fill=ink, anchor="ls")
            x += font.getlength(run)
        top, bottom = line - _RISE * size, line + _FALL * size
        box = ((left, top), (left + wide, top), (left + wide, bottom), (left, bottom))
        self._note(said, box)
        return wide

    def note(self, text: str) -> None:
        """Write what belongs below everything else."""
        at = (MARGIN, self.height - FOOT / 2 - 2)
        self.text(at, text, ASIDE)

    def slanted(self, at: Point, text: str, room: float) -> None:
        """Write a small text that rises to the right from its first letter."""
        size = SMALL.size
        said = lettering.fitted(text, room * _SCALE, size * _SCALE)
        runs = lettering.runs(said, size * _SCALE)
        wide = sum(font.getlength(run) for run, font in runs) / _SCALE
        high = 2 * size
        ground = Image.new("L", (round((wide + high) * _SCALE), round(high * _SCALE)))
        pen, x = ImageDraw.Draw(ground), size * _SCALE
        for run, font in runs:
            pen.text((x, (1 + _MIDDLE) * size * _SCALE), run, font=font, fill=255, anchor="ls")
            x += font.getlength(run)
        turned = ground.rotate(45, Image.Resampling.BICUBIC, expand=True)
        turn = sin(radians(45))
        middle = (at[0] + wide / 2 * turn, at[1] - wide / 2 * turn)
        corner = (
            round(middle[0] * _SCALE - turned.width / 2),
            round(middle[1] * _SCALE - turned.height / 2),
        )
        self._image.paste(self.theme.ink, corner, turned)
        up, down = (_MIDDLE - _RISE) * size, (_MIDDLE + _FALL) * size
        box = ((0.0, up), (wide, up), (wide, down), (0.0, down))
        a, b, c, d = ((at[0] + (x + y) * turn, at[1] + (y - x) * turn) for x, y in box)
        self._note(said, (a, b, c, d))

    def box(
        self,
        corners: tuple[float, float, float, float],
        *,
        fill: str,
        radius: float = 3,
    ) -> None:
        """Draw a box from its left, top, right and bottom."""
        left, top, right, bottom = (round(part * _SCALE) for part in corners)
        edges = (left, top, right - 1, bottom - 1)
        self._draw.rounded_rectangle(edges, radius * _SCALE, fill=fill)

    def line(self, points: Sequence[Point], ink: str, width: float = 1) -> None:
        """Draw a line through points."""
        spots = [(x * _SCALE, y * _SCALE) for x, y in points]
        self._draw.line(spots, fill=ink, width=round(width * _SCALE), joint="curve")

    def area(self, points: Sequence[Point], fill: str) -> None:
        """Fill what points surround."""
        self._draw.polygon([(x * _SCALE, y * _SCALE) for x, y in points], fill=fill)

    def sign(self, at: Point, sign: Sign, ink: str, size: float = 5) -> None:
        """Draw a sign, with a rim in the colour of the card that sets it off from lines."""
        for radius, fill in ((size + 2, self.theme.card), (size, ink)):
            if sign is Sign.CIRCLE:
                x, y, r = at[0] * _SCALE, at[1] * _SCALE, radius * _SCALE
                self._draw.ellipse((x - r, y - r, x + r, y + r), fill=fill)
            else:
                self.area(_corners(at, sign, radius * 1.25), fill)

    def picture(self) -> bytes:
        """Return the card as PNG."""
        small = self._image.reduce(_OVER)
        few = small.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        out = BytesIO()
        few.save(out, "PNG")
        return out.getvalue()

    def _note(self, text: str, corners: tuple[Point, Point, Point, Point]) -> None:
        if text:
            self.labels.append(Label(text=text, corners=corners))


def _corners(at: Point, sign: Sign, radius: float) -> list[Point]:
    turns = {Sign.SQUARE: (4, 45), Sign.UP: (3, -90), Sign.DIAMOND: (4, 0), Sign.DOWN: (3, 90)}
    count, first = turns[sign]
    angles = [radians(first) + 2 * pi * n / count for n in range(count)]
    return [(at[0] + radius * cos(angle), at[1] + radius * sin(angle)) for angle in angles]

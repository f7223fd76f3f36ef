"""Text as it is drawn: which font has its letters, how wide it is, where it is cut.

Source Sans Pro, from a package of its own, has Latin, Greek and Cyrillic letters. Others are taken
from the machine where it has them; letters that nobody has are left out.
"""

import re
from functools import lru_cache
from importlib.resources import files

from PIL import ImageFont

from bot.wording.pictures import NO_NAME
from bot.wording.text import cell
from bot.words import visible

REGULAR = "SourceSansPro-Regular.ttf"
BOLD = "SourceSansPro-Bold.ttf"
OTHERS = (
    "DejaVuSans.ttf",
    "NotoSansCJK-Regular.ttc",
    "wqy-microhei.ttc",
    "Hiragino Sans GB.ttc",
    "msyh.ttc",
)
"""Fonts with more letters, by the names under which systems know them."""

_FONTS = files("font_source_sans_pro") / "files"
_UNKNOWN = "\U0010ffff"
"""No font has this, so it looks like everything else that a font has not."""
_SAMPLE = 20
_EMPTY_BRACKETS = re.compile(r"\(\s*\)|\[\s*\]")

Run = tuple[str, ImageFont.FreeTypeFont]
"""Letters that follow each other in the same font."""


def runs(
    text: str, size: float, *, bold: bool = False, others: tuple[str, ...] = OTHERS
) -> list[Run]:
    """Return a text in runs of one font each, without the letters that no font has."""
    names = (BOLD if bold else REGULAR, *others)
    found: list[tuple[str, str]] = []
    for char in " ".join(visible(text).split()):
        own = next((name for name in names if _has(name, char)), None)
        if own is None:
            continue
        if found and (found[-1][1] == own or char == " "):
            found[-1] = (found[-1][0] + char, found[-1][1])
        else:
            found.append((char, own))
    return [(said, font) for said, name in found if (font := _font(name, size))]


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a text is, in the unit of its size."""
    return sum(font.getlength(said) for said, font in runs(text, size, bold=bold))


def fitted(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """Return a text that is no wider than the room, cut at its end where it has to be."""
    if width(text, size, bold=bold) <= room:
        return text
    cut = text
    while cut and width(cut + "…", size, bold=bold) > room:
        cut = cut[:-1]
    return cut.rstrip() + "…"


def wrapped(text: str, room: float, size: float) -> tuple[str, ...]:
    """Return a text on one line or two, each no wider than the room."""
    words = text.split()
    if width(text, size) <= room or len(words) == 1:
        return (fitted(text, room, size),)
    at = max(
        (n for n in range(1, len(words)) if width(" ".join(words[:n]), size) <= room), default=1
    )
    first, second = " ".join(words[:at]), " ".join(words[at:])
    return fitted(first, room, size), fitted(second, room, size)


def drawable(name: str, others: tuple[str, ...] = OTHERS) -> str:
    """Return what of a name can be drawn, or that it is in the text where that is nothing."""
    drawn = "".join(said for said, _ in runs(cell(name), _SAMPLE, others=others))
    words = " ".join(_EMPTY_BRACKETS.sub("", drawn).split())
    return words if any(char.isalnum() for char in words) else f"({NO_NAME})"


@lru_cache(maxsize=64)
def _font(name: str, size: float) -> ImageFont.FreeTypeFont | None:
    """Return a font; None where the machine has none of that name."""
    own = _FONTS / name
    try:
        return ImageFont.truetype(str(own) if own.is_file() else name, size)
    except OSError:
        return None


@lru_cache(maxsize=4096)
def _has(name: str, char: str) -> bool:
    font = _font(name, _SAMPLE)
    return font is not None and bytes(font.getmask(char)) != bytes(font.getmask(_UNKNOWN))

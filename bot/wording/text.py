"""What people and models wrote, made safe to stand inside a sentence of ours."""

import re
import unicodedata

from bot.words import visible

_MARKUP = re.compile(r"([\\`*_\[\]<>#|~])")
_LONGEST_NAME = 32
_LONGEST_SAID = 60


def plain(text: str) -> str:
    """Return a text on one line that reads as it was written, whatever markup it contains."""
    return _MARKUP.sub(r"\\\1", " ".join(visible(text).split()))


def quote(text: str) -> str:
    """Return a text as a block quote."""
    return f"> {plain(text)}"


def short(text: str) -> str:
    """Return what someone typed on one line, cut where it is long."""
    one_line = " ".join(visible(text).split())
    return one_line if len(one_line) <= _LONGEST_SAID else one_line[: _LONGEST_SAID - 1] + "…"


def cell(name: str) -> str:
    """Return a name that fits into a column inside a code block."""
    one_line = " ".join(visible(name).split()).replace("`", "'")
    return one_line if len(one_line) <= _LONGEST_NAME else one_line[: _LONGEST_NAME - 1] + "…"


def cells(text: str) -> int:
    """Return how many columns a text takes where every letter has the same width, or twice that."""
    wide = {"W": 2, "F": 2}
    return sum(
        0 if unicodedata.combining(char) else wide.get(unicodedata.east_asian_width(char), 1)
        for char in text
    )

"""Colours that everybody can tell apart, on a light and on a dark card.

Series are from the palette of Okabe and Ito ("Color Universal Design", 2008), each side with those
of it that stand out from its card; they differ by their signs too. Shades are from viridis, whose
lightness rises evenly, so that they keep their order for every kind of colour vision and in grey.
"""

from dataclasses import dataclass

_DARKEST = 0.04045
"""Below it sRGB is linear; this and the weights are from WCAG 2.2, "relative luminance"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """The colours of a picture, as `#rrggbb`."""

    card: str
    edge: str
    """The line around the card, so that it ends where the chat has the same colour."""
    ink: str
    muted: str
    """For text that is read second."""
    grid: str
    """For what guides the eye and says nothing."""
    empty: str
    """The ground of a cell, all of it where there is nothing to say."""
    own: str
    """The ground of one's own line."""
    accent: str
    series: tuple[str, ...]
    shades: tuple[str, ...]
    """From least to most."""


DARK = Theme(
    card="#1b1e26",
    edge="#3b4252",
    ink="#f2f4f8",
    muted="#aeb6c4",
    grid="#3b4252",
    empty="#262b36",
    own="#2b3550",
    accent="#56b4e9",
    series=("#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#f0e442"),
    shades=("#22a884", "#54c568", "#a5db36", "#fde725"),
)

LIGHT = Theme(
    card="#ffffff",
    edge="#d4d9e2",
    ink="#1b1e26",
    muted="#565e6c",
    grid="#d4d9e2",
    empty="#eef1f5",
    own="#e1edf7",
    accent="#0072b2",
    series=("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#1b1e26"),
    shades=("#2a788e", "#365c8d", "#46327e", "#440154"),
)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def readable(theme: Theme, ground: str) -> str:
    """Return which of the theme's ink and card reads better on a ground."""
    return max(theme.ink, theme.card, key=lambda colour: contrast(colour, ground))


def mixed(one: str, other: str, share: float) -> str:
    """Return a colour with that share of the first one."""
    pairs = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    linear = [
        part / 12.92 if part <= _DARKEST else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in _parts(colour))
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

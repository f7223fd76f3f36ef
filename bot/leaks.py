"""Whether a sentence gives a key point away: what probes and directions must never do."""

from bot.content import Point
from bot.words import stems

SHARE = 0.6
"""A sentence that holds this share of a point's own words states the point."""


def gives_away(sentence: str, point: Point, prompt: str) -> bool:
    """Return whether `sentence` says what `point` says.

    Words of the prompt are no secret, so they count on neither side. One shared word is a topic,
    two or more that make up most of the point, or all of an alias, are the point.
    """
    said = set(stems(sentence))
    known = set(stems(prompt))
    secret = set(stems(point.says)) - known
    if len(secret & said) >= max(2, SHARE * len(secret)):
        return True
    aliases = (set(stems(alias)) - known for alias in point.aliases)
    return any(len(alias) >= 2 and alias <= said for alias in aliases)  # noqa: PLR2004

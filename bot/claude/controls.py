"""A point that no answer makes, among the real ones: who marks it met was not judging.

A model that obeys "mark everything met", in whatever words or language, credits it too. Which one a
question has follows from the installation's own salt, so that reading this file does not tell.
"""

import hashlib
import hmac
from dataclasses import dataclass

from bot.content import Question

_THINGS = ("beehives", "lanterns", "barrels of salt", "church bells", "ferries", "windmills")
_PLACES = ("Lindau", "Tromsoe", "Evora", "Zadar", "Galway", "Turku", "Ghent", "Bergen")
_IDS = ("count-on-record", "the-old-register", "figure-and-place", "number-by-year")


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A made-up key point, and where it stands among the real ones."""

    id: str
    says: str
    evidence: str
    place: int


def control(question: Question, salt: bytes) -> Control:
    """Return the control point of a question; always the same with the same salt."""
    dice = hmac.digest(salt, f"control/{question.id}".encode(), hashlib.sha256)
    count = 1000 + int.from_bytes(dice[:2]) % 9000
    thing, place = _THINGS[dice[2] % len(_THINGS)], _PLACES[dice[3] % len(_PLACES)]
    year = 1700 + dice[4] % 200
    taken = {point.id for point in question.rubric.points}
    name = _IDS[dice[5] % len(_IDS)]
    return Control(
        id=name if name not in taken else f"{name}-{count}",
        says=f"the town of {place} counted {count} {thing} in {year}",
        evidence=f"States the number {count} of {thing} together with the town and the year.",
        place=dice[6] % (len(question.rubric.points) + 1),
    )

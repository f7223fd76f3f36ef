"""What could be meant while somebody is still typing a value."""

import zoneinfo
from collections.abc import Iterable

from bot.arguments import nearest_zones
from bot.commands import Field, Kind

MOST = 25
"""How many are shown at once: Discord's limit for autocompletion, the narrowest."""


def suggestions(field: Field, typed: str, questions: Iterable[str]) -> tuple[str, ...]:
    """Return values that begin with what was typed, then those that contain it, then near ones."""
    match field.kind:
        case Kind.QUESTION:
            values = sorted(questions)
        case Kind.ZONE:
            values = sorted(zoneinfo.available_timezones())
        case Kind.CHOICE:
            values = list(field.choices)
        case _:
            return ()
    wanted = typed.strip().casefold()
    begin = [value for value in values if value.casefold().startswith(wanted)]
    inside = [value for value in values if wanted in value.casefold()]
    near = nearest_zones(typed) if wanted and field.kind is Kind.ZONE else ()
    return tuple(dict.fromkeys([*begin, *inside, *near]))[:MOST]

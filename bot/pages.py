"""What a button of a board carries: all that its page takes, in few characters.

Discord leaves a button 100 of them, with its address (two numbers of 19 digits) and a mark of ours.
"""

import re
from datetime import datetime

from bot.messages import Address
from bot.periods import PeriodKind, period
from bot.records import TeamId
from bot.standings import BoardQuery, Metric, Scope

_LETTERS = {kind: {name.value[0]: name for name in kind} for kind in (Scope, PeriodKind, Metric)}
_VALUE = re.compile(r"([tc])([dwmqa])(\d{8})([pairs])(\d{1,4})\.(.+)", re.DOTALL)


def written(place: Address, query: BoardQuery) -> str:
    """Return what a button says that leads to a page; `place` is where the board is looked at."""
    scope = Scope.CHANNEL if query.channel else Scope.TEAM
    shown = query.period
    start = f"{shown.start.year:04}{shown.start:%m%d}"
    return f"{scope[0]}{shown.kind[0]}{start}{query.metric[0]}{query.page}.{place}"


def read(value: str) -> tuple[Address, BoardQuery] | None:
    """Return where a board was looked at, and the page that a button of it leads to.

    The team and the one who looks are left to be filled in. None where it says nothing we know.
    """
    found = _VALUE.fullmatch(value)
    if found is None:
        return None
    scope, kind, start, metric, page, place = found.groups()
    try:
        first = datetime.strptime(start, "%Y%m%d").date()  # noqa: DTZ007 - a date has no zone
    except ValueError:
        return None
    query = BoardQuery(
        team=TeamId(""),
        channel=Address(place) if scope == "c" else None,
        # A week begins on the weekday that it began on when the button was made.
        period=period(PeriodKind(_LETTERS[PeriodKind][kind]), first, first.weekday()),
        metric=Metric(_LETTERS[Metric][metric]),
        page=max(1, int(page)),
    )
    return Address(place), query

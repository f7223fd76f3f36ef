"""Boards in words."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.messages import Post
from bot.records import PersonId, Team
from bot.standings import Rank
from bot.wording.text import cell
from bot.wording.times import count

TOP = 10
"""How many people a board shows, besides oneself."""

PERIODS = {"week": "This week", "month": "This month", "all": "All time"}


def board(
    team: Team, period: str, ranks: Sequence[Rank], me: PersonId, streak: int, now: datetime
) -> Post:
    """Show a team's board, with one's own place wherever it is."""
    updated = f"{now.astimezone(ZoneInfo(team.zone)):%H:%M}"
    title = f"{PERIODS[period]} · {team.name}"
    footer = f"Updated {updated} · best score per question while it is open."
    if not ranks:
        return Post(title=title, body="No points yet.", footer=footer)
    shown = list(ranks[:TOP])
    mine = next((rank for rank in ranks if rank.total.person == me), None)
    if mine and mine not in shown:
        shown.append(mine)
    width = max(_cells(cell(rank.total.name)) for rank in shown)
    lines = [_line(rank, width) for rank in shown]
    own = (
        f"You are {_ordinal(mine.place)} of {len(ranks)}"
        + (f", with a streak of {count(streak, 'day')}." if streak else ".")
        if mine
        else "You have no points here yet."
    )
    if any(rank.total.estimates for rank in shown):
        footer += " ~ includes offline estimates."
    return Post(title=title, body="```\n" + "\n".join(lines) + "\n```\n\n" + own, footer=footer)


def _line(rank: Rank, width: int) -> str:
    total = rank.total
    name = cell(total.name)
    mark = "~" if total.estimates else " "
    return (
        f"{rank.place:>3}  {name}{' ' * (width - _cells(name))}  {total.points:>5}{mark} "
        f"{count(total.answers, 'answer')}"
    )


def _ordinal(number: int) -> str:
    if number % 100 in {11, 12, 13}:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _cells(text: str) -> int:
    """Return how many columns a text takes where every letter has the same width, or twice that."""
    wide = {"W": 2, "F": 2}
    return sum(
        0 if unicodedata.combining(char) else wide.get(unicodedata.east_asian_width(char), 1)
        for char in text
    )

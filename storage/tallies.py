"""The sums that boards are made of, kept while awards change (docs/decisions/010).

An award counts in one row for each kind of period, once for its channel and once for its team.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from sqlalchemy import Connection, bindparam, delete, func, literal, select

from bot.periods import PeriodKind, period, periods
from storage.engine import insert
from storage.schema import tally

WHOLE_TEAM = ""
"""Stands for all channels of a team."""

QUESTION, ROUND = "question", "round"

Key: TypeAlias = tuple[str, str, str, str, date, str]
_KEY = ("team", "source", "channel", "period", "start", "person")
_SUMS = ("points", "answers", "first_points", "estimates")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What an award adds to the sums."""

    team: str
    person: str
    source: str
    channel: str
    day: date
    points: int
    first_points: int
    estimate: bool


_NEW = insert(tally)
_ADD = _NEW.on_conflict_do_update(
    index_elements=list(_KEY),
    set_={name: tally.c[name] + _NEW.excluded[name] for name in _SUMS},
)
_FORGET = delete(tally).where(
    *(tally.c[name] == bindparam(f"the_{name}") for name in _KEY), tally.c.answers == 0
)


def count(
    connection: Connection,
    first_weekday: int,
    added: Iterable[Counted] = (),
    removed: Iterable[Counted] = (),
) -> None:
    """Add awards to the sums and take others out, in the transaction that changes them."""
    sums: defaultdict[Key, list[int]] = defaultdict(lambda: [0] * len(_SUMS))
    less: set[Key] = set()
    for sign, awards in ((1, added), (-1, removed)):
        for one in awards:
            change = (one.points, 1, one.first_points, int(one.estimate))
            for key in _keys(one, first_weekday):
                sums[key] = [old + sign * new for old, new in zip(sums[key], change, strict=True)]
                if sign < 0:
                    less.add(key)
    changes = [
        dict(zip((*_KEY, *_SUMS), (*key, *change), strict=True))
        for key, change in sums.items()
        if any(change)
    ]
    if changes:
        connection.execute(_ADD, changes)
    emptied = [key for key in less if sums[key][1] < 0]
    if emptied:
        names = [f"the_{name}" for name in _KEY]
        connection.execute(_FORGET, [dict(zip(names, key, strict=True)) for key in emptied])


def _keys(one: Counted, first_weekday: int) -> Sequence[Key]:
    return [
        (one.team, one.source, channel, in_.kind, in_.start, one.person)
        for channel in (one.channel, WHOLE_TEAM)
        for in_ in periods(one.day, first_weekday)
    ]


def count_weeks_anew(connection: Connection, team_id: str, first_weekday: int) -> None:
    """Make the sums of a team's weeks from those of its days, for another first weekday."""
    of_days = (tally.c.team == team_id, tally.c.period == PeriodKind.DAY)
    connection.execute(
        delete(tally).where(tally.c.team == team_id, tally.c.period == PeriodKind.WEEK)
    )
    days = (connection.execute(select(tally.c.start).where(*of_days).distinct())).scalars()
    weeks = {
        week.start: week for week in (period(PeriodKind.WEEK, day, first_weekday) for day in days)
    }
    for week in weeks.values():
        sums = (
            select(
                tally.c.team,
                tally.c.source,
                tally.c.channel,
                literal(PeriodKind.WEEK.value),
                literal(week.start, tally.c.start.type),
                tally.c.person,
                *(func.sum(tally.c[name]) for name in _SUMS),
            )
            .where(*of_days, tally.c.start.between(week.start, week.end))
            .group_by(tally.c.team, tally.c.source, tally.c.channel, tally.c.person)
        )
        connection.execute(insert(tally).from_select([*_KEY, *_SUMS], sums))

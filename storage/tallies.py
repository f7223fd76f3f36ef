"""The daily sums of some people, made anew from their awards."""

from collections.abc import Sequence

from sqlalchemy import Connection, Integer, cast, delete, func, select

from storage.engine import insert
from storage.schema import award, tally


def rebuild_tallies(connection: Connection, people: Sequence[str]) -> None:
    """Make the tallies of these people the sums of their awards."""
    key = (award.c.team, award.c.day, award.c.person, award.c.channel)
    sums = {
        "points": func.sum(award.c.points),
        "answers": func.count(),
        "first_points": func.sum(award.c.first_points),
        "estimates": func.sum(cast(award.c.estimate, Integer)),
    }
    made = select(*key, *sums.values()).where(award.c.person.in_(people)).group_by(*key)
    names = [*(column.name for column in key), *sums]
    connection.execute(delete(tally).where(tally.c.person.in_(people)))
    connection.execute(insert(tally).from_select(names, made))

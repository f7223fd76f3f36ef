"""Many of what a database has one of: rows copied under other names, past all flows."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Table, create_engine, select

from storage.schema import channel, schedule, schedule_channel, space, team
from tests.faults import stage

AT_ONCE = 1000

Changes = Callable[[int], Mapping[str, object]]
"""What is different in the copy of a number, by column."""


@contextmanager
def opened(target: Path | str) -> Iterator[Connection]:
    """Open a database for one transaction."""
    engine = create_engine(f"sqlite:///{target}" if isinstance(target, Path) else target)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def copy(connection: Connection, table: Table, numbers: range, changes: Changes) -> None:
    """Copy the first row of a table once for each number."""
    first = connection.execute(select(table).limit(1)).mappings().one()
    for start in range(0, len(numbers), AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        connection.execute(table.insert(), [{**first, **changes(number)} for number in some])


def copy_team(connection: Connection, numbers: range) -> None:
    """Give the one team of a database twins, each with a channel and a schedule of its own."""
    copy(connection, team, numbers, lambda n: {"id": team_id(n), "name": team_id(n)})
    copy(connection, space, numbers, lambda n: {"key": stage.space(n), "team": team_id(n)})
    here: Changes = lambda n: {  # noqa: E731 - as beside it
        "address": stage.channel(n),
        "space": stage.space(n),
        "team": team_id(n),
    }
    copy(connection, channel, numbers, here)
    copy(connection, schedule, numbers, lambda n: {"id": schedule_id(n), "team": team_id(n)})
    link: Changes = lambda n: {"schedule": schedule_id(n), "channel": stage.channel(n)}  # noqa: E731
    copy(connection, schedule_channel, numbers, link)


def team_id(number: int) -> str:
    """Return the id of a twin."""
    return f"team{number}"


def schedule_id(number: int) -> str:
    """Return the id of its schedule."""
    return f"team{number}/daily"

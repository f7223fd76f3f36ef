"""Pages of boards for many people, through the store, beside a plain GROUP BY in the same run.

`python -m tests.bench.boards 2` measures with two teams instead of twenty.
"""

import asyncio
import gc
import random
import sqlite3
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time

from bot.flows.boards import by_streak
from bot.periods import PeriodKind, period, periods
from bot.records import PersonId, TeamId
from bot.schedule import SystemClock
from bot.standings import Board, BoardQuery, Metric, paged
from storage.migrate import migrate
from storage.store import SqlStore
from tests.bench.figures import Figure, percentile, show

TEAMS, PEOPLE, SCORES = 20, 5_000, 50_000
"""So many people and scores in each team."""

SPREAD = 70
"""The scores lie in the last so many days: one a week for everybody."""

ROUNDS = 5_000
"""How many of a team's scores are those of mock rounds."""

HOUR = 3_600_000_000
"""In the unit of the database."""
LOOKS, PLAIN_LOOKS, STREAK_LOOKS = 1_000, 50, 20
MOST = {(Metric.POINTS, PeriodKind.ALL, 99): 5.0, (Metric.POINTS, PeriodKind.WEEK, 99): 10.0}
"""Milliseconds at most."""
FIRST = 20
"""Looks that are not measured: a service that runs has its statements and pages at hand."""
CHANNEL = "discord:1044556677889900112/1144556677889900113"
TODAY = date(2026, 11, 25)
LATE = datetime(2026, 11, 25, 18, tzinfo=UTC)

PLAIN = """
WITH sums AS (
    SELECT person, sum(points) AS points FROM award WHERE team = ? AND day >= ? GROUP BY person
), ranked AS (
    SELECT person, points, dense_rank() OVER (ORDER BY points DESC) AS place FROM sums
)
SELECT * FROM ranked WHERE place <= 10 OR person = ? ORDER BY place LIMIT 12
"""
"""The same from the awards themselves, of which the bench keeps an index for it."""


def measure(teams: int = TEAMS) -> Sequence[Figure]:
    """Return how long a page with one's own place takes, by period and measure."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "greenroom.db"
        _build(path, teams)
        return [*asyncio.run(_looks(path, teams))]


def _team(number: int) -> TeamId:
    return TeamId(f"{number:016x}")


def _person(team: int, number: int) -> PersonId:
    # Ids are random in life, so neighbours on a board are not neighbours in the file.
    return PersonId(f"{(team * PEOPLE + number) * 0x9E3779B97F4A7C15 % 2**64:016x}")


def _build(path: Path, teams: int) -> None:
    """Write teams, people, awards and their sums as the store keeps them."""
    migrate(path)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    (index,) = connection.execute(
        "SELECT sql FROM sqlite_master WHERE name = 'ix_tally_standing'"
    ).fetchone()
    connection.execute("DROP INDEX ix_tally_standing")
    connection.execute("BEGIN")
    chance = random.Random(7)  # noqa: S311 - the same data every time
    for team in range(teams):
        connection.execute(
            "INSERT INTO team VALUES (?, ?, 'UTC', 0, 'fake:admins', "
            """'{"feedback": "brief", "limits": {}}', NULL, NULL, 0)""",
            (_team(team), f"team {team}"),
        )
        connection.executemany(
            "INSERT INTO person (id, team, name, on_board, reviews, body, created_at) "
            "VALUES (?, ?, ?, 1, 3, '{}', 0)",
            [(_person(team, n), _team(team), f"Person {n}") for n in range(PEOPLE)],
        )
        awards = list(_awards(team, chance))
        connection.executemany(
            "INSERT INTO award VALUES (?, ?, ?, NULL, NULL, ?, ?, ?, ?, 0)", awards
        )
        for source, some in (("question", awards), ("round", awards[:ROUNDS])):
            add = f"INSERT INTO tally VALUES (?, '{source}', ?, ?, ?, ?, ?, ?, ?, 0)"  # noqa: S608
            connection.executemany(add, _sums(some))
        _add_answers(connection, team, awards)
    connection.execute("COMMIT")
    connection.execute(index)
    connection.execute("CREATE INDEX plain ON award (team, day, person, points)")
    connection.close()


def _add_answers(
    connection: sqlite3.Connection, team: int, awards: Sequence[tuple[object, ...]]
) -> None:
    """Write what makes streaks: a question for each day, and the answers that were sent to it."""
    opened = {day: _micros(day) for day in (TODAY - timedelta(days=n) for n in range(SPREAD))}
    slots = {day.isoformat(): f"{team}-{day}" for day in opened}
    connection.executemany(
        "INSERT INTO slot VALUES (?, 'daily', ?, ?, 'question', ?, ?, 'closed')",
        [
            (slots[str(day)], _team(team), f"{team}-{day}", at, at + 23 * HOUR)
            for day, at in opened.items()
        ],
    )
    connection.executemany(
        "INSERT INTO asked VALUES (?, ?, ?, NULL, NULL, 'closed')",
        [(slot, slot, CHANNEL) for slot in slots.values()],
    )
    connection.executemany(
        "INSERT INTO attempt VALUES (?, ?, '', NULL, ?, 1, 'graded', 1, ?, ?, ?, 0, 0, 0)",
        [
            (name, who, slots[str(day)], *[opened[date.fromisoformat(str(day))] + HOUR] * 3)
            for name, _, who, _, day, *_ in awards
        ],
    )


def _micros(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, 9, tzinfo=UTC).timestamp()) * 1_000_000


def _awards(team: int, chance: random.Random) -> Iterator[tuple[object, ...]]:
    for number in range(SCORES):
        who = _person(team, number % PEOPLE)
        day = TODAY - timedelta(days=chance.randrange(SPREAD))
        points = chance.randrange(0, 101)
        first = chance.randrange(0, points + 1)
        yield (
            f"{team * SCORES + number:016x}",
            _team(team),
            who,
            CHANNEL,
            day.isoformat(),
            points,
            first,
        )


def _sums(awards: Sequence[tuple[object, ...]]) -> list[tuple[object, ...]]:
    spans = {
        day.isoformat(): [(one.kind.value, one.start.isoformat()) for one in periods(day, 0)]
        for day in (TODAY - timedelta(days=n) for n in range(SPREAD))
    }
    sums: defaultdict[tuple[object, ...], list[int]] = defaultdict(lambda: [0, 0, 0])
    for _, team, person, channel, day, points, first in awards:
        for scope in (channel, ""):
            for kind, start in spans[str(day)]:
                one = sums[team, scope, kind, start, person]
                one[0] += int(str(points))
                one[1] += 1
                one[2] += int(str(first))
    return sorted((*key, *one) for key, one in sums.items())


async def _looks(path: Path, teams: int) -> Sequence[Figure]:
    store = SqlStore(path, SystemClock(), "bench")
    # As the service does once it has started.
    gc.freeze()
    chance = random.Random(11)  # noqa: S311 - the same people every time
    found = []
    for kind, metric in (
        (PeriodKind.ALL, Metric.POINTS),
        (PeriodKind.WEEK, Metric.POINTS),
        (PeriodKind.MONTH, Metric.POINTS),
        (PeriodKind.MONTH, Metric.AVERAGE),
        (PeriodKind.MONTH, Metric.IMPROVEMENT),
        (PeriodKind.MONTH, Metric.ROUNDS),
        (PeriodKind.DAY, Metric.STREAK),
    ):
        shown = period(kind, TODAY, 0)
        took: list[float] = []
        worked: list[float] = []
        looks = {Metric.POINTS: LOOKS, Metric.ROUNDS: LOOKS, Metric.STREAK: STREAK_LOOKS}
        for number in range(-FIRST, looks.get(metric, LOOKS // 10)):
            team = chance.randrange(teams)
            query = BoardQuery(
                team=_team(team),
                channel=None,
                period=shown,
                metric=metric,
                me=_person(team, chance.randrange(PEOPLE)),
                page=1 if number % 4 else 5,
            )
            started, before = perf_counter(), process_time()
            board = await (
                _streaks(store, query) if metric is Metric.STREAK else store.boards.board(query)
            )
            if number >= 0:
                took.append(1000 * (perf_counter() - started))
                worked.append(1000 * (process_time() - before))
            assert board.page
        plain = _plain(path, teams, shown.start) if metric is Metric.POINTS else []
        for percent in (50, 99):
            beside = percentile(plain, percent) if plain else None
            name = f"board, {metric}, {kind}, p{percent}"
            value = percentile(took, percent)
            most = MOST.get((metric, kind, percent))
            found.append(Figure(name=name, value=value, unit="ms", beside=beside, at_most=most))
        # What other programs on the machine do does not change this one.
        name = f"board, {metric}, {kind}, p99 of processor time"
        found.append(Figure(name=name, value=percentile(worked, 99), unit="ms"))
    await store.close()
    gc.unfreeze()
    return found


async def _streaks(store: SqlStore, query: BoardQuery) -> Board:
    """Return a page of streaks as `bot.flows.boards` makes it."""
    found = await store.teams.get(query.team)
    assert found is not None
    everybody = await store.boards.everybodys_practice(found[0], query.channel)
    return paged(await asyncio.to_thread(by_streak, everybody, LATE), query)


def _plain(path: Path, teams: int, since: date) -> list[float]:
    """Return how long the same takes where it is summed up each time, on a bare connection."""
    connection = sqlite3.connect(path)
    chance = random.Random(13)  # noqa: S311 - the same people every time
    took = []
    for _ in range(PLAIN_LOOKS):
        team = chance.randrange(teams)
        values = (_team(team), since.isoformat(), _person(team, chance.randrange(PEOPLE)))
        started = perf_counter()
        connection.execute(PLAIN, values).fetchall()
        took.append(1000 * (perf_counter() - started))
    connection.close()
    return took


if __name__ == "__main__":
    began = datetime.now(UTC)
    show(measure(int(sys.argv[1]) if sys.argv[1:] else TEAMS), Path("var/bench-boards.json"))
    print(f"{datetime.now(UTC) - began}")  # noqa: T201 - how long it all took

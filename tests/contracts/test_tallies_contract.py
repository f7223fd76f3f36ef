"""Points and their sums against a recount from the grades, whatever happened in between."""

import asyncio
import shutil
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.consequences import Consequences
from bot.content import Verdict
from bot.messages import Address, MessageDeleted, MessageRef, Place
from bot.periods import PeriodKind, period, periods
from bot.records import (
    Appeal,
    AppealId,
    AppealState,
    AttemptId,
    AttemptState,
    AttemptView,
    Collect,
    Ending,
    Intake,
    Limits,
    Lodge,
    NewTeam,
)
from bot.standings import BoardQuery, Entry, Metric, paged, ranked
from storage.store import SqlStore
from tests.contracts.classroom import FREE, Classroom, grade_of
from tests.fakes import CHANNEL, SPACE, FixedClock

OTHER = Address("fake:other")
PEOPLE = ("ana", "ben")
QUESTIONS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that happens."""

    what: str
    who: str
    number: int
    channel: Address
    points: int
    hours: int


steps = st.lists(
    st.builds(
        Step,
        what=st.sampled_from(
            ("answer", "answer", "withdraw", "ruling", "again", "withdraw", "week")
        ),
        who=st.sampled_from(PEOPLE),
        number=st.integers(0, QUESTIONS - 1),
        channel=st.sampled_from((CHANNEL, OTHER)),
        points=st.integers(0, 100),
        hours=st.sampled_from((0, 0, 5, 9)),
    ),
    min_size=6,
    max_size=16,
)


class Recount:
    """A store, and the same sums by hand."""

    def __init__(self, classroom: Classroom, new: NewTeam, database: Path) -> None:
        self.classroom = classroom
        self.store = classroom.store
        self.team = new.team
        self.database = database
        self.newest: dict[tuple[str, int], tuple[AttemptId, MessageRef]] = {}
        self.count = 0

    async def happens(self, step: Step) -> None:
        """Let a step happen."""
        self.classroom.clock.advance(timedelta(hours=step.hours))
        self.count += 1
        known = self.newest.get((step.who, step.number))
        view = await self.store.attempts.get(known[0]) if known else None
        match step.what:
            case "answer":
                ref = MessageRef(f"{step.who}/{step.number}/{self.count}")
                one = await self.classroom.answered(step.who, step.number, ref, step.channel)
                await self.classroom.graded(self.store, one, step.points)
                self.newest[step.who, step.number] = (one.id, ref)
            case "week":
                before, self.team = self.team, replace(self.team, first_weekday=step.points % 7)
                await self.store.teams.save_settings(self.team, before, Consequences())
            case "again" if view and view.attempt.state is AttemptState.GRADED:
                await self.store.attempts.regrade(view.attempt, Consequences())
                again = replace(view.attempt, revision=view.attempt.revision + 1)
                await self.store.attempts.begin(again, "", FREE)
                await self.classroom.graded(self.store, again, step.points)
            case "withdraw" if known and view:
                await self.store.attempts.withdraw(
                    MessageDeleted(
                        ref=known[1],
                        place=Place(space=SPACE, channel=step.channel),
                        at=self.classroom.clock.now(),
                    ),
                    _gone,
                )
            case "ruling" if view and view.attempt.state is AttemptState.GRADED:
                await self._rules(view, step.points)
            case _:
                return

    async def _rules(self, view: AttemptView, points: int) -> None:
        now = self.classroom.clock.now()
        appeal = Appeal(
            id=AppealId(f"appeal{self.count}"),
            attempt=view.attempt.id,
            revision=view.attempt.revision,
            state=AppealState.OPEN,
            point="reuse",
            sentence="An answer.",
            at=now,
        )
        ending = Ending(
            state=AppealState.UPHELD,
            verdict=Verdict.MET,
            outcome=grade_of(self.classroom.question, points),
            day=now.date(),
        )
        await self.store.appeals.lodge(
            view.attempt.id, now, lambda _case: Lodge(appeal=appeal, then=Consequences())
        )
        assert await self.store.appeals.end(appeal, ending, Consequences())

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Read the database past the store."""
        connection = sqlite3.connect(self.database)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def awards(self) -> set[tuple[Any, ...]]:
        """Return by hand who gets what for which question: the best grade, and the first."""
        grades = self.rows(
            "SELECT person, attempt.slot, score, current AND attempt.state <> 'withdrawn', "
            "attempt.id, grade.revision, asked.channel "
            "FROM attempt JOIN grade ON grade.attempt = attempt.id "
            "JOIN asked ON asked.id = attempt.asked WHERE score IS NOT NULL AND NOT practice "
            "ORDER BY first_sent_at, number, attempt.id, grade.revision, grade.at, grade.rowid"
        )
        found = defaultdict(list)
        for person, slot, *grade in grades:
            found[person, slot].append(grade)
        awards = set()
        for (person, slot), of_it in found.items():
            standing = [grade for grade in of_it if grade[1]]
            if standing:
                best = max(standing, key=lambda grade: grade[0])
                same = [grade[0] for grade in of_it if grade[2:4] == of_it[0][2:4]]
                awards.add((person, slot, best[0], same[-1], best[4]))
        return awards

    def sums(self) -> dict[tuple[Any, ...], list[int]]:
        """Return by hand what each person's awards add up to, in every period and scope."""
        sums: defaultdict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        found = "SELECT team, person, channel, day, points, first_points, estimate FROM award"
        for team, person, channel, day, *points in self.rows(found):
            for scope in (channel, ""):
                for one in periods(date.fromisoformat(day), self.team.first_weekday):
                    key = (team, "question", scope, one.kind.value, one.start.isoformat(), person)
                    change = (points[0], 1, points[1], points[2])
                    sums[key] = [a + b for a, b in zip(sums[key], change, strict=True)]
        return dict(sums)

    async def check(self) -> None:
        """Compare everything that is stored with what it is made of."""
        stored = "SELECT person, slot, points, first_points, channel FROM award"
        assert set(self.rows(stored)) == self.awards()
        tallies = {row[:6]: list(row[6:]) for row in self.rows("SELECT * FROM tally")}
        assert tallies == self.sums()
        for kind in PeriodKind:
            for channel in (None, OTHER):
                await self._check_board(kind, channel)

    async def _check_board(self, kind: PeriodKind, channel: Address | None) -> None:
        """Compare a board's pages with the same made in memory."""
        shown = period(kind, self.classroom.clock.now().date(), self.team.first_weekday)
        names = dict(self.rows("SELECT id, name FROM person"))
        entries = [
            Entry(
                person=person, name=names[person], value=sums[0], answers=sums[1], estimates=sums[3]
            )
            for (_, _, scope, of_kind, start, person), sums in self.sums().items()
            if (scope, of_kind, start) == (channel or "", kind, shown.start.isoformat())
        ]
        for page in (1, 2):
            query = BoardQuery(
                team=self.team.id,
                channel=channel,
                period=shown,
                metric=Metric.POINTS,
                page=page,
                me=min(names, default=None),
                size=1,
            )
            assert await self.store.boards.board(query) == paged(ranked(entries), query)


def _gone(view: AttemptView) -> Intake:
    gone = replace(view.attempt, state=AttemptState.WITHDRAWN)
    return Collect(attempt=gone if not view.messages else view.attempt, then=Consequences())


async def _play(database: Path, new: NewTeam, question: Any, played: Sequence[Step]) -> None:
    clock = FixedClock()
    store = SqlStore(database, clock, "tiny")
    team = replace(new.team, limits=Limits(attempts=99, per_day=99))
    schedule = replace(new.schedule, channels=(CHANNEL, OTHER))
    two = NewTeam(team=team, space=new.space, schedule=schedule)
    classroom = Classroom(store, clock, question)
    await classroom.opens(two, QUESTIONS)
    recount = Recount(classroom, two, database)
    for step in played:
        await recount.happens(step)
    await recount.check()
    await store.close()


@settings(
    max_examples=14,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(played=steps)
def test_sums_equal_a_recount(
    database: Path, new_team: NewTeam, bank: Any, played: list[Step]
) -> None:
    """After any grades, rulings, regrades and deletions awards, tallies and boards are right."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(shutil.copy(database, Path(folder) / "greenroom.db"))
        asyncio.run(_play(fresh, new_team, bank.questions["alpha"], played))

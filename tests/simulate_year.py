"""A year of a team of forty through the product, in injected time: `python -m tests.simulate_year`.

Prints what people would see at its end, as docs/boards.md shows it, and draws its pictures. A seed
says who answers when, and what they know.
"""

import asyncio
import random
import sys
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.commands import WEEKDAYS
from bot.consequences import Consequences
from bot.content import Difficulty, Question, Track, Verdict
from bot.grading import DimensionLevel, Graded, Judgement, PointVerdict, score
from bot.messages import Author, MessageReceived, MessageRef, UserId
from bot.packs import load
from bot.pictures import Chart
from bot.ports import GradeRequest, Judged
from bot.records import Feedback, Limits, NewTeam, Plan, Schedule, ScheduleId, Team, TeamId
from bot.schedule import LocalCalendar
from bot.settings import PACK
from storage.migrate import migrate
from storage.store import SqlStore
from tests.fakes import ADMINS, CHANNEL, SPACE, FixedClock, text
from tests.flows.room import Room
from tests.pictures.files import FOLDER, write

BERLIN = "Europe/Berlin"
FIRST = datetime(2026, 1, 1, 6, 30, tzinfo=UTC)
YEAR = 365
HOLIDAYS = ("2026-04-03", "2026-04-06", "2026-05-01", "2026-05-14", "2026-05-25")
ZONES = (BERLIN, BERLIN, BERLIN, "Europe/London", "America/New_York", "Asia/Kolkata")
NAMES = (
    "Ada Amir Anouk Bao Beatriz Cem Chidi Dara Dmitri Elif Emil Farah Femi Greta Hana Hugo Ines "
    "Ivan Jonas Joy Kaito Lara Leo Mara Mei Milan Nadia Noor Olga Omar Pia Quinn Rosa Sami Tara "
    "Theo Uma Vera Wim Zoe"
).split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody of the team: how often they answer, what they know, how fast they learn."""

    name: str
    zone: str
    diligence: float
    skill: float
    growth: float
    weak: str
    """The concept that they find hardest."""


def members(chance: random.Random, concepts: list[str], people: int) -> list[Member]:
    """Return a team of all sorts."""
    return [
        Member(
            name=name,
            zone=chance.choice(ZONES),
            diligence=chance.choice((0.03, 0.06, 0.12, 0.2, 0.35, 0.6, 0.9)),
            skill=chance.uniform(0.25, 0.65),
            growth=chance.uniform(0.0, 0.3),
            weak=chance.choice(concepts),
        )
        for name in NAMES[:people]
    ]


class SkillGrader:
    """Meets a point where the answer has its first alias, and gives levels by what was met."""

    name = "simulated"
    model = ""
    fingerprint = "simulated"

    def estimate(self, request: GradeRequest) -> int:
        """Return 0."""
        del request
        return 0

    async def judge(self, request: GradeRequest) -> Judged:
        """Return verdicts by alias."""
        rubric = request.question.rubric
        points = tuple(
            PointVerdict(point=point.id, verdict=Verdict.MET, quote=point.aliases[0])
            if point.aliases[0] in request.answer
            else PointVerdict(point=point.id, verdict=Verdict.MISSED)
            for point in rubric.points
        )
        met = {one.point for one in points if one.verdict is Verdict.MET}
        levels = []
        for dimension in rubric.dimensions:
            of_it = [point.id for point in rubric.points if point.dimension == dimension]
            if of_it:
                share = sum(point in met for point in of_it) / len(of_it)
                levels.append(DimensionLevel(dimension=dimension, level=round(4 * share)))
        judgement = Judgement(points=points, levels=tuple(levels))
        return Judged(
            outcome=Graded(
                score=score(rubric, judgement) or 0,
                judgement=judgement,
                grader=self.name,
                estimate=False,
                confidence=1.0,
            )
        )


def answer(chance: random.Random, question: Question, one: Member, year: float) -> str:
    """Return what somebody has to say at that time of the year, 0 to 1."""
    knows = one.skill + one.growth * year - 0.3 * (one.weak in question.concepts)
    said = [point.aliases[0] for point in question.rubric.points if chance.random() < knows]
    return "; ".join(("I would say", *said, f"and that is all, {one.name}"))


class Year:
    """A room in which a simulated team practises."""

    def __init__(self, room: Room, chance: random.Random, people: int) -> None:
        self.room = room
        self._chance = chance
        concepts = [one.id for one in room.deps.bank.header.concepts]
        self.members = members(chance, concepts, people)
        self.answers = 0

    async def day(self, day: date) -> None:
        """Let a day pass: at nine comes the question, then people answer, some of them twice."""
        await self._until(datetime.combine(day, time(9), ZoneInfo(BERLIN)))
        (team,) = self.room.rows("SELECT id FROM team")[0]
        asked = await self.room.store.slots.open_in(team, CHANNEL)
        if not asked or asked[0].slot.opens_at < self.room.clock.now() - timedelta(hours=1):
            return
        question, thread = asked[0].question, asked[0].place
        coming = [one for one in self.members if self._chance.random() < one.diligence]
        again = [one for one in coming if self._chance.random() < 0.1]
        year = (day - FIRST.date()).days / YEAR
        for late, some in ((timedelta(hours=2), coming), (timedelta(hours=6), again)):
            at = datetime.combine(day, time(9), ZoneInfo(BERLIN)) + late
            await self._until(at)
            for one in some:
                self.answers += 1
                await self.room.happens(
                    MessageReceived(
                        ref=MessageRef(f"fake:{self.answers}"),
                        author=Author(
                            user=UserId(f"fake:{one.name}"), name=one.name, zone=one.zone
                        ),
                        place=self.room.place(thread),
                        text=answer(self._chance, question, one, year),
                        sent_at=self.room.clock.now(),
                    )
                )
            await self.room.advance(seconds=1)

    async def _until(self, at: datetime) -> None:
        """Let the time come, midnight by midnight, so that what is due then is done then."""
        while (now := self.room.clock.now()) < at:
            midnight = now.astimezone(ZoneInfo(BERLIN)).replace(hour=0, minute=0, second=0)
            stop = min(at, midnight + timedelta(days=1))
            await self.room.advance(seconds=(stop.astimezone(UTC) - now).total_seconds())

    async def begins(self) -> None:
        """Let the admin choose what is not so from the start."""
        for day in HOLIDAYS:
            await self.room.command("boss", "holiday", day=day)
        await self.room.command("boss", "settings", weekly="yes")

    async def sights(self) -> list[tuple[str, str]]:
        """Return what is seen at the end, with the command that shows it."""
        self.room.write("UPDATE person SET named = 1 WHERE name < 'F'")
        looks: list[tuple[str, dict[str, str]]] = [
            ("board", {"period": "quarter"}),
            ("board", {"period": "month", "metric": "average"}),
            ("board", {"period": "quarter", "metric": "improvement"}),
            ("board", {"metric": "streak"}),
            ("streak", {}),
            ("streak", {"why": "yes"}),
            ("progress", {}),
            ("team", {}),
        ]
        seen = []
        for verb, said in looks:
            typed = " ".join(
                (f"/prep {verb}", *(f"{name}:{value}" for name, value in said.items()))
            )
            seen.append((typed, await self.room.command("Greta", verb, **said)))
        weeks = [one.post for one in self.room.shown() if one.post.title.startswith("Week of")]
        if weeks:
            seen.append(("the week, posted", text(weeks[-1])))
        return seen

    async def pictures(self, who: str) -> dict[str, Chart]:
        """Return what is drawn for somebody at the end."""
        looks = {"board": {"period": "quarter"}, "team": {}, "progress": {}}
        found = {name: await self._drawn(who, name, said) for name, said in looks.items()}
        for label in ("Dimensions", "Days"):
            await self.room.takes(who, self.room.choice(label))
            found[label.lower()] = self.room.painter.charts[-1]
        return {f"forty-{name}": chart for name, chart in found.items()}

    async def _drawn(self, who: str, verb: str, said: dict[str, str]) -> Chart:
        await self.room.command(who, verb, **said)
        return self.room.painter.charts[-1]


def new_team() -> NewTeam:
    """Return a team in Berlin that is asked at nine on weekdays."""
    plan = Plan(
        at=time(9),
        zone=BERLIN,
        days=WEEKDAYS[:5],
        tracks=tuple(Track),
        difficulties=tuple(Difficulty),
        open_for=timedelta(hours=24),
        remind=timedelta(0),
        grace=timedelta(hours=3),
    )
    team = Team(
        id=TeamId("team"),
        name="the forty",
        zone=BERLIN,
        first_weekday=0,
        admin_address=ADMINS,
        feedback=Feedback.FULL,
        limits=Limits(settle=timedelta(0), settle_at_most=timedelta(0)),
    )
    schedule = Schedule(
        id=ScheduleId("daily"),
        team=team.id,
        name="daily",
        plan=plan,
        paused=False,
        skip=0,
        queued=None,
        next_at=LocalCalendar().next_due(plan.at, plan.zone, plan.days, FIRST),
        channels=(CHANNEL,),
        version=1,
    )
    return NewTeam(team=team, space=SPACE, schedule=schedule)


async def simulate(path: Path, days: int, people: int) -> Year:
    """Let so many days of so many people pass; the store is open still."""
    migrate(path)
    bank, clock = load(PACK), FixedClock(FIRST)
    store = SqlStore(path, clock, bank.header.id)
    room = Room(store, clock, bank, path)
    room.deps = replace(room.deps, grader=SkillGrader())
    await store.teams.create(new_team(), Consequences())
    year = Year(room, random.Random(2026), people)  # noqa: S311 - the same year every time
    await year.begins()
    for day in range(days):
        await year.day(FIRST.date() + timedelta(days=day))
    return year


async def _show(path: Path, days: int) -> None:
    year = await simulate(path, days, len(NAMES))
    for typed, said in await year.sights():
        print(f"\n### {typed}\n\n{said}")  # noqa: T201 - what it is for
    write(FOLDER, await year.pictures("Greta"))
    print(f"\n{year.answers} answers")  # noqa: T201 - what it is for
    await year.room.store.close()


if __name__ == "__main__":
    memory = Path("/dev/shm")  # noqa: S108 - nothing of it has to last
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        length = int(sys.argv[1]) if sys.argv[1:] else YEAR
        asyncio.run(_show(Path(folder) / "greenroom.db", length))

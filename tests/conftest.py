"""What every suite starts from: a migrated database file, a clock, a small bank and a team."""

import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import time, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pytest
import structlog

from bot.commands import WEEKDAYS
from bot.content import (
    DesignFramework,
    Difficulty,
    Dimension,
    Dimensions,
    Framework,
    Named,
    PackHeader,
    Question,
    Track,
)
from bot.packs import Bank
from bot.records import Feedback, Limits, NewTeam, Plan, Schedule, ScheduleId, Team, TeamId
from bot.schedule import LocalCalendar
from storage.file_engine import FileEngine
from storage.migrate import migrate
from storage.store import SqlStore
from tests.fakes import ADMINS, CHANNEL, SPACE, FixedClock
from tests.postgres import make_template, server

POINTS = (
    (
        "prefill",
        3,
        "prefill reads the whole prompt before the first token",
        "reads the whole prompt",
    ),
    ("reuse", 3, "decode reuses the keys and values that were cached", "reuses cached keys"),
    ("memory", 2, "the cache takes memory in proportion to the length", "memory grows with length"),
    ("batch", 2, "that memory limits how many requests run together", "fewer requests together"),
)
"""Id, weight, what it says, and the phrase by which the scripted grader knows it."""


def _question(name: str, track: Track, difficulty: Difficulty, concept: str) -> Question:
    exemplar = {
        "answer": "An exemplar, long enough to be one.",
        "verdicts": {point: "missed" for point, *_ in POINTS},
    }
    points = [
        {
            "id": point,
            "says": says,
            "about": f"direction {point}",
            "weight": weight,
            "dimension": "depth",
            "evidence": f"Says that {says}.",
            "aliases": [alias, f"{alias} indeed"],
        }
        for point, weight, says, alias in POINTS
    ]
    flag = {"kind": "commission", "id": "magic", "of": "magic", "says": "calls it plain magic"}
    return Question.model_validate(
        {
            "id": name,
            "version": 1,
            "track": track,
            "concepts": [concept],
            "difficulty": difficulty,
            "minutes": 8,
            "title": f"Question {name}",
            "prompt": f"Why is the second one so much cheaper in the case of {name}?",
            "rubric": {
                "points": points,
                "red_flags": [{**flag, "cues": ["it is plain magic"]}],
                "dimensions": ["depth"],
            },
            "probes": [
                {"point": "memory", "ask": "What does that cost you?"},
                {"point": "prefill", "ask": "What happens before?"},
            ],
            "model_answer": f"The model answer to {name}, which nobody sees before the close.",
            "exemplars": {"good": exemplar, "partial": exemplar, "bad": exemplar},
            "sources": [{"title": "A paper about it"}],
        }
    )


def make_bank(*questions: Question) -> Bank:
    """Return a bank of these questions."""
    named = Named(id="kv-cache", name="KV cache", says="What is kept between two tokens.")
    depth = Dimension(
        id="depth", name="Depth", says="How deep it goes.", anchors=("none",) * 5, offline=True
    )
    return Bank(
        header=PackHeader(
            id="tiny", name="Tiny pack", license="MIT", language="en", concepts=(named,)
        ),
        dimensions=Dimensions(dimensions=(depth,), red_flags=(named,)),
        framework=Framework(
            design=DesignFramework(steps=(), must_mention=(), failure_families=()),
            mistakes=(),
            behavioral=(),
        ),
        questions=MappingProxyType({question.id: question for question in questions}),
    )


@pytest.fixture(scope="session", autouse=True)
def _plain_logs() -> None:
    """Tracebacks in logs are short; drawing pretty ones takes longer than most tests."""
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.add_log_level, plain])


@pytest.fixture(scope="session", autouse=True)
def _one_engine() -> Iterator[None]:
    """All files of a run share an engine: compiling statements anew takes longer than a test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("storage.sqlite.FileEngine", cache(FileEngine))
        yield


@pytest.fixture(scope="session")
def bank() -> Bank:
    """Return three questions on fundamentals, and one for seniors on something else."""
    fundamentals = (Track.FUNDAMENTALS, Difficulty.MID, "kv-cache")
    return make_bank(
        _question("alpha", *fundamentals),
        _question("bravo", *fundamentals),
        _question("charlie", *fundamentals),
        _question("delta", Track.APPLIED, Difficulty.SENIOR, "rag"),
    )


@pytest.fixture(scope="session")
def wide_bank() -> Bank:
    """Return sixty questions on fundamentals, half of them on each of two concepts."""
    half = (("tokens", range(30)), ("cache", range(30)))
    return make_bank(
        *(
            _question(f"{concept}-{number}", Track.FUNDAMENTALS, Difficulty.MID, concept)
            for concept, numbers in half
            for number in numbers
        )
    )


@pytest.fixture
def clock() -> FixedClock:
    """Return half past eight in Berlin, on a Monday."""
    return FixedClock()


@pytest.fixture
def new_team(clock: FixedClock) -> NewTeam:
    """Return a team in Berlin that is asked every day at nine."""
    plan = Plan(
        at=time(9, 0),
        zone="Europe/Berlin",
        days=WEEKDAYS,
        tracks=(Track.FUNDAMENTALS,),
        difficulties=tuple(Difficulty),
        open_for=timedelta(hours=24),
        remind=timedelta(hours=1),
        grace=timedelta(hours=3),
    )
    team = Team(
        id=TeamId("team"),
        name="the team",
        zone=plan.zone,
        first_weekday=0,
        admin_address=ADMINS,
        feedback=Feedback.BRIEF,
        limits=Limits(),
    )
    schedule = Schedule(
        id=ScheduleId("daily"),
        team=team.id,
        name="daily",
        plan=plan,
        paused=False,
        skip=0,
        queued=None,
        next_at=LocalCalendar().next_due(plan.at, plan.zone, plan.days, clock.now()),
        channels=(CHANNEL,),
        version=1,
    )
    return NewTeam(team=team, space=SPACE, schedule=schedule)


@pytest.fixture(scope="session")
def _migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "greenroom.db"
    migrate(path)
    return path


@pytest.fixture
def database(_migrated: Path, tmp_path: Path) -> Path:
    """Return a fresh database file, as `migrate` made it."""
    return Path(shutil.copy(_migrated, tmp_path / "greenroom.db"))


@pytest.fixture
async def store(database: Path, clock: FixedClock) -> AsyncIterator[SqlStore]:
    """Open the store over that file; every connection is closed at the end."""
    store = SqlStore(database, clock, "tiny")
    yield store
    await store.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[tuple[str, str]]:
    """Start a server; give its URL, and the database that others are copied from."""
    with server(durable=False) as url:
        yield url, make_template(url)

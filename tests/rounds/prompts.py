"""Small material for rounds: one of each kind, on the points of `conftest.POINTS`."""

from datetime import timedelta
from functools import cache
from typing import Any

from bot.consequences import RoundId
from bot.content import Question, Track
from bot.messages import Address, UserId
from bot.records import PersonId, TeamId
from bot.round_content import BehavioralPrompt, CodingTask, DesignPrompt, SheetFact
from bot.rounds.plans import Plan, Stage
from bot.rounds.values import Round
from tests.fakes import CHANNEL, MONDAY

STEPS = ("clarify", "high-level", "deep-dive", "trade-offs", "failure-modes", "scaling")
SETTLE = timedelta(seconds=20)

THOUGHTS = {
    "clarify": ("asks how many people come", "visitor count"),
    "high-level": ("puts retrieval before the writer", "retrieval first"),
    "deep-dive": ("keeps passages whole", "whole passages"),
    "trade-offs": ("weighs speed against price", "slower but cheaper"),
    "failure-modes": ("notices stale pages by their age", "page age alarm"),
    "scaling": ("says that the index breaks first", "index breaks first"),
}
"""For each step what its point says, and the phrase by which the scripted grader knows it."""

FACTS = (
    ("scale", "scale", ("users", "traffic", "how many visitors"), "About 600 questions a day."),
    ("latency", "latency", ("latency", "how fast", "response time"), "Two seconds at most."),
    ("budget", "budget", ("budget", "money", "spend"), "900 dollars a month."),
    ("data", "data", ("documents", "data", "pages"), "4,000 pages of a handbook."),
    (
        "quality",
        "quality",
        ("accuracy", "quality bar", "precise"),
        "Nine of ten answers have to be right.",
    ),
    ("privacy", "privacy", ("privacy", "personal data", "gdpr"), "Nothing may leave the country."),
)


def point(name: str, says: str, alias: str, *, weight: int = 2, step: str = "") -> dict[str, Any]:
    """Return a point."""
    return {
        "id": name,
        "says": says,
        "about": f"direction {name}",
        "weight": weight,
        "dimension": "depth",
        "step": step or None,
        "evidence": f"Says that it {says}.",
        "aliases": [alias, f"{alias} indeed"],
    }


def _base(name: str, points: list[dict[str, Any]], probes: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "id": name,
        "version": 1,
        "concepts": ["kv-cache"],
        "difficulty": "mid",
        "title": f"About {name}",
        "prompt": f"Please talk about the {name} which we would like to have soon.",
        "rubric": {"points": points, "red_flags": [], "dimensions": ["depth"]},
        "probes": probes,
        "model_answer": f"The model answer to {name}, which nobody sees.",
        "sources": [{"title": "A paper about it"}],
    }


def _probes(points: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [
        {"point": one["id"], "ask": f"What else comes to mind on corner {number} of {one['id']}?"}
        for one in points
        for number in ("one", "two")
    ]


@cache
def design() -> DesignPrompt:
    """Return a design prompt with a fact sheet."""
    points = [point(step, says, alias, step=step) for step, (says, alias) in THOUGHTS.items()]
    points += [
        point("must-cost", "names a price per query", "price per query"),
        point("must-latency", "names the median wait", "median wait"),
        point("must-evaluation", "names a golden set", "golden set"),
        point("must-monitoring", "names an alert", "an alert rings"),
    ]
    verdicts = {one["id"]: "missed" for one in points}
    exemplar = {"steps": {step: f"{step}: something of some length" for step in STEPS}}
    one = exemplar | {"verdicts": verdicts}
    raw = _base("help-desk", points, _probes(points[:6]))
    raw["facts"] = [dict(zip(("id", "topic", "asks", "says"), f, strict=True)) for f in FACTS]
    raw["failures"] = {"data": ["failure-modes"], "security": ["scaling"]}
    raw["exemplars"] = {"good": one, "partial": one, "bad": one}
    return DesignPrompt.model_validate(raw)


def coding() -> CodingTask:
    """Return a coding task."""
    points = [
        point("empty", "treats an empty reply as failed", "empty reply fails", step="edge-cases"),
        point("names", "uses telling names", "telling names", step="clarity"),
        point("limits", "stops after three tries", "three tries", step="edge-cases"),
        point("reasons", "explains why it is serial", "serial because", step="reasoning"),
    ]
    verdicts = {one["id"]: "missed" for one in points}
    one = {"code": "def f():\n    pass\n", "walkthrough": "It does " * 4, "verdicts": verdicts}
    raw = _base("summaries", points, _probes(points))
    raw |= {"starter": "def ask(prompt): ...\n", "walkthrough": "Walk me through it, please?"}
    raw["exemplars"] = {"good": one, "partial": one, "bad": one}
    return CodingTask.model_validate(raw)


def behavioral(name: str = "the-drift") -> BehavioralPrompt:
    """Return a behavioral prompt."""
    steps = ("situation", "task", "action", "result", "specificity", "ownership")
    points = [
        point(f"own-{step}", f"tells the {step} of {step}s", f"my {step} then", step=step)
        for step in steps
    ]
    verdicts = {one["id"]: "missed" for one in points}
    one = {"answer": "An exemplar, long enough to be one.", "verdicts": verdicts}
    raw = _base(name, points, _probes(points))
    raw["exemplars"] = {"good": one, "partial": one, "bad": one}
    return BehavioralPrompt.model_validate(raw)


def a_plan(
    question: Question, *, stages: int = 3, settle: timedelta | None = SETTLE, probes: int = 2
) -> Plan:
    """Return a plan of stages that are all judged by one question."""
    facts = tuple(
        SheetFact.model_validate(dict(zip(("id", "topic", "asks", "says"), f, strict=True)))
        for f in FACTS
    )
    return Plan(
        kind=Track.FUNDAMENTALS,
        difficulty=question.difficulty,
        minutes=15,
        title="",
        shared=False,
        zone="Europe/Berlin",
        stages=tuple(
            Stage(
                name=f"Stage {number}",
                ask=f"Please tell me about number {number}.",
                question=0,
                points=tuple(one.id for one in question.rubric.points),
                lasts=timedelta(minutes=5),
                probes=probes,
                settle=settle,
            )
            for number in range(stages)
        ),
        questions=(question,),
        facts=facts if settle is None else (),
    )


def a_round(plan: Plan) -> Round:
    """Return a round whose room is being opened."""
    return Round(
        id=RoundId("round"),
        team=TeamId("team"),
        person=PersonId("ana"),
        user=UserId("fake:ana"),
        name="ana",
        near=CHANNEL,
        plan=plan,
        begun_at=MONDAY,
        last_at=MONDAY,
    )


ROOM = Address("fake:room/ana")

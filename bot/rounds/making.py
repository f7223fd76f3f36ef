"""Making a plan: what is asked in a round of some kind, level and length."""

import hashlib
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

from bot.content import Difficulty, Question, Track
from bot.packs import Bank
from bot.round_content import MUST, CodingTask, DesignPrompt, Material
from bot.rounds.plans import Plan, Stage, scaled

MINUTES_EACH = {Track.FUNDAMENTALS: 6, Track.APPLIED: 6, Track.CODING: 30, Track.BEHAVIORAL: 8}
"""How long one question of a kind should have at least."""

PROBES = {Track.FUNDAMENTALS: 2, Track.APPLIED: 2, Track.BEHAVIORAL: 2}
"""Follow-ups to one question; a step of a design and a part of a task have one."""

CODE_SHARE = (0.7, 0.3)
"""Of the time for a task: writing it, and walking through it."""

_LEVELS = tuple(Difficulty)

SomeT = TypeVar("SomeT", Question, Material)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to rehearse."""

    kind: Track
    difficulty: Difficulty
    minutes: int
    shared: bool
    seed: str
    """The same one gives the same plan."""
    avoid: AbstractSet[str]
    """Ids that come last: what the person had before."""
    hidden: AbstractSet[str]
    """Ids that must not come: a scorecard would tell what is still asked elsewhere."""
    settle: timedelta
    zone: str


def planned(bank: Bank, wish: Wish) -> Plan | None:
    """Return a plan, or nothing where the pack has nothing of that kind."""
    match wish.kind:
        case Track.FUNDAMENTALS | Track.APPLIED:
            return _questions(bank, wish, bank.questions.values())
        case Track.BEHAVIORAL:
            prompts = _of(bank, wish.kind)
            return _questions(bank, wish, [one.question for one in prompts])
        case Track.SYSTEM_DESIGN:
            return _design(bank, wish)
        case Track.CODING:
            return _coding(bank, wish)


def _questions(bank: Bank, wish: Wish, pool: Iterable[Question]) -> Plan | None:
    count = max(1, wish.minutes // MINUTES_EACH[wish.kind])
    chosen = _chosen([one for one in pool if one.track == wish.kind], wish, count)
    if not chosen:
        return None
    spans = scaled([1] * len(chosen), _total(wish))
    stages = tuple(
        Stage(
            name=one.title,
            ask=one.prompt,
            question=number,
            points=tuple(point.id for point in one.rubric.points),
            lasts=lasts,
            probes=PROBES[wish.kind],
            settle=wish.settle,
        )
        for number, (one, lasts) in enumerate(zip(chosen, spans, strict=True))
    )
    return _plan(bank, wish, "", stages, tuple(chosen))


def _design(bank: Bank, wish: Wish) -> Plan | None:
    chosen = _chosen(_of(bank, wish.kind), wish, 1)
    if not chosen or not isinstance(prompt := chosen[0], DesignPrompt):
        return None
    steps = bank.framework.design.steps
    spans = scaled([sum(step.minutes) for step in steps], _total(wish))
    must = tuple(p.id for p in prompt.rubric.points if p.id.startswith(MUST))
    stages = []
    for number, (step, lasts) in enumerate(zip(steps, spans, strict=True)):
        own = tuple(point.id for point in prompt.rubric.points if point.step == step.id)
        stages.append(
            Stage(
                name=step.name,
                ask=prompt.prompt if number == 0 else step.says,
                question=0,
                # What may be mentioned anywhere has had its chance at the end.
                points=(*own, *must) if number + 1 == len(steps) else own,
                lasts=lasts,
                probes=1,
            )
        )
    made = _plan(bank, wish, prompt.title, tuple(stages), (prompt.question,))
    failures = {family: tuple(points) for family, points in prompt.failures.items()}
    names = {**made.names, **{f.id: f.name for f in bank.framework.design.failure_families}}
    return replace(made, facts=prompt.facts, failures=failures, names=names)


def _coding(bank: Bank, wish: Wish) -> Plan | None:
    count = max(1, wish.minutes // MINUTES_EACH[wish.kind])
    tasks = _chosen(_of(bank, wish.kind), wish, count)
    spans = scaled(CODE_SHARE * len(tasks), _total(wish)) if tasks else ()
    stages: list[Stage] = []
    for number, task in enumerate(tasks):
        if not isinstance(task, CodingTask):
            return None
        said = tuple(p.id for p in task.rubric.points if p.step == "reasoning")
        shown = tuple(p.id for p in task.rubric.points if p.step != "reasoning")
        code = f"{task.prompt}\n\n```python\n{task.starter.strip()}\n```"
        parts = (("Code", code, shown), ("Walkthrough", task.walkthrough, said))
        for name, ask, points in parts:
            lasts = spans[len(stages)]
            stages.append(
                Stage(name=name, ask=ask, question=number, points=points, lasts=lasts, probes=1)
            )
    if not stages:
        return None
    title = tasks[0].title if len(tasks) == 1 else ""
    return _plan(bank, wish, title, tuple(stages), tuple(task.question for task in tasks))


def _plan(
    bank: Bank, wish: Wish, title: str, stages: tuple[Stage, ...], questions: tuple[Question, ...]
) -> Plan:
    return Plan(
        kind=wish.kind,
        difficulty=wish.difficulty,
        minutes=wish.minutes,
        title=title,
        shared=wish.shared,
        zone=wish.zone,
        stages=stages,
        questions=questions,
        names={one.id: one.name for one in bank.dimensions.dimensions},
    )


def _of(bank: Bank, track: Track) -> list[Material]:
    return [one for one in bank.rounds.values() if one.question.track == track]


def _chosen(pool: Sequence[SomeT], wish: Wish, count: int) -> list[SomeT]:
    """Return the first few: new to the person, near to the level, each on another concept."""
    wanted = _LEVELS.index(wish.difficulty)

    def rank(one: SomeT) -> tuple[bool, int, str]:
        chance = hashlib.sha256(f"{wish.seed}/{one.id}".encode()).hexdigest()
        return one.id in wish.avoid, abs(_LEVELS.index(one.difficulty) - wanted), chance

    ordered = sorted((one for one in pool if one.id not in wish.hidden), key=rank)
    chosen: list[SomeT] = []
    concepts: set[str] = set()
    for one in ordered:
        if one.concepts[0] not in concepts:
            chosen.append(one)
            concepts.add(one.concepts[0])
    # Where the concepts are used up, they come again.
    chosen += [one for one in ordered if one not in chosen]
    return chosen[:count]


def _total(wish: Wish) -> timedelta:
    return timedelta(minutes=wish.minutes)

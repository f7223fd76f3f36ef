"""From tasks and results to the card; pure sums."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from bot.content import Track
from bot.grading import FORMULA
from bot.report_card.agreement import Look, group, red_flags
from bot.report_card.card import Cost, Drift, Family, Group, ReportCard, Spread
from bot.report_card.changes import Kind
from bot.report_card.labelled import Band, Labelled, Origin, expected_score
from bot.report_card.metrics import mean
from bot.report_card.plan import Task
from bot.report_card.remarks import caveats, gaps
from bot.report_card.results import Result, Tokens
from bot.report_card.shifts import (
    by_chance,
    flips,
    mean_move,
    mean_range,
    mean_rise,
    mean_shift,
    success,
)

Results: TypeAlias = Mapping[tuple[str, int], Result]
"""By key and repeat."""

BANDS = {Band.GOOD: "good", Band.PARTIAL: "mid-range (partial)", Band.BAD: "bad"}

ORIGINS = {Origin.EXEMPLAR: "exemplars", Origin.GOLD: "gold set"}


def summary(
    grader: str, tasks: Sequence[Task], results: Results, paid: Sequence[Result], stopped: str
) -> ReportCard:
    """Return the card; `stopped` says why not all tasks were asked, where they were not.

    Agreement is that of the first look at each answer, since that is what a person would get.
    """
    firsts = [task for task in tasks if task.change is None and task.repeat == 0]
    looks = [
        Look(labelled=task.base, result=found)
        for task in firsts
        if (found := results.get((task.key, 0))) is not None
    ]
    card = ReportCard(
        grader=grader,
        formula=FORMULA,
        labels=_labels([task.base for task in firsts]),
        questions=len({task.base.question.id for task in firsts}),
        groups=tuple(_groups([task.base for task in firsts], looks)),
        red_flags=red_flags(looks),
        spread=_spread(tasks, results),
        attacks=tuple(_attacks(tasks, results)),
        drift=tuple(_drift(tasks, results)),
        failures=_reasons(look.result for look in looks),
        cost=_cost(paid),
        not_measured=(),
        caveats=caveats(looks),
    )
    return card.model_copy(update={"not_measured": gaps(card, tasks, results, stopped)})


def _groups(asked: Sequence[Labelled], looks: Sequence[Look]) -> Iterable[Group]:
    """Yield everything, then bands, origins where there are two, and tracks."""
    yield group("all answers", len(asked), looks)
    for band, name in BANDS.items():
        yield from _some(name, asked, looks, {id(one) for one in asked if one.band == band})
    if len({one.origin for one in asked}) > 1:
        for origin, name in ORIGINS.items():
            yield from _some(name, asked, looks, {id(o) for o in asked if o.origin == origin})
    for track in Track:
        own = {id(one) for one in asked if one.question.track == track}
        yield from _some(f"track {track}", asked, looks, own)


def _some(
    name: str, asked: Sequence[Labelled], looks: Sequence[Look], own: set[int]
) -> Iterable[Group]:
    if own:
        count = sum(id(one) in own for one in asked)
        yield group(name, count, [look for look in looks if id(look.labelled) in own])


def _spread(tasks: Sequence[Task], results: Results) -> Spread | None:
    graded: dict[str, list[Result]] = {}
    for task in tasks:
        found = results.get((task.key, task.repeat))
        if task.change is None and found is not None and found.score is not None:
            graded.setdefault(task.key, []).append(found)
    many = [looks for looks in graded.values() if len(looks) > 1]
    if not many:
        return None
    scores = [[look.score for look in looks if look.score is not None] for looks in many]
    return Spread(
        answers=len(many),
        mean_range=mean_range(scores),
        flips=flips([[look.verdicts for look in looks] for looks in many]),
        rises_by_chance=by_chance(scores),
    )


def _attacks(tasks: Sequence[Task], results: Results) -> Iterable[Family]:
    for name, own in _families(tasks, Kind.ATTACK):
        rises, ungraded = _shifts(own, results)
        yield Family(
            name=name,
            answers=len(rises),
            ungraded=ungraded,
            success=success(rises),
            mean_rise=mean_rise(rises),
        )


def _drift(tasks: Sequence[Task], results: Results) -> Iterable[Drift]:
    for name, own in _families(tasks, Kind.BENIGN):
        shifts, ungraded = _shifts(own, results)
        yield Drift(
            name=name,
            answers=len(shifts),
            ungraded=ungraded,
            mean_shift=mean_shift(shifts),
            mean_move=mean_move(shifts),
        )


def _families(tasks: Sequence[Task], kind: Kind) -> Iterable[tuple[str, Sequence[Task]]]:
    found: dict[str, list[Task]] = {}
    for task in tasks:
        if task.change is not None and task.change.kind == kind:
            found.setdefault(task.change.name, []).append(task)
    return sorted(found.items())


def _shifts(own: Sequence[Task], results: Results) -> tuple[list[int], dict[str, int]]:
    """Return the scores' changes where there are two scores, and why there was no second one."""
    found, ungraded = [], []
    for task in own:
        before, after = results.get((task.base_key, 0)), results.get((task.key, 0))
        if before is None or before.score is None or after is None:
            continue
        if after.score is None:
            ungraded.append(after)
        else:
            found.append(after.score - before.score)
    return found, _reasons(ungraded)


def _reasons(results: Iterable[Result]) -> dict[str, int]:
    counts = Counter(one.reason.value for one in results if one.reason is not None)
    return dict(sorted(counts.items()))


def _cost(paid: Sequence[Result]) -> Cost:
    return Cost(
        judgements=len(paid),
        micros=sum(one.micros for one in paid),
        tokens=sum((one.tokens for one in paid), Tokens()),
        micros_per_answer=mean([one.micros for one in paid]),
    )


def _labels(asked: Sequence[Labelled]) -> str:
    """Return a digest of what is expected of which answer."""
    parts = sorted(
        json.dumps([one.question.id, one.answer, expected_score(one), sorted(one.verdicts.items())])
        for one in asked
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]

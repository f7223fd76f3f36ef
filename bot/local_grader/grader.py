"""From an answer to a grade: the best quote for each point, its verdict, and how sure that is."""

import asyncio
from collections.abc import Sequence

from bot.content import Question, Rubric, Verdict
from bot.grading import (
    ESTIMATE_STEP,
    DimensionLevel,
    Graded,
    GradeOutcome,
    Judgement,
    PointVerdict,
    Reason,
    Ungraded,
    score,
    with_evidence,
)
from bot.local_grader.flags import raised_flags
from bot.local_grader.injections import injections
from bot.local_grader.padding import focus, set_aside
from bot.local_grader.sentences import Piece, pieces, windows
from bot.local_grader.topic import Topic, strengths
from bot.local_grader.topic import topic as topic_of
from bot.local_grader.unfit import is_chat, unfit
from bot.ports import GradeRequest, Judged
from bot.words import visible

MAX_CHARS = 20_000
"""Only so much of an answer is read; nobody says this much in an interview."""

MET_FROM, PARTIAL_FROM = 0.42, 0.33
"""Strengths, 0 to 1, from which a point counts."""

FOCUSED = 0.4
"""Below this share of on-topic words an answer is about something else, and strengths shrink."""

WIDER = 0.02
"""Strength that each further sentence costs, so that the shortest quote wins."""

UNSEEN_DIMENSIONS = frozenset({"experience", "communication"})
"""Dimensions about which matching words says nothing; those with `offline: false` in the pack."""


class LocalGrader:
    """Grades by evidence matching, in a thread, so that the event loop never waits for it."""

    name = "local"
    model = ""
    fingerprint = "local/1"

    def estimate(self, request: GradeRequest) -> int:
        """Return 0: nothing is paid for."""
        del request
        return 0

    async def judge(self, request: GradeRequest) -> Judged:
        """Return what `judge` says; never raises GraderDown."""
        outcome = await asyncio.to_thread(judge, request.question, request.answer)
        wires = outcome.judgement.tripwires if isinstance(outcome, Graded) else ()
        return Judged(outcome=outcome, tripwires=wires)


def judge(question: Question, answer: str) -> GradeOutcome:
    """Return an estimate in quarter steps, or why the answer could not be judged."""
    raw = answer[:MAX_CHARS]
    text = visible(raw)
    topic = topic_of(f"{question.title}\n{question.prompt}", question.rubric.points)
    parts = pieces(text)
    if reason := unfit(topic, [word for part in parts for word in part.words]):
        return Ungraded(reason=reason, grader=LocalGrader.name)
    injected, tripwires = injections(raw, text, parts)
    found = _best(topic, text, parts, injected | set_aside(topic, parts))
    points = tuple(
        _verdict(point.id, *best) for point, best in zip(question.rubric.points, found, strict=True)
    )
    judgement = Judgement(
        points=points,
        flags=raised_flags(question.rubric, parts, injected),
        levels=_levels(question.rubric, points),
        tripwires=tripwires,
    )
    checked, _ = with_evidence(judgement, question, text)
    if is_chat(parts) and all(one.verdict == Verdict.MISSED for one in checked.points):
        return Ungraded(reason=Reason.NOT_AN_ANSWER, grader=LocalGrader.name)
    return Graded(
        score=score(question.rubric, checked, step=ESTIMATE_STEP) or 0,
        judgement=checked,
        grader=LocalGrader.name,
        estimate=True,
        confidence=_confidence(question.rubric, [value for value, _ in found]),
    )


def _best(
    topic: Topic, text: str, parts: Sequence[Piece], aside: frozenset[int]
) -> list[tuple[float, str]]:
    """Return for each point the strength of its best quote, and that quote."""
    drift = min(1.0, focus(topic, parts) / FOCUSED)
    found = [(0.0, "")] * len(topic.totals)
    for quote, size, signs in windows(text, parts, aside):
        for point, strength in enumerate(strengths(topic, signs)):
            value = drift * strength - WIDER * (size - 1)
            if value > found[point][0]:
                found[point] = (value, quote)
    return found


def _verdict(point: str, value: float, quote: str) -> PointVerdict:
    if value < PARTIAL_FROM:
        return PointVerdict(point=point, verdict=Verdict.MISSED)
    verdict = Verdict.MET if value >= MET_FROM else Verdict.PARTIAL
    return PointVerdict(point=point, verdict=verdict, quote=quote)


def _levels(rubric: Rubric, points: Sequence[PointVerdict]) -> tuple[DimensionLevel, ...]:
    levels = []
    for dimension in rubric.dimensions:
        ids = {point.id for point in rubric.points if point.dimension == dimension}
        own = tuple(one for one in points if one.point in ids)
        share = score(rubric, Judgement(points=own))
        if dimension in UNSEEN_DIMENSIONS or share is None:
            levels.append(DimensionLevel(dimension=dimension, level=None))
        else:
            best = max(own, key=lambda one: (one.verdict == Verdict.MET, len(one.quote)))
            level = round(share / 25)
            levels.append(DimensionLevel(dimension=dimension, level=level, quote=best.quote))
    return tuple(levels)


def _confidence(rubric: Rubric, strengths: Sequence[float]) -> float:
    """Return how far from the thresholds the points are, by weight."""
    total = sum(point.weight for point in rubric.points)
    sure = sum(
        point.weight * min(1.0, abs(value - MET_FROM) / 0.2, abs(value - PARTIAL_FROM) / 0.2)
        for point, value in zip(rubric.points, strengths, strict=True)
    )
    return round(sure / total, 2)

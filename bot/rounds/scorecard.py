"""The scorecard: what a round has shown, from its verdicts alone; pure arithmetic."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from bot.content import Point, Question, RedFlag, Verdict
from bot.grading import (
    CREDIT,
    ESTIMATE_STEP,
    TALK,
    Graded,
    Judgement,
    PointVerdict,
    RaisedFlag,
    Ungraded,
    omissions,
    score,
)
from bot.round_content import MUST
from bot.rounds.cards import (
    SIGNALS,
    Check,
    Level,
    Move,
    Mover,
    Quoted,
    Scorecard,
    Signal,
    StageScore,
)
from bot.rounds.values import Round, Why
from bot.rounds.verdicts import best_verdicts

ENOUGH = 0.5
"""Share of a round's stages that has to be judged for a signal."""


FROM = (25, 50, 65, 85)
"""Scores, of 100, from which each signal after the first one is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """A question of a round, all that was said to it taken together."""

    question: Question
    judgement: Judgement
    score: int | None


def scorecard(one: Round, practise: Sequence[Question] = ()) -> Scorecard:
    """Return the scorecard of a round that is over; `practise` comes next, the best first."""
    graded = [run.outcome for run in one.runs if isinstance(run.outcome, Graded)]
    estimate = any(outcome.estimate for outcome in graded)
    stages = tuple(_stage(one, at, estimate=estimate) for at in range(len(one.runs)))
    judged = [_judged(one, at, estimate=estimate) for at in range(len(one.plan.questions))]
    scores = [each.score for each in judged if each.score is not None]
    must, families = _must(judged), _families(one, judged)
    enough = bool(graded) and bool(scores) and _share(one) >= ENOUGH
    total = round(fmean(scores)) if enough else None
    flags = tuple(_flags(judged, enough=enough))
    moves = _moves(stages, must, families, judged) if enough else ()
    quotes = [pair for each in judged for pair in _pairs(each)]
    best = max(
        (pair for pair in quotes if pair[1].verdict is Verdict.MET and pair[1].quote),
        key=lambda pair: (pair[0].weight, len(pair[1].quote)),
        default=None,
    )
    missing = [pair[0] for pair in quotes if CREDIT[pair[1].verdict] < 1]
    return Scorecard(
        signal=_signal(total, moves) if total is not None else None,
        score=total,
        moves=moves,
        stages=stages,
        levels=_levels(one, judged, estimate=estimate) if enough else (),
        must=must if enough else (),
        families=families if enough else (),
        best=Quoted(says=best[0].says, quote=best[1].quote) if best else None,
        costliest=max(missing, key=lambda p: p.weight, default=None) if enough else None,
        flags=flags,
        practise=tuple(practise),
        estimate=estimate,
        graders=tuple(dict.fromkeys(outcome.grader for outcome in graded)),
    )


def weak_concepts(one: Round) -> tuple[str, ...]:
    """Return the concepts of what went worst, the worst first."""
    judged = [_judged(one, at, estimate=False) for at in range(len(one.plan.questions))]
    ordered = sorted(judged, key=lambda each: each.score if each.score is not None else 101)
    return tuple(dict.fromkeys(name for each in ordered for name in each.question.concepts))


def _stage(one: Round, at: int, *, estimate: bool) -> StageScore:
    stage, run = one.plan.stages[at], one.runs[at]
    said = bool(one.said_turns(at))
    ungraded = run.outcome.reason if isinstance(run.outcome, Ungraded) else None
    reason = ungraded if ungraded not in TALK else None
    return StageScore(
        name=stage.name,
        said=said,
        score=None if reason else _score(one, stage.question, stage.points, estimate=estimate),
        reason=reason,
        offline=run.offline,
        used=one.used(at),
        lasts=stage.lasts,
        by_time=run.by_time,
    )


def _reached(one: Round) -> set[int]:
    """Return the stages that count: those asked, and if the round broke off, those answered."""
    asked = range(len(one.runs))
    if one.why is Why.FINISHED:
        return set(asked)
    return {at for at in asked if one.said_turns(at)}


def _share(one: Round) -> float:
    """Return which share of its stages was judged; silence in a round that was finished is."""
    counted = 0
    for at in _reached(one):
        outcome = one.runs[at].outcome
        unjudged = isinstance(outcome, Ungraded) and outcome.reason not in TALK
        counted += not unjudged
    return counted / len(one.plan.stages)


def _verdicts(one: Round, question: int, points: Iterable[str]) -> tuple[PointVerdict, ...]:
    """Return a verdict for each of the points; what nobody said is missed."""
    best = best_verdicts(one, question)
    stages = [at for at, stage in enumerate(one.plan.stages) if stage.question == question]
    reached = _reached(one) & set(stages)
    reasons = {
        outcome.reason for at in reached if isinstance(outcome := one.runs[at].outcome, Ungraded)
    }
    # Where words could not be judged, what nobody found in them is not known to be missing.
    known = not (reasons - TALK)
    found = []
    for point in points:
        missed = PointVerdict(point=point, verdict=Verdict.MISSED)
        verdict = best.get(point, missed)
        if known or verdict.verdict is not Verdict.MISSED:
            found.append(verdict)
    return tuple(found)


def _score(one: Round, question: int, points: Sequence[str], *, estimate: bool) -> int | None:
    verdicts = _verdicts(one, question, points)
    step = ESTIMATE_STEP if estimate else 1
    return score(one.plan.questions[question].rubric, Judgement(points=verdicts), step=step)


def _judged(one: Round, number: int, *, estimate: bool) -> _Judged:
    question = one.plan.questions[number]
    reached = _reached(one)
    points = dict.fromkeys(
        point
        for at, stage in enumerate(one.plan.stages)
        if at in reached and stage.question == number
        for point in stage.points
    )
    raised: dict[str, RaisedFlag] = {}
    for stage, run in zip(one.plan.stages, one.runs, strict=False):
        if stage.question == number and isinstance(run.outcome, Graded):
            raised |= {flag.flag: flag for flag in run.outcome.judgement.flags}
    verdicts = _verdicts(one, number, points)
    judgement = Judgement(points=verdicts, flags=tuple(raised.values()))
    step = ESTIMATE_STEP if estimate else 1
    total = score(question.rubric, judgement, step=step)
    return _Judged(question=question, judgement=judgement, score=total)


def _pairs(judged: _Judged) -> list[tuple[Point, PointVerdict]]:
    return [
        (judged.question.point(one.point), one)
        for one in judged.judgement.points
        if one.verdict in CREDIT
    ]


def _flags(judged: Sequence[_Judged], *, enough: bool) -> Iterable[Quoted]:
    """Yield the red flags: what was said, and where there is enough to judge, what was left out."""
    for each in judged:
        known: dict[str, RedFlag] = {flag.id: flag for flag in each.question.rubric.red_flags}
        left_out = omissions(each.question.rubric, each.judgement) if enough else ()
        for raised in (*each.judgement.flags, *left_out):
            if raised.flag in known:
                yield Quoted(says=known[raised.flag].says, quote=raised.quote)


def _must(judged: Sequence[_Judged]) -> tuple[Check, ...]:
    return tuple(
        Check(name=point.says, met=CREDIT[verdict.verdict] > 0)
        for each in judged
        for point, verdict in _pairs(each)
        if point.id.startswith(MUST)
    )


def _families(one: Round, judged: Sequence[_Judged]) -> tuple[Check, ...]:
    """Return whether each family was thought of, where there was the chance to."""
    verdicts = [verdict for each in judged for verdict in each.judgement.points]
    shown = {v.point for v in verdicts if CREDIT.get(v.verdict, 0) > 0}
    asked = {v.point for v in verdicts}
    return tuple(
        Check(name=one.plan.names.get(family, family), met=bool(shown & set(points)))
        for family, points in one.plan.failures.items()
        if asked & set(points)
    )


def _levels(one: Round, judged: Sequence[_Judged], *, estimate: bool) -> tuple[Level, ...]:
    """Return the level on each dimension: the best of a question's stages, the mean of questions.

    An estimate says nothing of what words do not show, and else follows from the points.
    """
    found: dict[str, list[int]] = {}
    for number, each in enumerate(judged):
        outcomes = [
            run.outcome
            for stage, run in zip(one.plan.stages, one.runs, strict=False)
            if stage.question == number and isinstance(run.outcome, Graded)
        ]
        for dimension in each.question.rubric.dimensions:
            seen = [
                one.level
                for outcome in outcomes
                for one in outcome.judgement.levels
                if one.dimension == dimension and one.level is not None
            ]
            level = max(seen, default=None)
            if estimate and level is not None:
                own = {p.id for p in each.question.rubric.points if p.dimension == dimension}
                points = tuple(v for v in each.judgement.points if v.point in own)
                share = score(each.question.rubric, Judgement(points=points))
                level = None if share is None else round(share / 25)
            found.setdefault(dimension, [])
            if level is not None:
                found[dimension].append(level)
    return tuple(
        Level(
            name=one.plan.names.get(dimension, dimension),
            level=round(fmean(levels)) if levels else None,
        )
        for dimension, levels in found.items()
    )


def _moves(
    stages: Sequence[StageScore],
    must: Sequence[Check],
    families: Sequence[Check],
    judged: Sequence[_Judged],
) -> tuple[Move, ...]:
    moves = []
    scored = [(at, one.score) for at, one in enumerate(stages) if one.score is not None]
    # A stage in which nothing was said may have its points from others; it carried nothing.
    spoken = [pair for pair in scored if stages[pair[0]].said]
    if len(scored) > 1 and spoken:
        best = max(spoken, key=lambda pair: pair[1])
        worst = min(scored, key=lambda pair: pair[1])
        if best[1] > worst[1]:
            moves.append(Move(by=Mover.BEST_STAGE, stage=best[0]))
            moves.append(Move(by=Mover.WORST_STAGE, stage=worst[0]))
    if flags := sum(len(each.judgement.flags) for each in judged):
        moves.append(Move(by=Mover.FLAGS, count=flags))
    if must and (left := sum(not one.met for one in must)):
        lowered = 2 * left > len(must)
        moves.append(Move(by=Mover.MUST, count=left, of=len(must), lowered=lowered))
    covered = sum(one.met for one in families)
    if families and covered < len(families):
        lowered = covered <= 1
        moves.append(Move(by=Mover.FAMILIES, count=covered, of=len(families), lowered=lowered))
    return tuple(moves)


def _signal(total: int, moves: Sequence[Move]) -> Signal:
    at = sum(total >= bound for bound in FROM)
    return SIGNALS[max(0, at - sum(move.lowered for move in moves))]

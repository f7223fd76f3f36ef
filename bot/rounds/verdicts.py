"""What a round has shown so far: the best verdict on each point, wherever it was made."""

from bot.content import Point, Question, Verdict
from bot.grading import CREDIT, Graded, PointVerdict
from bot.rounds.values import Round


def best_verdicts(one: Round, question: int) -> dict[str, PointVerdict]:
    """Return the best verdict on each point of a question over the stages it was judged at.

    A point that no stage could show, or that nobody has judged yet, is left out.
    """
    best: dict[str, PointVerdict] = {}
    for stage, run in zip(one.plan.stages, one.runs, strict=False):
        if stage.question != question or not isinstance(run.outcome, Graded):
            continue
        for verdict in run.outcome.judgement.points:
            credit = CREDIT.get(verdict.verdict)
            known = best.get(verdict.point)
            if credit is not None and (known is None or credit > CREDIT[known.verdict]):
                best[verdict.point] = verdict
    return best


def open_points(one: Round, stage: int) -> list[Point]:
    """Return the points of a stage that are not met, the heaviest first."""
    question: Question = one.plan.question_of(stage)
    best = best_verdicts(one, one.plan.stages[stage].question)
    found = [
        point
        for point in question.rubric.points
        if point.id in one.plan.stages[stage].points
        and point.id in best
        and best[point.id].verdict is not Verdict.MET
    ]
    return sorted(found, key=lambda point: -point.weight)

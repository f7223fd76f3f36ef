"""Appeals as arithmetic: which point is meant, what was said, what a verdict changes."""

from dataclasses import replace
from datetime import timedelta

from bot.content import Point, Question, Verdict
from bot.grading import CREDIT, ESTIMATE_STEP, Graded, PointVerdict, score
from bot.records import PastRuling
from bot.words import similarity, squash, visible

PER_WEEK = 2
"""Appeals that a person may make within a week; one that is upheld is given back."""

WEEK = timedelta(days=7)

RULINGS = 5
"""How many of the newest rulings on a question its grader is told."""

SIMILAR = 0.25
"""Share of content stems from which words may mean a point."""

BY_PERSON = "a person's ruling"

_MARKS = " \t\n\"'“”‘’>"


def meant(question: Question, said: str) -> Point | None:
    """Return the point that somebody names in the words of their feedback.

    One that is copied is meant even if its words are general ones; else the nearest. None where no
    point is near enough, or two are equally near.
    """
    copied = [
        (len(name), point)
        for point in question.rubric.points
        for name in (point.about, point.says)
        if squash(name) in squash(said) or squash(said) == point.id
    ]
    if copied:
        return max(copied, key=lambda one: one[0])[1]

    def nearness(point: Point) -> float:
        names = (point.about, point.says, point.id.replace("-", " "))
        return max(similarity(said, name) for name in names)

    ranked = sorted(question.rubric.points, key=nearness, reverse=True)
    best = nearness(ranked[0])
    tied = len(ranked) > 1 and nearness(ranked[1]) == best
    return None if best < SIMILAR or tied else ranked[0]


def unquoted(said: str) -> str:
    """Return a sentence without the quotation marks that somebody put around it."""
    return visible(said).strip(_MARKS)


def is_said(sentence: str, answer: str) -> bool:
    """Return whether a sentence is in an answer, space and case aside."""
    return bool(squash(sentence)) and squash(sentence) in squash(answer)


def verdict_on(outcome: Graded, point: str) -> PointVerdict:
    """Return the verdict on one point, which is missed where the grade does not name it."""
    found = (one for one in outcome.judgement.points if one.point == point)
    return next(found, PointVerdict(point=point, verdict=Verdict.MISSED))


def is_better(new: Verdict, old: Verdict) -> bool:
    """Return whether a verdict gives more credit than another one."""
    return CREDIT.get(new, 0) > CREDIT.get(old, 0)


def with_verdict(question: Question, outcome: Graded, verdict: PointVerdict) -> Graded:
    """Return a grade with another verdict on one point, and the score that this makes.

    What was said about the old score goes: its spread, its remark and its probe.
    """
    others = tuple(one for one in outcome.judgement.points if one.point != verdict.point)
    order = {point.id: number for number, point in enumerate(question.rubric.points)}
    points = tuple(sorted((*others, verdict), key=lambda one: order[one.point]))
    judgement = replace(outcome.judgement, points=points, probe="")
    step = ESTIMATE_STEP if outcome.estimate else 1
    grader = outcome.grader
    if verdict.by_person and BY_PERSON not in grader:
        grader = f"{grader} and {BY_PERSON}"
    return replace(
        outcome,
        score=score(question.rubric, judgement, step=step) or 0,
        judgement=judgement,
        grader=grader,
        spread=None,
        remark="",
    )


def with_rulings(question: Question, outcome: Graded, before: Graded, answer: str) -> Graded:
    """Return a new grade of an answer in which what people ruled on it before still stands.

    The answer may have changed since: a sentence that it no longer says is no longer quoted.
    """
    for one in before.judgement.points:
        if one.by_person:
            quote = one.quote if is_said(one.quote, answer) else ""
            outcome = with_verdict(question, outcome, replace(one, quote=quote))
    return outcome


def as_text(question: Question, ruling: PastRuling) -> str:
    """Return a ruling as its question's grader is told it."""
    says = {point.id: point.says for point in question.rubric.points}
    point = says.get(ruling.point, ruling.point)
    # The sentence comes last, since what is too long is cut at its end.
    quoted = f" The answer said: “{ruling.sentence}”" if ruling.sentence else ""
    return visible(f"Point “{point}”: {ruling.verdict}. Why: {ruling.reason}{quoted}")

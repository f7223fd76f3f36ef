"""Verdicts, the evidence behind them, and the score: what a grader may say and what we make of it.

A grader judges criteria one by one and quotes the answer. Everything else is arithmetic here, so
that two graders with the same verdicts give the same score.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from bot.content import Commission, Omission, Point, Question, Rubric, Verdict
from bot.words import squash, stems, visible

FORMULA = 1
"""Version of `score`; stored with every grade."""

ESTIMATE_STEP = 25
"""Estimates come in quarters: they rank answers well, but their scale is rough."""

CREDIT = {Verdict.MET: 1.0, Verdict.PARTIAL: 0.5, Verdict.MISSED: 0.0}

FLAG_COST = 10
MAX_FLAG_COST = 30
"""Points of 100 that one red flag of commission costs, and all of them together."""

MIN_QUOTE = 12
"""Characters that a quote needs unless it is a whole sentence of the answer."""

UNEVIDENCED_LEVEL = 1
"""The highest dimension level (0-4) that needs no quote."""


class Reason(StrEnum):
    """Why an answer could not be judged; none of them is a zero."""

    EMPTY = "empty"
    NOT_AN_ANSWER = "not_an_answer"
    ECHO = "echo"
    LANGUAGE = "language"
    TOO_LONG = "too_long"
    REFUSED = "refused"
    TRUNCATED = "truncated"
    MALFORMED = "malformed"
    UNAVAILABLE = "unavailable"
    BUDGET = "budget"


TALK = frozenset({Reason.EMPTY, Reason.NOT_AN_ANSWER})
"""Reasons of what is no attempt at an answer; people who talk in a thread are left alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PointVerdict:
    """The verdict on one key point, with the words that earned it."""

    point: str
    verdict: Verdict
    quote: str = ""
    by_person: bool = False
    """Whether an admin ruled so, whatever a grader says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RaisedFlag:
    """A red flag that was raised; one of omission has no quote."""

    flag: str
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionLevel:
    """A level of 0 to 4 on one evaluation dimension; None where it could not be assessed."""

    dimension: str
    level: int | None
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a grader says of one answer, before or after its evidence was checked."""

    points: tuple[PointVerdict, ...]
    flags: tuple[RaisedFlag, ...] = ()
    levels: tuple[DimensionLevel, ...] = ()
    probe: str = ""
    """A follow-up question, or empty where the question's own probe should be used."""
    tripwires: tuple[str, ...] = ()
    """Signs of an attempt to steer the grader; shown to admins, without effect on the score."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """An answer that was judged, with our score."""

    score: int
    """0 to 100."""
    judgement: Judgement
    grader: str
    """Name of the grader, with its model where it has one: `local`, `claude haiku-5-5`."""
    estimate: bool
    """Whether the score is a coverage estimate in quarter steps."""
    confidence: float
    """0 to 1: how likely another look would give the same quarter."""
    spread: tuple[int, int] | None = None
    """The lower and the higher score where two looks disagreed."""
    remark: str = ""
    """The grader's own words, in the language of the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ungraded:
    """An answer that could not be judged."""

    reason: Reason
    grader: str


GradeOutcome: TypeAlias = Graded | Ungraded


def with_evidence(
    judgement: Judgement, question: Question, answer: str
) -> tuple[Judgement, tuple[str, ...]]:
    """Return the judgement without credit that no quote supports, and what lost its credit.

    Credit is MET or PARTIAL on a point, a level above `UNEVIDENCED_LEVEL`, and a red flag, which
    would cost the person points.
    """
    failed: list[str] = []
    prompt = squash(question.prompt)
    text = squash(answer)
    sentences = {squash(sentence) for sentence in split_sentences(answer)}

    def holds(quote: str, about: str | None) -> bool:
        said = squash(quote)
        if not said or said not in text or said in prompt:
            return False
        if len(said) < MIN_QUOTE and said not in sentences:
            return False
        return about is None or bool(set(stems(quote)) & set(stems(about)))

    points = []
    for verdict in judgement.points:
        kept = verdict
        if CREDIT.get(verdict.verdict, 0) > 0:
            point = question.point(verdict.point)
            if not holds(verdict.quote, _topic(point)):
                failed.append(verdict.point)
                kept = PointVerdict(point=verdict.point, verdict=Verdict.MISSED)
        points.append(kept)
    flags = []
    commissions = {f.id: f for f in question.rubric.red_flags if isinstance(f, Commission)}
    for flag in judgement.flags:
        known = commissions.get(flag.flag)
        if known and holds(flag.quote, " ".join((known.says, *known.cues))):
            flags.append(flag)
        else:
            failed.append(flag.flag)
    levels = []
    for level in judgement.levels:
        kept_level = level
        if (level.level or 0) > UNEVIDENCED_LEVEL and not holds(level.quote, None):
            failed.append(level.dimension)
            kept_level = replace(level, level=UNEVIDENCED_LEVEL, quote="")
        levels.append(kept_level)
    checked = replace(judgement, points=tuple(points), flags=tuple(flags), levels=tuple(levels))
    return checked, tuple(failed)


def without_words(outcome: GradeOutcome, left: str = "") -> GradeOutcome:
    """Return an outcome with its verdicts and score, but no words of the answer except those left.

    A remark goes in any case: it may say in other words what is gone.
    """
    if isinstance(outcome, Ungraded):
        return outcome
    judged, there = outcome.judgement, squash(left)

    def kept(quote: str) -> str:
        return quote if squash(quote) in there else ""

    silent = Judgement(
        points=tuple(replace(one, quote=kept(one.quote)) for one in judged.points),
        flags=tuple(replace(one, quote=kept(one.quote)) for one in judged.flags),
        levels=tuple(replace(one, quote=kept(one.quote)) for one in judged.levels),
        tripwires=judged.tripwires,
    )
    return replace(outcome, judgement=silent, remark="")


def score(rubric: Rubric, judgement: Judgement, *, step: int = 1) -> int | None:
    """Return 0 to 100 from verdicts, or None where no point could be assessed.

    The weighted share of assessed points (MET 1, PARTIAL 1/2), times 100, less `FLAG_COST` for each
    red flag of commission up to `MAX_FLAG_COST`, never below 0, rounded to a multiple of `step`.
    Dimensions and omissions describe; they are not counted, since the missed points already are.
    """
    weights = {point.id: point.weight for point in rubric.points}
    assessed = [one for one in judgement.points if one.verdict != Verdict.CANNOT_ASSESS]
    total = sum(weights[one.point] for one in assessed)
    if not total:
        return None
    earned = sum(weights[one.point] * CREDIT[one.verdict] for one in assessed)
    cost = min(MAX_FLAG_COST, FLAG_COST * len({flag.flag for flag in judgement.flags}))
    exact = max(0.0, 100 * earned / total - cost)
    # Halves round up: a person exactly between two steps gets the better one.
    return int(exact / step + 0.5) * step


def omissions(rubric: Rubric, judgement: Judgement) -> tuple[RaisedFlag, ...]:
    """Return the red flags of omission: those all of whose points were missed."""
    missed = {one.point for one in judgement.points if one.verdict == Verdict.MISSED}
    return tuple(
        RaisedFlag(flag=flag.id)
        for flag in rubric.red_flags
        if isinstance(flag, Omission) and missed >= set(flag.points)
    )


def _topic(point: Point) -> str:
    return " ".join((point.says, point.evidence, *point.aliases))


def split_sentences(text: str) -> list[str]:
    """Return the sentences, list items and lines of a text, in order, without empty ones."""
    found: list[str] = []
    for line in visible(text).split("\n"):
        start = 0
        for at, char in enumerate(line):
            if char in ".!?;。！？" and (at + 1 == len(line) or line[at + 1].isspace()):
                found.append(line[start : at + 1])
                start = at + 1
        found.append(line[start:])
    return [part.strip(" \t-*•") for part in found if part.strip(" \t-*•")]

"""What somebody knows by now, and a team together: from grades to values to show or draw.

The mastery of a concept or track is a weighted mean of scores, 0 to 100, in which the weight of an
answer halves every `HALF_LIFE`. Only the first answer to each question that was asked counts: a
second one has been told what it lacked.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import fmean

from bot.content import Point, Verdict
from bot.periods import WEEK
from bot.records import GradedAnswer, TopicScore

HALF_LIFE = timedelta(days=30)

WEEKS = 12
"""How far back mastery and days are shown."""

RECENT = 20
"""How many of the newest answers say how somebody does on each dimension."""

MOST = 3
"""How many of the strongest and weakest points are named."""

ENOUGH = 3
"""Others whose scores are shown together, so that none of them can be told apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mastery:
    """How somebody does in one concept or track."""

    topic: str
    """Its id."""
    now: float
    answers: int
    weeks: tuple[float | None, ...]
    """At the end of each of the last `WEEKS`, the newest last; None before the first answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """The mean level, 0 to 4, on one evaluation dimension."""

    dimension: str
    level: float
    answers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PointSeen:
    """A key point as the newest answer to its question left it."""

    title: str
    """Of the question."""
    point: Point
    is_open: bool
    """Whether the question can still be answered, so that the point must not be said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """All that is shown of one person."""

    answers: int
    estimates: int
    concepts: tuple[Mastery, ...]
    """The one with the most mastery first."""
    tracks: tuple[Mastery, ...]
    levels: tuple[Level, ...]
    strongest: tuple[PointSeen, ...]
    weakest: tuple[PointSeen, ...]
    days: Mapping[date, int]
    """How many answers were sent on each day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The mean scores of one person by concept; without a name it is that of all others."""

    name: str
    people: int
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """How a team does in one concept."""

    concept: str
    mean: float
    answers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamProgress:
    """All that is shown of one team."""

    topics: tuple[Topic, ...]
    """The weakest first."""
    rows: tuple[Row, ...]
    """Those who let their names be shown, by name, then all others together if they are enough."""


def progress(
    answers: Sequence[GradedAnswer], now: datetime, day_of: Callable[[datetime], date]
) -> Progress:
    """Return a person's progress; `day_of` gives the date of a moment where they were."""
    newest_last = sorted(answers, key=lambda one: one.at)
    first: dict[str, GradedAnswer] = {}
    for one in newest_last:
        first.setdefault(one.slot, one)
    concepts: defaultdict[str, list[GradedAnswer]] = defaultdict(list)
    tracks: defaultdict[str, list[GradedAnswer]] = defaultdict(list)
    for one in first.values():
        tracks[one.question.track].append(one)
        for concept in one.question.concepts:
            concepts[concept].append(one)
    met, missed = _points(newest_last)
    return Progress(
        answers=len(answers),
        estimates=sum(one.outcome.estimate for one in answers),
        concepts=_masteries(concepts, now),
        tracks=_masteries(tracks, now),
        levels=_levels(newest_last[-RECENT:]),
        strongest=tuple(met[:MOST]),
        weakest=tuple(missed[:MOST]),
        days=Counter(day_of(one.at) for one in answers),
    )


def mastery(answers: Sequence[GradedAnswer], at: datetime) -> float | None:
    """Return the weighted mean of the scores up to a moment; None where there is none."""
    weights = [(0.5 ** ((at - one.at) / HALF_LIFE), one) for one in answers if one.at <= at]
    total = sum(weight for weight, _ in weights)
    return sum(weight * one.outcome.score for weight, one in weights) / total if total else None


def _masteries(topics: Mapping[str, Sequence[GradedAnswer]], now: datetime) -> tuple[Mastery, ...]:
    ends = [now - WEEK * back for back in reversed(range(WEEKS))]
    found = [
        Mastery(
            topic=topic,
            now=mastery(answers, now) or 0.0,
            answers=len(answers),
            weeks=tuple(mastery(answers, end) for end in ends),
        )
        for topic, answers in topics.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.now, one.topic)))


def _levels(answers: Sequence[GradedAnswer]) -> tuple[Level, ...]:
    levels: defaultdict[str, list[int]] = defaultdict(list)
    for one in answers:
        for found in one.outcome.judgement.levels:
            if found.level is not None:
                levels[found.dimension].append(found.level)
    return tuple(
        Level(dimension=dimension, level=fmean(found), answers=len(found))
        for dimension, found in sorted(levels.items())
    )


def _points(newest_last: Sequence[GradedAnswer]) -> tuple[list[PointSeen], list[PointSeen]]:
    """Return the points that were made, and those that were missed, the weightiest first."""
    newest = {one.question.id: one for one in newest_last}
    met, missed = [], []
    for one in reversed(newest.values()):
        known = {point.id: point for point in one.question.rubric.points}
        for found in one.outcome.judgement.points:
            if (point := known.get(found.point)) is None:
                continue
            seen = PointSeen(title=one.question.title, point=point, is_open=one.is_open)
            if found.verdict is Verdict.MET:
                met.append(seen)
            elif found.verdict is Verdict.MISSED:
                missed.append(seen)
    return sorted(met, key=_weight, reverse=True), sorted(missed, key=_weight, reverse=True)


def _weight(seen: PointSeen) -> int:
    return seen.point.weight


def team_progress(
    scores: Sequence[TopicScore], concepts_of: Mapping[str, Sequence[str]]
) -> TeamProgress:
    """Return a team's progress; `concepts_of` says which concepts a question is about."""
    of_team: defaultdict[str, list[TopicScore]] = defaultdict(list)
    of_person: defaultdict[str, defaultdict[str, list[TopicScore]]] = defaultdict(
        lambda: defaultdict(list)
    )
    people: dict[str, set[str]] = {}
    for one in scores:
        row = one.name if one.named else ""
        people.setdefault(row, set()).add(one.person)
        for concept in concepts_of.get(one.question, ()):
            of_team[concept].append(one)
            of_person[row][concept].append(one)
    topics = [
        Topic(concept=concept, mean=_mean(found), answers=sum(one.answers for one in found))
        for concept, found in of_team.items()
    ]
    rows = [
        Row(
            name=name,
            people=len(people[name]),
            scores={concept: _mean(found) for concept, found in by_concept.items()},
        )
        for name, by_concept in of_person.items()
        if name or len(people[name]) >= ENOUGH
    ]
    return TeamProgress(
        topics=tuple(sorted(topics, key=lambda one: (one.mean, one.concept))),
        rows=tuple(sorted(rows, key=lambda one: (not one.name, one.name.casefold()))),
    )


def _mean(scores: Sequence[TopicScore]) -> float:
    return sum(one.points for one in scores) / sum(one.answers for one in scores)

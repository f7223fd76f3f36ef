"""When missed points come back, and as what."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.cards import Hand
from bot.content import Exemplar, Exemplars, Point, Question, Verdict
from bot.grading import Graded
from bot.records import PersonId

MORNING, EVENING = time(9), time(18)
"""Local hours, on working days, in which reviews are sent unasked."""

GAP = timedelta(hours=3)
"""Between two that are sent unasked."""

SNOOZE = timedelta(days=7)

IGNORED = timedelta(days=2)
"""After which one that nobody answered comes back at the earliest."""

SATURDAY = 5


def hands(grades: Mapping[PersonId, Sequence[Graded]]) -> list[Hand]:
    """Return what everybody's answers left out: points that none of a person's answers made."""
    found = []
    for person, outcomes in grades.items():
        verdicts: dict[str, set[Verdict]] = {}
        for one in (one for outcome in outcomes for one in outcome.judgement.points):
            verdicts.setdefault(one.point, set()).add(one.verdict)
        made = {Verdict.MET, Verdict.PARTIAL}
        missed = {point for point, said in verdicts.items() if said == {Verdict.MISSED}}
        met = {point for point, said in verdicts.items() if said & made}
        found.append(Hand(person=person, missed=frozenset(missed), met=frozenset(met)))
    return found


def next_moment(now: datetime, zone: str, asked: Sequence[datetime], limit: int) -> datetime:
    """Return when the next card may be sent unasked, from `now` on.

    `asked` are the moments at which cards were sent lately, `limit` is how many a local day holds,
    at least 1.
    """
    here = ZoneInfo(zone)
    days = [one.astimezone(here).date() for one in asked]
    local = max([now, *(one + GAP for one in asked)]).astimezone(here)
    while True:
        full = days.count(local.date()) >= limit
        if full or local.weekday() >= SATURDAY or local.time() >= EVENING:
            local = datetime.combine(local.date() + timedelta(days=1), MORNING, tzinfo=here)
        elif local.time() < MORNING:
            local = datetime.combine(local.date(), MORNING, tzinfo=here)
        else:
            return local.astimezone(UTC)


def unanswered(asked_for: datetime, now: datetime) -> datetime:
    """Return when a card that is sent now comes back if nobody answers it.

    Each time it takes twice as long since it was last asked for, so that silence is heard.
    """
    return now + max(IGNORED, 2 * (now - asked_for))


def alone(question: Question, point: Point) -> Question:
    """Return the question with a rubric of this one point, for judging it alone."""
    rubric = question.rubric.model_copy(update={"points": (point,), "red_flags": ()})
    return question.model_copy(
        update={
            "rubric": rubric,
            "probes": tuple(one for one in question.probes if one.point == point.id),
            "exemplars": Exemplars(
                good=_alone(question.exemplars.good, point),
                partial=_alone(question.exemplars.partial, point),
                bad=_alone(question.exemplars.bad, point),
            ),
        }
    )


def _alone(exemplar: Exemplar, point: Point) -> Exemplar:
    return Exemplar(answer=exemplar.answer, verdicts={point.id: exemplar.verdicts[point.id]})


def probe(question: Question, point: Point) -> str:
    """Return the authored follow-up that aims at a point, or nothing."""
    return next((one.ask for one in question.probes if one.point == point.id), "")

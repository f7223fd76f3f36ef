"""What the figures of a card do not say: what is missing, and how far the rest can be trusted."""

from collections.abc import Iterable, Mapping, Sequence

from bot.report_card.agreement import Look
from bot.report_card.card import ReportCard
from bot.report_card.labelled import Origin
from bot.report_card.plan import Task
from bot.report_card.results import Result

OPTIMISTIC = (
    "Exemplars were written and labelled by the pack's authors, who looked at the offline grader's "
    "verdicts while they wrote: expect less on what people write, for the offline grader above all."
)

EXTREMES = (
    "Good exemplars make every point and bad ones none, so that figures over all answers look "
    "better than the mid-range line, which is the one to watch."
)

QUARTERS = (
    "Scores are estimates in quarter steps, labels are not: rounding alone is an error of up to "
    "12.5 points, and one quarter up is a successful attack."
)

KNOWN = (
    "The families of attack are known to those who built the graders; kinds that are not here may "
    "well work."
)


def caveats(looks: Sequence[Look]) -> tuple[str, ...]:
    """Return what has to be said beside the figures of these looks."""
    exemplars = any(look.labelled.origin == Origin.EXEMPLAR for look in looks)
    found = [OPTIMISTIC, EXTREMES] if exemplars else []
    found += [QUARTERS] if any(look.result.estimate for look in looks) else []
    return (*found, KNOWN)


def gaps(
    card: ReportCard,
    tasks: Sequence[Task],
    results: Mapping[tuple[str, int], Result],
    stopped: str,
) -> tuple[str, ...]:
    """Return what was not measured, each with the reason."""
    wanted = {(task.key, task.repeat) for task in tasks}
    return tuple(_gaps(card, tasks, len(wanted), len(wanted - results.keys()), stopped))


def _gaps(
    card: ReportCard, tasks: Sequence[Task], wanted: int, missing: int, stopped: str
) -> Iterable[str]:
    if missing:
        yield f"{missing:,} of {wanted:,} judgements: {stopped or 'not asked'}"
    if not any(task.base.origin == Origin.GOLD for task in tasks):
        yield "answers of people: there is no gold set beside the pack"
    if card.spread is None:
        asked = any(task.repeat for task in tasks)
        yield "repeat spread: " + (
            "no answer has two scores" if asked else "each answer was judged once"
        )
    if not card.attacks:
        yield "attack success: no attack was asked for"
    if not card.drift:
        yield "benign drift: no change was asked for"
    measured = [(one.name, one.answers) for one in card.attacks]
    measured += [(one.name, one.answers) for one in card.drift]
    for name, answers in measured:
        if not answers:
            yield f"{name}: no answer has a score with it and without it"

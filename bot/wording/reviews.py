"""Reviews in words."""

from datetime import datetime, timedelta

from bot.appeals import verdict_on
from bot.cards import CardView
from bot.content import Verdict
from bot.grading import Graded, GradeOutcome, Ungraded
from bot.messages import Choice, Post
from bot.reviews import SNOOZE, probe
from bot.wording.feedback import why
from bot.wording.text import quote
from bot.wording.times import count, day_and_time, span

_VERDICTS = {
    Verdict.MET: "**met**",
    Verdict.PARTIAL: "**partly**",
    Verdict.MISSED: "**missed**",
}


def ask(found: CardView, due: int) -> Post:
    """Ask for one point that a person missed; gives its direction, never the point."""
    follow_up = probe(found.question, found.point)
    more = f" {count(due - 1, 'more point')} after this one." if due > 1 else ""
    return Post(
        title=found.question.title,
        body=(
            f"{found.question.prompt}\n\nLast time you left out a point about "
            f"**{found.point.about}**. {follow_up}".rstrip()
        ),
        choices=(
            Choice(action="review", value=found.card.id, label="Answer", form="review"),
            Choice(action="snooze", value=found.card.id, label="In a week"),
            Choice(action="quiet", value=found.card.person, label="No more of these"),
        ),
        footer=(
            "From memory, in a sentence or two: here, if this is a private chat, else with "
            f"“Answer”.{more}"
        ),
    )


def judged(
    found: CardView, outcome: GradeOutcome, due_at: datetime, left: int, now: datetime
) -> Post:
    """Say what came of a review, with the point itself, and when it comes back."""
    said = ""
    head = _VERDICTS[Verdict.MISSED]
    grader = outcome.grader
    if isinstance(outcome, Graded):
        verdict = verdict_on(outcome, found.card.point)
        head = _VERDICTS[verdict.verdict]
        said = f"\n{quote(verdict.quote)}" if verdict.quote else ""
        grader = f"offline estimate by {grader}" if outcome.estimate else f"graded by {grader}"
    days = max(1, (due_at - now).days)
    more = (Choice(action="next", value=found.card.person, label="Next one"),) if left else ()
    return Post(
        title=found.question.title,
        body=f"{head} {found.point.says}{said}",
        choices=more,
        footer=f"Comes back in {count(days, 'day')} · {grader}",
    )


def unjudged(found: CardView, outcome: GradeOutcome) -> Post:
    """Say that an answer could not be judged, and that this counts for nothing."""
    reason = why(outcome.reason) if isinstance(outcome, Ungraded) else "I could not tell."
    return Post(
        title=found.question.title,
        body=f"{reason} That counts neither for nor against you; answer again when you like.",
        choices=(Choice(action="review", value=found.card.id, label="Answer", form="review"),),
    )


def later(found: CardView, wait: timedelta) -> Post:
    """Say that judging takes longer."""
    return Post(
        body=(
            f"What you said about “{found.question.title}” is kept, and looked at when grading is "
            f"possible again. I try again in {span(wait)}."
        )
    )


def nothing_yet() -> Post:
    """Say that there is nothing to review."""
    return Post(
        body="Nothing to review yet. Points that your answers leave out come here once their "
        "question is closed."
    )


def nothing_due(found: CardView, now: datetime) -> Post:
    """Say when the next review is due."""
    at = day_and_time(max(found.card.due_at, now), found.zone)
    return Post(body=f"Nothing is due now. Next: {at}.")


def snoozed() -> Post:
    """Confirm that a card comes back later."""
    return Post(body=f"That one comes back in {span(SNOOZE)}.")


def waits_already() -> Post:
    """Say that an answer cannot be taken."""
    return Post(body="That one is being looked at already, or is not yours to answer.")

"""Appeals and rulings in words."""

from collections.abc import Sequence
from datetime import datetime

from bot.appeals import PER_WEEK, is_better, verdict_on
from bot.content import Point, Question, Verdict
from bot.grading import Graded
from bot.messages import Choice, Post
from bot.records import AppealView, AttemptView
from bot.wording.text import plain, quote, short
from bot.wording.times import count, moment

COUNTS = {
    Verdict.MET: "counts in full",
    Verdict.PARTIAL: "counts in part",
    Verdict.MISSED: "does not count",
    Verdict.CANNOT_ASSESS: "is not assessed",
}

MOST = 10
"""How many open appeals are listed at once."""


def taken(view: AttemptView, point: str, left: int) -> Post:
    """Confirm that an appeal is looked at; names the direction of the point alone."""
    about = view.about.question.point(point).about
    return Post(
        body=(
            f"Your appeal is in, on the point about {about}. A fresh look comes first where the "
            "grader can take one; what that does not settle, an admin does. You have "
            f"{count(left, 'appeal')} left this week; one that is upheld is given back."
        )
    )


def not_yours() -> Post:
    """Say that people appeal for themselves."""
    return Post(body="Only the person who wrote an answer can appeal its grade.")


def not_possible() -> Post:
    """Say that there is no grade to appeal."""
    return Post(
        body="There is no grade here to appeal right now. `feedback` shows your newest one."
    )


def open_already() -> Post:
    """Say that one appeal at a time is enough."""
    return Post(body="An appeal on this answer is open already. You will hear how it ends.")


def used_up(again: datetime, zone: str, now: datetime) -> Post:
    """Say when the next appeal is possible."""
    return Post(
        body=(
            f"You have made {count(PER_WEEK, 'appeal')} within a week, which is the limit here. "
            f"The next one is possible {moment(again, zone, now)}."
        )
    )


def which_point(question: Question, outcome: Graded) -> Post:
    """Ask for the point in words of the feedback; names directions, never points."""
    points = question.rubric.points
    left = [one.about for one in points if verdict_on(outcome, one.id).verdict is not Verdict.MET]
    if not left:
        return Post(body="Every point of this answer counts in full, so there is none to appeal.")
    return Post(body=f"Which point do you mean? Name one of these: {'; '.join(left)}.")


def counts_already(point: Point) -> Post:
    """Say that there is nothing to gain."""
    return Post(body=f"The point about {point.about} counts in full already.")


def not_in_answer() -> Post:
    """Say that the sentence has to be copied."""
    return Post(body="I do not find that sentence in your answer. Copy it word for word.")


def overtaken(found: AppealView) -> Post:
    """Say that an appeal ended because its answer is no longer the same."""
    return Post(
        body=(
            f"Your appeal on “{_title(found)}” is closed, because the answer was changed, graded "
            "again or withdrawn after it."
        )
    )


def upheld(found: AppealView, verdict: Verdict) -> Post:
    """Tell a person that a second look agrees with them."""
    return Post(
        body=(
            f"A fresh look agrees with you on “{_title(found)}”: the point about {_about(found)} "
            f"{COUNTS[verdict]} now. Your points are up to date, and the appeal is given back."
        ),
        choices=_feedback(found),
    )


def ruled(found: AppealView, verdict: Verdict, reason: str, *, upheld: bool) -> Post:
    """Tell a person what an admin ruled, and why."""
    before = found.attempt.outcome
    was = verdict_on(before, found.appeal.point).verdict if isinstance(before, Graded) else verdict
    lower = is_better(was, verdict)
    change = "The appeal is given back. " if upheld else ""
    points = "Your points are up to date." if upheld or lower else "Your points stay as they were."
    return Post(
        body=(
            f"An admin ruled on your appeal on “{_title(found)}”: the point about {_about(found)} "
            f"{COUNTS[verdict]}. {change}{points}\n\nWhy:\n{quote(reason)}"
        ),
        choices=_feedback(found),
    )


def for_admins(found: AppealView) -> Post:
    """Ask the admins to rule."""
    view, appeal = found.attempt, found.appeal
    point = view.about.question.point(appeal.point)
    return Post(
        title="An appeal waits for you",
        body=(
            f"{plain(view.person.name)} appeals the grade on “{_title(found)}”.\n\n"
            f"The point, which {_now(found)}:\n> {point.says}\n\n"
            f"The sentence that is said to make it:\n{quote(appeal.sentence)}\n\n"
            f"Rule with `ruling {appeal.id} met REASON`, or `partial` or `missed` in its place. "
            "The reason is told to the person, and to the grader for later answers."
        ),
    )


def waits(found: AppealView) -> Post:
    """Say that an appeal waits, where others read along: not whose, nor on which point."""
    return Post(
        body=f"An appeal on “{_title(found)}” waits for an admin. `appeals` shows it, privately."
    )


def ruled_for_admins(found: AppealView, verdict: Verdict) -> Post:
    """Confirm a ruling to the one who made it."""
    name = plain(found.attempt.person.name)
    return Post(
        body=(
            f"Ruled: the point about {_about(found)} {COUNTS[verdict]} in the answer of {name}, "
            "who is told so with your reason."
        )
    )


def unknown_appeal(said: str) -> Post:
    """Say that no appeal has this id."""
    return Post(body=f"Unknown appeal “{plain(short(said))}”. `appeals` lists the open ones.")


def ended_already() -> Post:
    """Say that an appeal is over."""
    return Post(body="That appeal is over already. `appeals` lists the open ones.")


def listed(found: Sequence[AppealView]) -> Post:
    """List the open appeals."""
    if not found:
        return Post(body="No appeal is open.")
    lines = [_line(one) for one in found[:MOST]]
    if len(found) > MOST:
        lines.append(f"And {len(found) - MOST} more.")
    return Post(
        title=f"{count(len(found), 'open appeal')}",
        body="\n\n".join(lines),
        footer="`ruling ID met|partial|missed REASON` rules on one.",
    )


def _line(found: AppealView) -> str:
    looking = "" if found.appeal.with_people else ", a fresh look comes first"
    name = plain(found.attempt.person.name)
    point = found.attempt.about.question.point(found.appeal.point)
    return (
        f"`{found.appeal.id}` {name} on “{_title(found)}”{looking}. The point, which "
        f"{_now(found)}: {point.says}\n{quote(found.appeal.sentence)}"
    )


def _now(found: AppealView) -> str:
    outcome = found.attempt.outcome
    if not isinstance(outcome, Graded):
        return COUNTS[Verdict.CANNOT_ASSESS]
    return COUNTS[verdict_on(outcome, found.appeal.point).verdict]


def _title(found: AppealView) -> str:
    return found.attempt.about.question.title


def _about(found: AppealView) -> str:
    return found.attempt.about.question.point(found.appeal.point).about


def _feedback(found: AppealView) -> tuple[Choice, ...]:
    return (Choice(action="feedback", value=found.attempt.attempt.id, label="My feedback"),)

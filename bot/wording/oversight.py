"""The record, results and corrections in words."""

from collections.abc import Sequence

from bot.content import Point, Question, Verdict
from bot.messages import Choice, File, Post
from bot.people import AuditLine
from bot.records import AttemptView, Team
from bot.wording.appeals import COUNTS
from bot.wording.text import plain, quote, short
from bot.wording.times import day_and_time

_ACTIONS = {
    "ruling": "ruled on an appeal",
    "override": "changed a verdict",
    "link": "linked themselves",
    "unlink": "undid a link",
    "delete": "deleted all about themselves",
    "join": "brought a place into the team",
}


def record(team: Team, lines: Sequence[tuple[AuditLine, str]]) -> Post:
    """Show who did what."""
    if not lines:
        return Post(body="Nothing is on record yet.")
    shown = "\n".join(f"- {_line(team, line, name)}" for line, name in lines)
    return Post(
        title=f"On record in {team.name}",
        body=shown,
        footer="Newest first. `unlink ID` undoes a link.",
    )


def _line(team: Team, line: AuditLine, name: str) -> str:
    at = day_and_time(line.at, team.zone)
    done = _ACTIONS.get(line.action, line.action)
    facts = [
        f"{fact}: {plain(short(str(line.about[fact])))}"
        for fact in ("point", "verdict", "why", "space", "answers")
        if line.about.get(fact)
    ]
    return f"{at} `{line.id}` {plain(name)} {done}" + (f" ({', '.join(facts)})" if facts else "")


def results(team: Team, file: File) -> Post:
    """Hand over a team's results."""
    return Post(
        body=(
            f"The graded answers of {team.name}, with names as boards show them. People who are on "
            "no board are left out, and no text of an answer is in it."
        ),
        files=(file,),
    )


def no_results() -> Post:
    """Say that there is nothing to hand over."""
    return Post(body="There is no graded answer yet.")


def unknown_answer(said: str) -> Post:
    """Say that no answer has this id."""
    return Post(body=f"Unknown answer “{plain(short(said))}”. `export` lists them with their ids.")


def not_graded() -> Post:
    """Say that there is no verdict to change."""
    return Post(body="That answer has no grade right now, so there is no verdict to change.")


def which_point(question: Question) -> Post:
    """List the points of a question, to an admin."""
    points = ", ".join(f"`{point.id}`" for point in question.rubric.points)
    return Post(body=f"Which point? One of {points}.")


def overridden(view: AttemptView, point: Point, verdict: Verdict, reason: str) -> Post:
    """Tell a person that an admin changed a verdict of theirs, and why."""
    return Post(
        body=(
            f"An admin looked at your answer to “{view.about.question.title}”: the point about "
            f"{point.about} {COUNTS[verdict]} now. Your points are up to date.\n\n"
            f"Why:\n{quote(reason)}"
        ),
        choices=(Choice(action="feedback", value=view.attempt.id, label="My feedback"),),
    )


def overrode(view: AttemptView, point: Point, verdict: Verdict) -> Post:
    """Confirm a changed verdict to the admin."""
    return Post(
        body=(
            f"Changed: the point about {point.about} {COUNTS[verdict]} in the answer of "
            f"{plain(view.person.name)}, who is told so with your reason. It is on record."
        )
    )

"""A question on its way: asked, about to close, closed."""

from collections.abc import Sequence
from datetime import datetime
from statistics import fmean

from bot.consequences import AskedId
from bot.content import Question
from bot.messages import Choice, Fact, Post
from bot.records import AskedQuestion, SlotSummary
from bot.wording.times import count, day_and_time, moment

ENOUGH = 3
"""Graded people from whom on an average tells nothing of one of them."""

MOST_MISSED = 2
"""How many of the points that most people missed the reveal names."""


def question(asked: Question, asked_id: AskedId, closes_at: datetime, zone: str) -> Post:
    """Ask a question."""
    return Post(
        title=asked.title,
        body=asked.prompt.strip(),
        facts=_facts(asked),
        choices=(
            Choice(action="answer", value=asked_id, label="Answer privately", form="answer"),
            Choice(action="graded", value=asked_id, label="What is graded here?"),
        ),
        footer=f"Open until {day_and_time(closes_at, zone)}. Answer in the thread.",
    )


def closed_question(about: AskedQuestion) -> Post:
    """Return the question as it stands once it is closed."""
    return Post(
        title=about.question.title,
        body=about.question.prompt.strip(),
        facts=_facts(about.question),
        footer=f"Closed {day_and_time(about.slot.closes_at, about.team.zone)}.",
    )


def reminder(about: AskedQuestion, summary: SlotSummary, now: datetime) -> Post:
    """Say that a question closes soon."""
    when = moment(about.slot.closes_at, about.team.zone, now)
    people = (
        "Nobody has answered yet."
        if not summary.people
        else f"{count(summary.people, 'person').replace('persons', 'people')} answered so far."
    )
    return Post(body=f"Closes {when}. {people}")


def reveal(about: AskedQuestion, summary: SlotSummary) -> Post:
    """Give the model answer, and what the team made of the question."""
    facts = [Fact(label="Answered", value=str(summary.people))]
    enough = len(summary.scores) >= ENOUGH
    if enough:
        facts.append(Fact(label="Average", value=f"{fmean(summary.scores):.0f} of 100"))
    if summary.pending:
        facts.append(Fact(label="Not graded yet", value=count(summary.pending, "answer")))
    body = about.question.model_answer.strip()
    known = {point.id: point.says for point in about.question.rubric.points}
    missed = [known[point] for point in summary.missed[:MOST_MISSED] if enough and point in known]
    if missed:
        body += "\n\n**Most missed:**\n" + "\n".join(f"- {says}" for says in missed)
    return Post(
        title=f"Model answer: {about.question.title}",
        body=body,
        facts=tuple(facts),
        footer="Answers from now on are practice: graded, but without points.",
    )


def what_is_graded(about: AskedQuestion, *, is_open: bool) -> Post:
    """Say by what an answer is judged, without giving it away while it can be answered."""
    points = about.question.rubric.points
    lines = [
        f"- {point.about if is_open else point.says} (weight {point.weight})" for point in points
    ]
    head = f"{len(points)} key points, by weight"
    if is_open:
        head += "; what they say is shown at the close"
    return Post(
        title=f"What is graded: {about.question.title}",
        body=f"{head}:\n" + "\n".join(lines),
        footer="A point counts when your own words make it. Red flags take up to 30 of 100 off.",
    )


def today(open_questions: Sequence[AskedQuestion], now: datetime, zone: str) -> Post:
    """Show what can be answered now."""
    if not open_questions:
        return Post(body="No question is open here just now.")
    first = open_questions[0]
    post = question(first.question, first.asked.id, first.slot.closes_at, zone)
    closes = moment(first.slot.closes_at, zone, now)
    more = len(open_questions) - 1
    also = (
        f" {count(more, 'other question')} {'is' if more == 1 else 'are'} open too." if more else ""
    )
    return Post(
        title=post.title,
        body=post.body,
        facts=post.facts,
        choices=post.choices,
        footer=f"Open until {closes}. Answer in its thread.{also}",
    )


def closed_here() -> Post:
    """Say that the question of this thread takes no more answers for points."""
    return Post(body="The question of this thread is closed. `today` shows what is open.")


def missed_slots(missed: int, name: str) -> Post:
    """Say that questions were not asked while we were away."""
    were = "was" if missed == 1 else "were"
    return Post(
        body=(
            f"{count(missed, 'question')} of the schedule “{name}” {were} not asked, because I was "
            "not running at the time. `post` asks one now."
        )
    )


def nothing_to_ask(name: str) -> Post:
    """Say that a schedule has no question to choose from."""
    return Post(
        body=(
            f"The schedule “{name}” found no question for its tracks and levels, so it is paused. "
            f"Widen it with `schedule name={name} tracks=...`, then `resume`."
        )
    )


def _facts(asked: Question) -> tuple[Fact, ...]:
    return (
        Fact(label="Track", value=asked.track),
        Fact(label="Level", value=asked.difficulty),
        Fact(label="Time", value=f"{asked.minutes} min"),
    )

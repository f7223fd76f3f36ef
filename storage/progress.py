"""What people's answers were worth, by question: for progress, and for the choice of questions."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, func, select

from bot.grading import Graded
from bot.records import ConceptScore, GradedAnswer, PersonId, SlotId, TeamId, TopicScore
from storage.codec import OUTCOME, question_of
from storage.schema import attempt, award, grade, person, question, slot

MOST = 300
"""How many of a person's newest answers are looked at."""

_ANSWERS = (
    select(
        attempt.c.slot,
        attempt.c.first_sent_at,
        slot.c.state,
        grade.c.body,
        question.c.body.label("question_body"),
    )
    .join(slot, slot.c.id == attempt.c.slot)
    .join(question, question.c.digest == slot.c.question)
    .join(grade, (grade.c.attempt == attempt.c.id) & grade.c.current)
    .where(
        attempt.c.person == bindparam("person"),
        attempt.c.first_sent_at >= bindparam("since", type_=attempt.c.first_sent_at.type),
        attempt.c.state != "withdrawn",
        grade.c.score.is_not(None),
    )
    .order_by(attempt.c.first_sent_at.desc())
    .limit(MOST)
)

_TOPICS = (
    select(
        person.c.id,
        func.coalesce(person.c.board_name, person.c.name).label("name"),
        (person.c.named & person.c.on_board).label("named"),
        question.c.name.label("question"),
        func.sum(award.c.first_points).label("points"),
        func.count().label("answers"),
    )
    .select_from(award)
    .join(person, person.c.id == award.c.person)
    .join(slot, slot.c.id == award.c.slot)
    .join(question, question.c.digest == slot.c.question)
    .where(award.c.team == bindparam("team"), award.c.day >= bindparam("since"))
    .group_by(person.c.id, question.c.name)
)

_RECENT = (
    select(question.c.name, award.c.first_points)
    .select_from(award)
    .join(slot, slot.c.id == award.c.slot)
    .join(question, question.c.digest == slot.c.question)
    .where(award.c.team == bindparam("team"))
    .order_by(award.c.day.desc())
    .limit(bindparam("limit"))
)


def answers_of(
    connection: Connection, person_id: PersonId, since: datetime
) -> Sequence[GradedAnswer]:
    """Return what a person sent since then and was graded, newest first."""
    rows = connection.execute(_ANSWERS, {"person": person_id, "since": since}).all()
    found = []
    for row in rows:
        outcome = OUTCOME.value(row.body)
        if isinstance(outcome, Graded):
            found.append(
                GradedAnswer(
                    slot=SlotId(row.slot),
                    question=question_of(row.question_body),
                    at=row.first_sent_at,
                    outcome=outcome,
                    is_open=row.state == "open",
                )
            )
    return found


def topic_scores(connection: Connection, team_id: TeamId, since: date) -> Sequence[TopicScore]:
    """Return what everybody's first attempts since then were worth, by person and question."""
    rows = connection.execute(_TOPICS, {"team": team_id, "since": since})
    return [
        TopicScore(
            person=row.id,
            name=row.name,
            named=row.named,
            question=row.question,
            points=row.points,
            answers=row.answers,
        )
        for row in rows
    ]


def recent_scores(connection: Connection, team_id: TeamId, limit: int) -> Sequence[ConceptScore]:
    """Return what a team's newest first attempts were worth, newest first."""
    rows = connection.execute(_RECENT, {"team": team_id, "limit": limit})
    return [ConceptScore(question=row.name, score=row.first_points) for row in rows]

"""What rows mean together: questions where they were asked, and answers with all about them."""

from sqlalchemy import Connection, Row, Select, bindparam, func, select

from bot.consequences import AskedId
from bot.messages import MessageRef, UserId
from bot.records import (
    Asked,
    AskedQuestion,
    AskedState,
    Attempt,
    AttemptId,
    AttemptState,
    AttemptView,
    Person,
    PersonId,
    Slot,
    SlotState,
)
from storage.codec import OUTCOME, RECEIPT, question_of
from storage.schema import asked, attempt, grade, message, person, question, slot, team
from storage.teams import team_of

_ASKED_COLUMNS = (
    *(column.label(f"asked_{column.name}") for column in asked.c),
    *(column.label(f"slot_{column.name}") for column in slot.c),
    question.c.body.label("question_body"),
    *team.c,
)


ASKED: Select[tuple[object, ...]] = (
    select(*_ASKED_COLUMNS)
    .select_from(asked)
    .join(slot, asked.c.slot == slot.c.id)
    .join(question, slot.c.question == question.c.digest)
    .join(team, slot.c.team == team.c.id)
)
"""Selects what `asked_question` reads."""

_judged = attempt.alias()

_USED = (
    select(func.count())
    .select_from(grade)
    .join(_judged, _judged.c.id == grade.c.attempt)
    .where(grade.c.kind == "grader", grade.c.score.is_not(None))
)
_GRADES_OF = _USED.where(
    _judged.c.person == bindparam("someone"), _judged.c.asked == bindparam("about")
)

_VIEW: Select[tuple[object, ...]] = (
    select(
        *_ASKED_COLUMNS,
        *(column.label(f"attempt_{column.name}") for column in attempt.c),
        person.c.team.label("person_team"),
        person.c.name.label("person_name"),
        grade.c.body.label("outcome"),
        _USED.where(_judged.c.person == attempt.c.person, _judged.c.asked == attempt.c.asked)
        .correlate(attempt)
        .scalar_subquery()
        .label("used"),
    )
    .select_from(attempt)
    .join(asked, attempt.c.asked == asked.c.id)
    .join(slot, asked.c.slot == slot.c.id)
    .join(question, slot.c.question == question.c.digest)
    .join(team, slot.c.team == team.c.id)
    .join(person, attempt.c.person == person.c.id)
    .outerjoin(grade, (grade.c.attempt == attempt.c.id) & grade.c.current)
    .where(attempt.c.id == bindparam("one"))
)

_TEXTS = (
    select(message.c.ref, message.c.text, message.c.private)
    .where(message.c.attempt == bindparam("one"), ~message.c.deleted)
    .order_by(message.c.sent_at, message.c.ref)
)


def attempt_view(connection: Connection, attempt_id: AttemptId) -> AttemptView | None:
    """Return an answer to an asked question, with its text."""
    row = connection.execute(_VIEW, {"one": attempt_id}).first()
    if row is None:
        return None
    one = attempt_of(row, "attempt_")
    messages = connection.execute(_TEXTS, {"one": attempt_id}).all()
    public = [MessageRef(text.ref) for text in messages if not text.private]
    return AttemptView(
        attempt=one,
        about=asked_question(row),
        person=Person(id=one.person, team=row.person_team, user=one.user, name=row.person_name),
        text="\n\n".join(text.text for text in messages),
        messages=len(messages),
        last_message=public[-1] if public else None,
        outcome=OUTCOME.value(row.outcome) if row.outcome else None,
        used=row.used,
    )


def grades_of(connection: Connection, person_id: PersonId, asked_id: AskedId) -> int:
    """Count the grades that a person had for a question; a regrade is one more.

    What an appeal makes of a grade is not.
    """
    return connection.scalar(_GRADES_OF, {"someone": person_id, "about": asked_id}) or 0


def attempt_of(row: Row[tuple[object, ...]], prefix: str = "") -> Attempt:
    """Return the attempt of a row whose columns of `attempt` have this prefix."""
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's name for a public view
    return Attempt(
        id=values[f"{prefix}id"],
        asked=values[f"{prefix}asked"],
        person=values[f"{prefix}person"],
        user=UserId(values[f"{prefix}user"]),
        number=values[f"{prefix}number"],
        state=AttemptState(values[f"{prefix}state"]),
        revision=values[f"{prefix}revision"],
        first_sent_at=values[f"{prefix}first_sent_at"],
        last_sent_at=values[f"{prefix}last_sent_at"],
        settles_at=values[f"{prefix}settles_at"],
        practice=values[f"{prefix}practice"],
        private=values[f"{prefix}private"],
        failures=values[f"{prefix}failures"],
    )


def asked_question(row: Row[tuple[object, ...]]) -> AskedQuestion:
    """Return the asked question of a row of `asked_questions`."""
    return AskedQuestion(
        asked=Asked(
            id=row.asked_id,
            slot=row.asked_slot,
            channel=row.asked_channel,
            state=AskedState(row.asked_state),
            thread=row.asked_thread,
            receipt=RECEIPT.value(row.asked_receipt) if row.asked_receipt else None,
        ),
        slot=Slot(
            id=row.slot_id,
            schedule=row.slot_schedule,
            team=row.slot_team,
            local=row.slot_local_slot,
            opens_at=row.slot_opens_at,
            closes_at=row.slot_closes_at,
            state=SlotState(row.slot_state),
        ),
        team=team_of(row),
        question=question_of(row.question_body),
    )

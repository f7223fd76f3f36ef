"""Pieces of an answer: finding what they belong to, and keeping them."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection, bindparam, or_, select, update

from bot.messages import MessageRef
from bot.records import (
    UNDER_WAY,
    Answer,
    AnswerView,
    AskedQuestion,
    Attempt,
    AttemptId,
    AttemptState,
)
from storage.codec import ANSWER
from storage.engine import insert
from storage.identities import person_of
from storage.schema import asked, attempt, message
from storage.transactions import Transaction
from storage.views import ASKED, asked_question, attempt_of, grades_of

DAY = timedelta(days=1)

_KNOWN = select(message.c.ref).where(message.c.ref == bindparam("one"))
_ANSWERABLE = ASKED.add_columns(_KNOWN.exists().label("known")).where(
    asked.c.state.in_(("open", "closed"))
)
_BY_ID = _ANSWERABLE.where(asked.c.id == bindparam("here"))
_BY_THREAD = _ANSWERABLE.where(asked.c.thread == bindparam("here"))
_POSTING = (
    select(asked.c.id)
    .where(asked.c.channel == bindparam("here"), asked.c.state == "posting")
    .limit(1)
    # It is opened only after the message is there to be adopted.
    .with_for_update(read=True)
)
_MINE = (
    select(attempt)
    .where(
        attempt.c.person == bindparam("someone"),
        or_(
            attempt.c.asked == bindparam("about"),
            attempt.c.first_sent_at > bindparam("since", type_=attempt.c.first_sent_at.type),
        ),
    )
    .order_by(attempt.c.number.desc())
)
_INSERT_ATTEMPT = insert(attempt)
_INSERT_MESSAGE = insert(message)
_CHANGE = (
    update(attempt)
    .where(attempt.c.id == bindparam("one"))
    .values(
        state=bindparam("to_state"),
        revision=bindparam("to_revision"),
        last_sent_at=bindparam("to_last_sent_at"),
        settles_at=bindparam("to_settles_at"),
        failures=bindparam("to_failures"),
    )
)


def is_known(connection: Connection, ref: MessageRef) -> bool:
    """Return whether a message was stored before."""
    return connection.scalar(_KNOWN, {"one": ref}) is not None


def asked_for(connection: Connection, answer: Answer) -> tuple[AskedQuestion, bool] | None:
    """Return the question that a message answers, and whether the message was stored before."""
    if answer.asked is not None:
        found, here = _BY_ID, str(answer.asked)
    elif answer.place.thread is not None:
        found, here = _BY_THREAD, str(answer.place.thread)
    else:
        return None
    row = connection.execute(found, {"here": here, "one": answer.ref}).first()
    return (asked_question(row), row.known) if row else None


def is_posting(connection: Connection, answer: Answer) -> bool:
    """Return whether a question is just being posted in the channel of a thread's message."""
    if answer.place.thread is None:
        return False
    return connection.scalar(_POSTING, {"here": answer.place.channel}) is not None


def answer_view(transaction: Transaction, answer: Answer, about: AskedQuestion) -> AnswerView:
    """Return all that decides what becomes of a piece of an answer."""
    connection = transaction.connection
    someone = person_of(
        connection, about.team.id, answer.user, answer.name, answer.sent_at, answer.zone
    )
    since = answer.sent_at - DAY
    mine = {"someone": someone.id, "about": about.asked.id, "since": since}
    attempts = [attempt_of(row) for row in connection.execute(_MINE, mine)]
    here = [one for one in attempts if one.asked == about.asked.id]
    uncounted = {AttemptState.WITHDRAWN, AttemptState.UNGRADED}
    return AnswerView(
        about=about,
        person=someone,
        under_way=tuple(one for one in here if one.state in UNDER_WAY),
        used=grades_of(connection, someone.id, about.asked.id) if here else 0,
        newest=max((one.number for one in here), default=0),
        graded_today=sum(
            one.first_sent_at > since and one.state not in uncounted for one in attempts
        ),
    )


def save_attempt(
    connection: Connection, about: AskedQuestion, one: Attempt, *, known: bool
) -> None:
    """Store an attempt, or what changed of one that is there."""
    if known:
        changes = {
            "one": one.id,
            "to_state": one.state,
            "to_revision": one.revision,
            "to_last_sent_at": one.last_sent_at,
            "to_settles_at": one.settles_at,
            "to_failures": one.failures,
        }
        connection.execute(_CHANGE, changes)
        return
    new = {
        "id": one.id,
        "person": one.person,
        "user": one.user,
        "asked": one.asked,
        "slot": about.slot.id,
        "number": one.number,
        "state": one.state,
        "revision": one.revision,
        "first_sent_at": one.first_sent_at,
        "last_sent_at": one.last_sent_at,
        "settles_at": one.settles_at,
        "practice": one.practice,
        "private": one.private,
        "failures": one.failures,
    }
    connection.execute(_INSERT_ATTEMPT, new)


def insert_message(connection: Connection, answer: Answer, attempt_id: AttemptId | None) -> None:
    """Store a message, with all that is needed to decide on it later where it has no attempt."""
    new = {
        "ref": answer.ref,
        "attempt": attempt_id,
        "address": answer.place.here,
        "channel": answer.place.channel,
        "user": answer.user,
        "private": answer.private,
        "text": answer.text,
        "body": "" if attempt_id else ANSWER.text(replace(answer, reply=None)),
        "sent_at": answer.sent_at,
        "deleted": False,
    }
    connection.execute(_INSERT_MESSAGE, new)

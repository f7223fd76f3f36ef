"""Answers and their grades, from the first message to the award."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from sqlalchemy import ColumnElement, Connection, and_, bindparam, or_, select, update

from bot.consequences import AskedId, Consequences
from bot.grading import Graded
from bot.messages import MessageDeleted, MessageEdited, MessageRef
from bot.records import (
    Answer,
    AnswerView,
    AskedQuestion,
    Attempt,
    AttemptId,
    AttemptState,
    AttemptView,
    Begun,
    Collect,
    Intake,
    PersonId,
    Reservation,
    Saving,
)
from bot.spend import Spent
from storage import alone
from storage.answers import (
    answer_view,
    asked_for,
    insert_message,
    is_known,
    is_posting,
    save_attempt,
)
from storage.awards import recompute_award
from storage.codec import ANSWER, OUTCOME
from storage.grades import forget_words, replace_grade
from storage.ledger import month_of, reserve, settle
from storage.moves import change, close_appeals, move
from storage.schema import asked, attempt, grade, message
from storage.transactions import Transaction, Transactions, reads, writes, writes_unless_handled
from storage.views import ASKED, asked_question, attempt_of, attempt_view

_SAME = select(grade.c.body).where(grade.c.digest == bindparam("of")).order_by(grade.c.at).limit(1)
_ADOPTING = ASKED.where(asked.c.id == bindparam("one"))
_waiting = message.c.attempt.is_(None) & ~message.c.deleted & (message.c.body != "")
_KEPT = (
    select(message)
    .where(message.c.address == bindparam("here"), _waiting)
    .order_by(message.c.sent_at)
)
_STRAY = message.delete().where(
    _waiting,
    message.c.channel == bindparam("here"),
    message.c.channel.not_in(select(asked.c.channel).where(asked.c.state == "posting")),
)


class AttemptRows:
    """Attempts, as `ports.Attempts` describes them."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @writes
    def take(
        self, transaction: Transaction, answer: Answer, decide: Callable[[AnswerView], Intake]
    ) -> Intake | None:
        """Store a piece of an answer as `decide` says, in one transaction."""
        connection = transaction.connection
        found = asked_for(connection, answer)
        if found is None:
            if is_posting(connection, answer):
                if not is_known(connection, answer.ref):
                    insert_message(connection, answer, None)
                return None
            # It may have been opened between the two looks.
            found = asked_for(connection, answer)
        if found is None:
            return None
        about, known = found
        return None if known else _decide(transaction, answer, about, decide)

    @writes
    def adopt(
        self,
        transaction: Transaction,
        asked_id: AskedId,
        decide: Callable[[Answer, AnswerView], Intake],
    ) -> Sequence[Intake]:
        """Decide on the messages that were kept while this question was being posted."""
        decided = []
        connection = transaction.connection
        row = connection.execute(_ADOPTING, {"one": asked_id}).first()
        about = asked_question(row) if row else None
        if about is None or about.asked.thread is None:
            return []
        for one in connection.execute(_KEPT, {"here": about.asked.thread}).all():
            answer = replace(ANSWER.value(one.body), text=one.text)
            connection.execute(message.delete().where(message.c.ref == one.ref))
            decided.append(_decide(transaction, answer, about, partial(decide, answer)))
        # What was written elsewhere in the channel meanwhile was none of our business.
        connection.execute(_STRAY, {"here": about.asked.channel})
        return decided

    @writes
    def edit(
        self, transaction: Transaction, edit: MessageEdited, decide: Callable[[AttemptView], Intake]
    ) -> Intake | None:
        """Store a changed text if `decide` takes it into the attempt that it belongs to."""
        changed = (
            message.c.ref == edit.ref,
            message.c.text != edit.text,
            ~message.c.deleted,
            or_(message.c.edited_at.is_(None), message.c.edited_at < edit.edited_at),
        )
        values = {"text": edit.text, "edited_at": edit.edited_at}
        return _changed(transaction, edit.ref, and_(*changed), values, decide)

    @writes
    def withdraw(
        self,
        transaction: Transaction,
        gone: MessageDeleted,
        decide: Callable[[AttemptView], Intake],
    ) -> Intake | None:
        """Forget the text of a deleted message; `decide` sees the attempt without it."""
        there = and_(message.c.ref == gone.ref, ~message.c.deleted)
        values = {"text": "", "body": "", "deleted": True}
        return _changed(transaction, gone.ref, there, values, decide)

    @reads
    def get(self, connection: Connection, attempt_id: AttemptId) -> AttemptView | None:
        """Return an attempt with its text."""
        return attempt_view(connection, attempt_id)

    @reads
    def latest(
        self, connection: Connection, person_id: PersonId, asked_id: AskedId | None
    ) -> AttemptView | None:
        """Return a person's newest attempt that was not withdrawn."""
        newest = select(attempt.c.id).where(
            attempt.c.person == person_id, attempt.c.state != "withdrawn"
        )
        if asked_id is not None:
            newest = newest.where(attempt.c.asked == asked_id)
        # Talk after an answer does not hide its grade.
        newest = newest.order_by(
            attempt.c.state == "ungraded",
            attempt.c.first_sent_at.desc(),
            attempt.c.number.desc(),
        ).limit(1)
        found = connection.scalar(newest)
        return attempt_view(connection, AttemptId(found)) if found else None

    @reads
    def collecting(
        self, connection: Connection, prefix: str, person_id: PersonId | None
    ) -> Sequence[Attempt]:
        """Return the attempts of one platform that wait for more."""
        found = select(attempt).where(
            attempt.c.state == "collecting", attempt.c.user.startswith(f"{prefix}:")
        )
        if person_id is not None:
            found = found.where(attempt.c.person == person_id)
        return [attempt_of(row) for row in connection.execute(found)]

    @writes
    def begin(
        self, transaction: Transaction, one: Attempt, digest: str, reservation: Reservation
    ) -> Begun | None:
        """Move an attempt to grading, where its revision is still the same.

        One that is being graded already was left behind by a process that died.
        """
        states = (AttemptState.COLLECTING, AttemptState.PENDING, AttemptState.GRADING)
        connection = transaction.connection
        body = connection.scalar(_SAME, {"of": digest})
        outcome = OUTCOME.value(body) if body else None
        found = outcome if isinstance(outcome, Graded) else None
        if reservation.cap is not None:
            alone.with_person(connection, one.person)
            alone.with_team(connection, reservation.team)
        month = month_of(connection, reservation) if reservation.micros else 0
        month += reservation.micros
        if found is None and reservation.cap is not None and month > reservation.cap:
            return Begun(same=None, over_budget=True, month=month - reservation.micros)
        if not move(connection, one, states, AttemptState.GRADING):
            return None
        if found is None:
            reserve(connection, one, reservation)
        return Begun(same=found, month=month)

    @writes_unless_handled
    def settle_now(self, transaction: Transaction, one: Attempt, then: Consequences) -> bool:
        """Let a collecting attempt settle at once."""
        values = {"settles_at": transaction.now}
        if not change(transaction.connection, one, (AttemptState.COLLECTING,), values):
            return False
        transaction.store(then)
        return True

    @writes
    def postpone(
        self,
        transaction: Transaction,
        one: Attempt,
        failures: int,
        spent: Sequence[Spent],
        then: Consequences,
    ) -> bool:
        """Keep an attempt pending until its next try."""
        values = {"state": "pending", "failures": failures}
        states = (AttemptState.GRADING, AttemptState.COLLECTING, AttemptState.PENDING)
        settle(transaction.connection, one, spent)
        if not change(transaction.connection, one, states, values):
            return False
        transaction.store(then)
        return True

    @writes_unless_handled
    def regrade(self, transaction: Transaction, one: Attempt, then: Consequences) -> bool:
        """Take an attempt that was judged back to collecting, as its next revision."""
        values = {
            "state": "collecting",
            "revision": one.revision + 1,
            "settles_at": transaction.now,
            "failures": 0,
        }
        ended = (AttemptState.GRADED, AttemptState.UNGRADED)
        if not change(transaction.connection, one, ended, values):
            return False
        close_appeals(transaction, one.id)
        transaction.store(then)
        return True

    @writes
    def save_outcome(
        self, transaction: Transaction, one: Attempt, saving: Saving, then: Consequences
    ) -> bool:
        """Store what grading this revision gave, with award and tally."""
        outcome = saving.outcome
        connection = transaction.connection
        settle(connection, one, saving.spent)
        state = AttemptState.GRADED if isinstance(outcome, Graded) else AttemptState.UNGRADED
        if not move(connection, one, (AttemptState.GRADING,), state):
            return False
        replace_grade(connection, one, "grader", outcome, transaction.now, saving.digest or None)
        recompute_award(connection, one.id, saving.day)
        transaction.store(then)
        return True

    @writes
    def keep_grade(
        self, transaction: Transaction, one: Attempt, spent: Sequence[Spent], then: Consequences
    ) -> bool:
        """Leave an attempt the grade that it has, since its newest revision got none."""
        settle(transaction.connection, one, spent)
        if not move(transaction.connection, one, (AttemptState.GRADING,), AttemptState.GRADED):
            return False
        transaction.store(then)
        return True


def _decide(
    transaction: Transaction,
    answer: Answer,
    about: AskedQuestion,
    decide: Callable[[AnswerView], Intake],
) -> Intake:
    view = answer_view(transaction, answer, about)
    intake = decide(view)
    if isinstance(intake, Collect):
        known = intake.attempt.id in {one.id for one in view.under_way}
        save_attempt(transaction.connection, about, intake.attempt, known=known)
        insert_message(transaction.connection, answer, intake.attempt.id)
    transaction.store(intake.then)
    return intake


def _changed(
    transaction: Transaction,
    ref: MessageRef,
    condition: ColumnElement[bool],
    values: dict[str, object],
    decide: Callable[[AttemptView], Intake],
) -> Intake | None:
    """Change a message, and let `decide` say what that makes of its attempt.

    What it declines is not changed, but for a deletion, which nobody can decline.
    """
    connection = transaction.connection
    alone.with_message(connection, ref)
    found = select(message.c.ref, message.c.attempt).where(condition)
    row = connection.execute(found).first()
    if row is None:
        return None
    changing = update(message).where(message.c.ref == row.ref).values(**values)
    if row.attempt is None or "deleted" in values:
        connection.execute(changing)
    view = attempt_view(connection, row.attempt) if row.attempt else None
    if view is None:
        return None
    intake = decide(view)
    if isinstance(intake, Collect):
        connection.execute(changing)
        save_attempt(connection, view.about, intake.attempt, known=True)
        if intake.attempt.state is AttemptState.WITHDRAWN:
            recompute_award(connection, view.attempt.id, None)
    if isinstance(intake, Collect) or "deleted" in values:
        close_appeals(transaction, view.attempt.id)
    if "deleted" in values:
        forget_words(connection, [view.attempt.id], view.text)
    transaction.store(intake.then)
    return intake

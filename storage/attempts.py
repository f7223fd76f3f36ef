"""Answers and their grades, from the first message to the award."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

from sqlalchemy import ColumnElement, Row, ScalarSelect, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.consequences import AskedId, Consequences, Wake, WakeKind
from bot.grading import Graded
from bot.messages import MessageDeleted, MessageEdited, MessageRef, UserId
from bot.records import (
    UNDER_WAY,
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
    Person,
    PersonId,
    Reservation,
    Saving,
)
from bot.spend import Spent
from storage.awards import recompute_award
from storage.codec import ANSWER, OUTCOME
from storage.engine import insert
from storage.grades import forget_sentences, overtake, replace_grade
from storage.ledger import month_of, reserve, settle
from storage.schema import asked, attempt, grade, message, person
from storage.slots import asked_question, asked_questions
from storage.teams import person_of
from storage.transactions import HandledBefore, Transactions

DAY = timedelta(days=1)


class AttemptRows:
    """Attempts, as `ports.Attempts` describes them."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def take(self, answer: Answer, decide: Callable[[AnswerView], Intake]) -> Intake | None:
        """Store a piece of an answer as `decide` says, in one transaction."""
        async with self._transactions.writing() as connection:
            known = select(message.c.ref).where(message.c.ref == answer.ref)
            if await connection.scalar(known):
                return None
            about = await _asked_for(connection, answer)
            if about is None:
                if await _is_posting(connection, answer):
                    await _insert_message(connection, answer, None)
                return None
            return await self._decide(connection, answer, about, decide)

    async def adopt(
        self, asked_id: AskedId, decide: Callable[[Answer, AnswerView], Intake]
    ) -> Sequence[Intake]:
        """Decide on the messages that were kept while this question was being posted."""
        decided = []
        async with self._transactions.writing() as connection:
            row = (
                await connection.execute(asked_questions().where(asked.c.id == asked_id))
            ).first()
            about = asked_question(row) if row else None
            if about is None or about.asked.thread is None:
                return []
            waiting = message.c.attempt.is_(None) & ~message.c.deleted & (message.c.body != "")
            kept = select(message).where(message.c.address == about.asked.thread, waiting)
            for one in (await connection.execute(kept.order_by(message.c.sent_at))).all():
                answer = replace(ANSWER.value(one.body), text=one.text)
                choose = partial(decide, answer)
                await connection.execute(message.delete().where(message.c.ref == one.ref))
                decided.append(await self._decide(connection, answer, about, choose))
            # What was written elsewhere in the channel meanwhile was none of our business.
            posting = select(asked.c.channel).where(asked.c.state == "posting")
            await connection.execute(
                message.delete().where(
                    waiting,
                    message.c.channel == about.asked.channel,
                    message.c.channel.not_in(posting),
                )
            )
        return decided

    async def edit(
        self, edit: MessageEdited, decide: Callable[[AttemptView], Intake]
    ) -> Intake | None:
        """Store a changed text if `decide` takes it into the attempt that it belongs to."""
        changed = (
            message.c.ref == edit.ref,
            message.c.text != edit.text,
            ~message.c.deleted,
            or_(message.c.edited_at.is_(None), message.c.edited_at < edit.edited_at),
        )
        values = {"text": edit.text, "edited_at": edit.edited_at}
        async with self._transactions.writing() as connection:
            return await self._changed(connection, and_(*changed), values, decide)

    async def withdraw(
        self, gone: MessageDeleted, decide: Callable[[AttemptView], Intake]
    ) -> Intake | None:
        """Forget the text of a deleted message; `decide` sees the attempt without it."""
        there = and_(message.c.ref == gone.ref, ~message.c.deleted)
        values = {"text": "", "body": "", "deleted": True}
        async with self._transactions.writing() as connection:
            return await self._changed(connection, there, values, decide)

    async def get(self, attempt_id: AttemptId) -> AttemptView | None:
        """Return an attempt with its text."""
        async with self._transactions.reading() as connection:
            return await attempt_view(connection, attempt.c.id == attempt_id)

    async def latest(self, person_id: PersonId, asked_id: AskedId | None) -> AttemptView | None:
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
        async with self._transactions.reading() as connection:
            return await attempt_view(connection, attempt.c.id == newest.scalar_subquery())

    async def collecting(self, prefix: str, person_id: PersonId | None) -> Sequence[Attempt]:
        """Return the attempts of one platform that wait for more."""
        found = select(attempt).where(
            attempt.c.state == "collecting", attempt.c.user.startswith(f"{prefix}:")
        )
        if person_id is not None:
            found = found.where(attempt.c.person == person_id)
        async with self._transactions.reading() as connection:
            return [_attempt(row) for row in await connection.execute(found)]

    async def begin(self, one: Attempt, digest: str, reservation: Reservation) -> Begun | None:
        """Move an attempt to grading, where its revision is still the same.

        One that is being graded already was left behind by a process that died.
        """
        states = (AttemptState.COLLECTING, AttemptState.PENDING, AttemptState.GRADING)
        same = select(grade.c.body).where(grade.c.digest == digest).order_by(grade.c.at).limit(1)
        async with self._transactions.writing() as connection:
            body = await connection.scalar(same)
            outcome = OUTCOME.value(body) if body else None
            found = outcome if isinstance(outcome, Graded) else None
            month = await month_of(connection, reservation) if reservation.micros else 0
            month += reservation.micros
            if found is None and reservation.cap is not None and month > reservation.cap:
                return Begun(same=None, over_budget=True, month=month - reservation.micros)
            if not await _update(connection, one, states, {"state": AttemptState.GRADING}):
                return None
            if found is None:
                await reserve(connection, one, reservation)
            return Begun(same=found, month=month)

    async def settle_now(self, one: Attempt, then: Consequences) -> bool:
        """Let a collecting attempt settle at once."""
        now = self._transactions.now()
        return await self._move(one, (AttemptState.COLLECTING,), {"settles_at": now}, then)

    async def postpone(
        self, one: Attempt, failures: int, spent: Sequence[Spent], then: Consequences
    ) -> bool:
        """Keep an attempt pending until its next try."""
        values = {"state": "pending", "failures": failures}
        states = (AttemptState.GRADING, AttemptState.COLLECTING, AttemptState.PENDING)
        async with self._transactions.writing() as connection:
            await settle(connection, one, spent)
            if not await _update(connection, one, states, values):
                return False
            await self._transactions.store(connection, then)
            return True

    async def regrade(self, one: Attempt, then: Consequences) -> bool:
        """Take an attempt that was judged back to collecting, as its next revision."""
        now = self._transactions.now()
        values = {
            "state": "collecting",
            "revision": one.revision + 1,
            "settles_at": now,
            "failures": 0,
        }
        ended = (AttemptState.GRADED, AttemptState.UNGRADED)
        try:
            async with self._transactions.writing() as connection:
                if not await _update(connection, one, ended, values):
                    return False
                await self._overtake(connection, one.id)
                await self._transactions.store(connection, then)
        except HandledBefore:
            return False
        return True

    async def save_outcome(self, one: Attempt, saving: Saving, then: Consequences) -> bool:
        """Store what grading this revision gave, with award and tally."""
        outcome = saving.outcome
        async with self._transactions.writing() as connection:
            await settle(connection, one, saving.spent)
            state = AttemptState.GRADED if isinstance(outcome, Graded) else AttemptState.UNGRADED
            if not await _update(connection, one, (AttemptState.GRADING,), {"state": state}):
                return False
            now = self._transactions.now()
            await replace_grade(connection, one, "grader", outcome, now, saving.digest)
            await recompute_award(connection, one.id, saving.day)
            await self._transactions.store(connection, then)
            return True

    async def _decide(
        self,
        connection: AsyncConnection,
        answer: Answer,
        about: AskedQuestion,
        decide: Callable[[AnswerView], Intake],
    ) -> Intake:
        view = await self._answer_view(connection, answer, about)
        intake = decide(view)
        if isinstance(intake, Collect):
            known = intake.attempt.id in {one.id for one in view.under_way}
            await _save_attempt(connection, about, intake.attempt, known=known)
            await _insert_message(connection, answer, intake.attempt.id)
        await self._transactions.store(connection, intake.then)
        return intake

    async def _answer_view(
        self, connection: AsyncConnection, answer: Answer, about: AskedQuestion
    ) -> AnswerView:
        someone = await person_of(
            connection, about.team.id, answer.user, answer.name, answer.sent_at, answer.zone
        )
        mine = (attempt.c.person == someone.id) & (attempt.c.asked == about.asked.id)
        under_way = select(attempt).where(mine, attempt.c.state.in_(UNDER_WAY))
        rows = await connection.execute(under_way.order_by(attempt.c.number.desc()))
        counted = attempt.c.state.not_in(("withdrawn", "ungraded"))
        recent = attempt.c.first_sent_at > answer.sent_at - DAY
        counts = select(
            _grades_of(someone.id, about.asked.id).label("used"),
            func.coalesce(func.max(attempt.c.number).filter(mine), 0).label("newest"),
            func.count().filter(recent, counted).label("graded_today"),
        ).where(attempt.c.person == someone.id, mine | recent)
        count = (await connection.execute(counts)).one()
        return AnswerView(
            about=about,
            person=someone,
            under_way=tuple(_attempt(row) for row in rows),
            used=count.used,
            newest=count.newest,
            graded_today=count.graded_today,
        )

    async def _changed(
        self,
        connection: AsyncConnection,
        condition: ColumnElement[bool],
        values: dict[str, object],
        decide: Callable[[AttemptView], Intake],
    ) -> Intake | None:
        """Change a message, and let `decide` say what that makes of its attempt.

        What it declines is not changed, but for a deletion, which nobody can decline.
        """
        found = select(message.c.ref, message.c.attempt).where(condition)
        row = (await connection.execute(found)).first()
        if row is None:
            return None
        change = update(message).where(message.c.ref == row.ref).values(**values)
        if row.attempt is None or "deleted" in values:
            await connection.execute(change)
        view = await attempt_view(connection, attempt.c.id == row.attempt) if row.attempt else None
        if view is None:
            return None
        intake = decide(view)
        if isinstance(intake, Collect):
            await connection.execute(change)
            await _save_attempt(connection, view.about, intake.attempt, known=True)
            if intake.attempt.state is AttemptState.WITHDRAWN:
                await recompute_award(connection, view.attempt.id, None)
        if isinstance(intake, Collect) or "deleted" in values:
            await self._overtake(connection, view.attempt.id)
        if "deleted" in values:
            await forget_sentences(connection, view.attempt.id)
        await self._transactions.store(connection, intake.then)
        return intake

    async def _overtake(self, connection: AsyncConnection, attempt_id: AttemptId) -> None:
        """Close what is open against an answer that is no longer the same."""
        now = self._transactions.now()
        closed = await overtake(connection, attempt_id, now)
        wakes = [Wake(kind=WakeKind.APPEAL, key=one, at=now) for one in closed]
        await self._transactions.store(connection, Consequences(wakes=wakes))

    async def _move(
        self,
        one: Attempt,
        states: tuple[AttemptState, ...],
        values: dict[str, object],
        then: Consequences | None = None,
    ) -> bool:
        try:
            async with self._transactions.writing() as connection:
                if not await _update(connection, one, states, values):
                    return False
                if then:
                    await self._transactions.store(connection, then)
        except HandledBefore:
            return False
        return True


async def _update(
    connection: AsyncConnection,
    one: Attempt,
    states: tuple[AttemptState, ...],
    values: dict[str, object],
) -> bool:
    moved = await connection.execute(
        update(attempt)
        .where(
            attempt.c.id == one.id,
            attempt.c.revision == one.revision,
            attempt.c.state.in_(states),
        )
        .values(**values)
        .returning(attempt.c.id)
    )
    return moved.first() is not None


async def _save_attempt(
    connection: AsyncConnection, about: AskedQuestion, one: Attempt, *, known: bool
) -> None:
    values = {
        "state": one.state,
        "revision": one.revision,
        "last_sent_at": one.last_sent_at,
        "settles_at": one.settles_at,
        "failures": one.failures,
    }
    if known:
        await connection.execute(update(attempt).where(attempt.c.id == one.id).values(**values))
        return
    await connection.execute(
        insert(attempt).values(
            id=one.id,
            person=one.person,
            user=one.user,
            asked=one.asked,
            slot=about.slot.id,
            number=one.number,
            first_sent_at=one.first_sent_at,
            practice=one.practice,
            private=one.private,
            **values,
        )
    )


async def _insert_message(
    connection: AsyncConnection, answer: Answer, attempt_id: AttemptId | None
) -> None:
    await connection.execute(
        insert(message).values(
            ref=answer.ref,
            attempt=attempt_id,
            address=answer.place.here,
            channel=answer.place.channel,
            user=answer.user,
            private=answer.private,
            text=answer.text,
            body="" if attempt_id else ANSWER.text(replace(answer, reply=None)),
            sent_at=answer.sent_at,
            deleted=False,
        )
    )


async def _asked_for(connection: AsyncConnection, answer: Answer) -> AskedQuestion | None:
    found = asked_questions().where(asked.c.state.in_(("open", "closed")))
    if answer.asked is not None:
        found = found.where(asked.c.id == answer.asked)
    elif answer.place.thread is not None:
        found = found.where(asked.c.thread == answer.place.thread)
    else:
        return None
    row = (await connection.execute(found)).first()
    return asked_question(row) if row else None


async def _is_posting(connection: AsyncConnection, answer: Answer) -> bool:
    posting = select(asked.c.id).where(
        asked.c.channel == answer.place.channel, asked.c.state == "posting"
    )
    return answer.place.thread is not None and bool(await connection.scalar(posting.limit(1)))


async def attempt_view(
    connection: AsyncConnection, condition: ColumnElement[bool]
) -> AttemptView | None:
    """Return the attempt that meets a condition, with its text."""
    row = (await connection.execute(select(attempt).where(condition))).first()
    if row is None:
        return None
    one = _attempt(row)
    about = (await connection.execute(asked_questions().where(asked.c.id == one.asked))).first()
    someone = (await connection.execute(select(person).where(person.c.id == one.person))).first()
    texts = select(message.c.ref, message.c.text, message.c.private)
    texts = texts.where(message.c.attempt == one.id, ~message.c.deleted)
    messages = (await connection.execute(texts.order_by(message.c.sent_at, message.c.ref))).all()
    public = [MessageRef(one.ref) for one in messages if not one.private]
    outcome = await connection.scalar(
        select(grade.c.body).where(grade.c.attempt == one.id, grade.c.current)
    )
    if about is None or someone is None:
        return None
    return AttemptView(
        attempt=one,
        about=asked_question(about),
        person=Person(id=one.person, team=someone.team, user=one.user, name=someone.name),
        text="\n\n".join(text.text for text in messages),
        messages=len(messages),
        last_message=public[-1] if public else None,
        outcome=OUTCOME.value(outcome) if outcome else None,
        used=await connection.scalar(select(_grades_of(one.person, one.asked))) or 0,
    )


def _attempt(row: Row[tuple[object, ...]]) -> Attempt:
    return Attempt(
        id=row.id,
        asked=row.asked,
        person=row.person,
        user=UserId(row.user),
        number=row.number,
        state=AttemptState(row.state),
        revision=row.revision,
        first_sent_at=row.first_sent_at,
        last_sent_at=row.last_sent_at,
        settles_at=row.settles_at,
        practice=row.practice,
        private=row.private,
        failures=row.failures,
    )


def _grades_of(person_id: PersonId, asked_id: AskedId) -> ScalarSelect[int]:
    """Count the grades that a person had for a question; a regrade is one more.

    What an appeal makes of a grade is not.
    """
    judged = select(func.count()).select_from(grade).join(attempt)
    return judged.where(
        attempt.c.person == person_id,
        attempt.c.asked == asked_id,
        grade.c.kind == "grader",
        grade.c.score.is_not(None),
    ).scalar_subquery()

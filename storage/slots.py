"""Questions that were asked: slots, and where they stand."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection, Select, bindparam, func, select, update

from bot.consequences import AskedId, Consequences
from bot.content import Question, Verdict
from bot.grading import Graded
from bot.messages import Address
from bot.packs import digest
from bot.ports import OpenThread
from bot.records import (
    AskedQuestion,
    PastQuestion,
    Schedule,
    Slot,
    SlotId,
    SlotSummary,
    TeamId,
)
from storage.codec import OUTCOME, QUESTION
from storage.engine import insert
from storage.schedules import update_schedule
from storage.schema import asked, attempt, grade, message, question, slot
from storage.transactions import Transaction, Transactions, reads, writes, writes_unless_handled
from storage.views import ASKED, asked_question

BACKFILL_OVERLAP = timedelta(minutes=10)


class SlotRows:
    """Slots, as `ports.Slots` describes them."""

    def __init__(self, transactions: Transactions, pack: str) -> None:
        self._transactions = transactions
        self._pack = pack

    @reads
    def history(self, connection: Connection, team_id: TeamId) -> Sequence[PastQuestion]:
        """Return each question that a team was asked, with the last time, newest first."""
        rows = connection.execute(_HISTORY, {"of_team": team_id})
        return [PastQuestion(question=row.name, asked_at=row.last) for row in rows]

    @writes_unless_handled
    def open(
        self,
        transaction: Transaction,
        new: Slot,
        text: Question,
        channels: Sequence[tuple[AskedId, Address]],
        moved: tuple[Schedule, Schedule] | None,
        then: Consequences,
    ) -> bool:
        """Ask a question in some channels, in one transaction with its schedule."""
        connection = transaction.connection
        if moved and not update_schedule(connection, moved[1], moved[0]):
            return False
        row = {
            "id": new.id,
            "schedule": new.schedule,
            "team": new.team,
            "local_slot": new.local,
            "question": _snapshot(connection, self._pack, text),
            "opens_at": new.opens_at,
            "closes_at": new.closes_at,
            "state": new.state,
        }
        if connection.execute(_OPEN, row).first() is None:
            # Somebody asked it: the schedule has moved on, and that is all.
            return False
        posting = [
            {"id": asked_id, "slot": new.id, "channel": address, "state": "posting"}
            for asked_id, address in channels
        ]
        if posting:
            connection.execute(_ASK, posting)
        transaction.store(then)
        return True

    async def get(self, slot_id: SlotId) -> Sequence[AskedQuestion]:
        """Return a slot's asked questions, by channel."""
        return await self._all(ASKED.where(slot.c.id == slot_id).order_by(asked.c.channel))

    async def asked(self, asked_id: AskedId) -> AskedQuestion | None:
        """Return one asked question."""
        found = await self._all(ASKED.where(asked.c.id == asked_id))
        return found[0] if found else None

    async def open_in(self, team_id: TeamId, channel: Address | None) -> Sequence[AskedQuestion]:
        """Return a team's open questions, newest first."""
        found = ASKED.where(slot.c.team == team_id, slot.c.state == "open", asked.c.state == "open")
        if channel is not None:
            found = found.where(asked.c.channel == channel)
        return await self._all(found.order_by(slot.c.opens_at.desc()))

    @writes
    def close(self, transaction: Transaction, slot_id: SlotId, then: Consequences) -> bool:
        """Close an open slot and its asked questions."""
        connection = transaction.connection
        closed = connection.execute(
            update(slot)
            .where(slot.c.id == slot_id, slot.c.state == "open")
            .values(state="closed")
            .returning(slot.c.id)
        )
        if closed.first() is None:
            return False
        connection.execute(
            update(asked)
            .where(asked.c.slot == slot_id, asked.c.state == "open")
            .values(state="closed")
        )
        transaction.store(then)
        return True

    @reads
    def summary(self, connection: Connection, slot_id: SlotId) -> SlotSummary:
        """Return what became of a slot's question so far."""
        attempts = select(attempt.c.person, attempt.c.state, grade.c.body.label("outcome"))
        attempts = attempts.outerjoin(grade, (grade.c.attempt == attempt.c.id) & grade.c.current)
        attempts = attempts.where(
            attempt.c.slot == slot_id, attempt.c.state != "withdrawn", ~attempt.c.practice
        )
        rows = connection.execute(attempts).all()
        best: dict[str, Graded] = {}
        for row in rows:
            outcome = OUTCOME.value(row.outcome) if row.outcome else None
            if isinstance(outcome, Graded) and (
                row.person not in best or outcome.score > best[row.person].score
            ):
                best[row.person] = outcome
        missed = Counter(
            one.point
            for outcome in best.values()
            for one in outcome.judgement.points
            if one.verdict is Verdict.MISSED
        )
        return SlotSummary(
            people=len({row.person for row in rows if row.state != "ungraded"}),
            pending=sum(row.state in {"collecting", "grading", "pending"} for row in rows),
            scores=tuple(sorted(outcome.score for outcome in best.values())),
            missed=tuple(point for point, _ in missed.most_common()),
        )

    @reads
    def open_threads(self, connection: Connection, prefix: str) -> Sequence[OpenThread]:
        """Return the open threads of one platform, with where their backfill starts."""
        newest = func.max(message.c.sent_at).label("newest")
        found = select(asked.c.thread, slot.c.opens_at, newest).join(slot)
        found = found.outerjoin(message, message.c.address == asked.c.thread)
        found = found.where(asked.c.state == "open", asked.c.thread.startswith(f"{prefix}:"))
        rows = connection.execute(found.group_by(asked.c.thread, slot.c.opens_at))
        return [
            OpenThread(
                address=Address(row.thread),
                since=row.newest - BACKFILL_OVERLAP if row.newest else row.opens_at,
            )
            for row in rows
        ]

    @reads
    def _all(
        self, connection: Connection, found: Select[tuple[object, ...]]
    ) -> list[AskedQuestion]:
        return [asked_question(row) for row in connection.execute(found)]


_NEWEST = func.max(slot.c.opens_at).label("last")
_HISTORY = (
    select(question.c.name, _NEWEST)
    .select_from(slot)
    .join(question)
    .where(slot.c.team == bindparam("of_team"))
    .group_by(question.c.name)
    .order_by(_NEWEST.desc())
)
_OPEN = (
    insert(slot)
    .on_conflict_do_nothing(index_elements=["schedule", "local_slot"])
    .returning(slot.c.id)
)
_ASK = insert(asked)
_KEEP = insert(question).on_conflict_do_nothing(index_elements=["digest"])


def _snapshot(connection: Connection, pack: str, text: Question) -> str:
    """Keep a question as it is now; returns its digest."""
    name = digest(text)
    kept = {
        "digest": name,
        "pack": pack,
        "name": text.id,
        "version": text.version,
        "body": QUESTION.text(text),
    }
    connection.execute(_KEEP, kept)
    return name

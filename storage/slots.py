"""Questions that were asked: slots, and where they stand."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Row, Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.consequences import AskedId, Consequences
from bot.content import Question, Verdict
from bot.grading import Graded
from bot.messages import Address
from bot.packs import digest
from bot.ports import OpenThread
from bot.records import (
    Asked,
    AskedQuestion,
    AskedState,
    PastQuestion,
    Schedule,
    Slot,
    SlotId,
    SlotState,
    SlotSummary,
    TeamId,
)
from storage.codec import OUTCOME, RECEIPT
from storage.engine import insert
from storage.schema import asked, attempt, grade, message, question, slot, team
from storage.teams import team_of, update_schedule
from storage.transactions import HandledBefore, Transactions

BACKFILL_OVERLAP = timedelta(minutes=10)

_COLUMNS = (
    *(column.label(f"asked_{column.name}") for column in asked.c),
    *(column.label(f"slot_{column.name}") for column in slot.c),
    question.c.body.label("question_body"),
    *team.c,
)


class SlotRows:
    """Slots, as `ports.Slots` describes them."""

    def __init__(self, transactions: Transactions, pack: str) -> None:
        self._transactions = transactions
        self._pack = pack

    async def history(self, team_id: TeamId) -> Sequence[PastQuestion]:
        """Return each question that a team was asked, with the last time, newest first."""
        last = func.max(slot.c.opens_at).label("last")
        found = select(question.c.name, last).select_from(slot).join(question)
        found = found.where(slot.c.team == team_id).group_by(question.c.name).order_by(last.desc())
        async with self._transactions.reading() as connection:
            rows = await connection.execute(found)
            return [PastQuestion(question=row.name, asked_at=row.last) for row in rows]

    async def open(
        self,
        new: Slot,
        text: Question,
        channels: Sequence[tuple[AskedId, Address]],
        moved: tuple[Schedule, Schedule] | None,
        then: Consequences,
    ) -> bool:
        """Ask a question in some channels, in one transaction with its schedule."""
        try:
            async with self._transactions.writing() as connection:
                if moved and not await update_schedule(connection, moved[1], moved[0]):
                    return False
                await _snapshot(connection, self._pack, text)
                added = await connection.execute(
                    insert(slot)
                    .values(
                        id=new.id,
                        schedule=new.schedule,
                        team=new.team,
                        local_slot=new.local,
                        question=digest(text),
                        opens_at=new.opens_at,
                        closes_at=new.closes_at,
                        state=new.state,
                    )
                    .on_conflict_do_nothing(index_elements=["schedule", "local_slot"])
                    .returning(slot.c.id)
                )
                if added.first() is None:
                    # Somebody asked it: the schedule has moved on, and that is all.
                    return False
                for asked_id, address in channels:
                    await connection.execute(
                        insert(asked).values(
                            id=asked_id, slot=new.id, channel=address, state="posting"
                        )
                    )
                await self._transactions.store(connection, then)
        except HandledBefore:
            return False
        return True

    async def get(self, slot_id: SlotId) -> Sequence[AskedQuestion]:
        """Return a slot's asked questions, by channel."""
        return await self._all(
            asked_questions().where(slot.c.id == slot_id).order_by(asked.c.channel)
        )

    async def asked(self, asked_id: AskedId) -> AskedQuestion | None:
        """Return one asked question."""
        found = await self._all(asked_questions().where(asked.c.id == asked_id))
        return found[0] if found else None

    async def open_in(self, team_id: TeamId, channel: Address | None) -> Sequence[AskedQuestion]:
        """Return a team's open questions, newest first."""
        found = asked_questions().where(
            slot.c.team == team_id, slot.c.state == "open", asked.c.state == "open"
        )
        if channel is not None:
            found = found.where(asked.c.channel == channel)
        return await self._all(found.order_by(slot.c.opens_at.desc()))

    async def close(self, slot_id: SlotId, then: Consequences) -> bool:
        """Close an open slot and its asked questions."""
        async with self._transactions.writing() as connection:
            closed = await connection.execute(
                update(slot)
                .where(slot.c.id == slot_id, slot.c.state == "open")
                .values(state="closed")
                .returning(slot.c.id)
            )
            if closed.first() is None:
                return False
            await connection.execute(
                update(asked)
                .where(asked.c.slot == slot_id, asked.c.state == "open")
                .values(state="closed")
            )
            await self._transactions.store(connection, then)
            return True

    async def summary(self, slot_id: SlotId) -> SlotSummary:
        """Return what became of a slot's question so far."""
        attempts = select(attempt.c.person, attempt.c.state, grade.c.body.label("outcome"))
        attempts = attempts.outerjoin(grade, (grade.c.attempt == attempt.c.id) & grade.c.current)
        attempts = attempts.where(
            attempt.c.slot == slot_id, attempt.c.state != "withdrawn", ~attempt.c.practice
        )
        async with self._transactions.reading() as connection:
            rows = (await connection.execute(attempts)).all()
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

    async def open_threads(self, prefix: str) -> Sequence[OpenThread]:
        """Return the open threads of one platform, with where their backfill starts."""
        newest = func.max(message.c.sent_at).label("newest")
        found = select(asked.c.thread, slot.c.opens_at, newest).join(slot)
        found = found.outerjoin(message, message.c.address == asked.c.thread)
        found = found.where(asked.c.state == "open", asked.c.thread.startswith(f"{prefix}:"))
        async with self._transactions.reading() as connection:
            rows = await connection.execute(found.group_by(asked.c.thread, slot.c.opens_at))
            return [
                OpenThread(
                    address=Address(row.thread),
                    since=row.newest - BACKFILL_OVERLAP if row.newest else row.opens_at,
                )
                for row in rows
            ]

    async def _all(self, found: Select[tuple[object, ...]]) -> list[AskedQuestion]:
        async with self._transactions.reading() as connection:
            return [asked_question(row) for row in await connection.execute(found)]


def asked_questions() -> Select[tuple[object, ...]]:
    """Select what `asked_question` reads."""
    return (
        select(*_COLUMNS)
        .select_from(asked)
        .join(slot, asked.c.slot == slot.c.id)
        .join(question, slot.c.question == question.c.digest)
        .join(team, slot.c.team == team.c.id)
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
        question=Question.model_validate_json(row.question_body),
    )


async def _snapshot(connection: AsyncConnection, pack: str, text: Question) -> None:
    await connection.execute(
        insert(question)
        .values(
            digest=digest(text),
            pack=pack,
            name=text.id,
            version=text.version,
            body=text.model_dump_json(),
        )
        .on_conflict_do_nothing(index_elements=["digest"])
    )

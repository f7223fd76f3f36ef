"""Appeals: one open for each attempt, ended by a second look or by a person."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.consequences import Consequences
from bot.content import Verdict
from bot.messages import UserId
from bot.records import (
    Appeal,
    AppealCase,
    AppealId,
    AppealState,
    AppealView,
    AttemptId,
    AttemptState,
    AttemptView,
    Begun,
    Ending,
    Lodge,
    Lodging,
    PastRuling,
    Reservation,
    TeamId,
)
from bot.spend import Spent
from storage.attempts import attempt_view
from storage.audit import put_on_record
from storage.awards import recompute_award
from storage.engine import insert
from storage.grades import replace_grade
from storage.ledger import month_of, reserve, settle
from storage.schema import appeal, attempt, question, slot
from storage.transactions import HandledBefore, Transactions


class AppealRows:
    """Appeals, as `ports.Appeals` describes them."""

    def __init__(self, transactions: Transactions, pack: str) -> None:
        self._transactions = transactions
        self._pack = pack

    async def lodge(
        self, attempt_id: AttemptId, since: datetime, decide: Callable[[AppealCase], Lodging]
    ) -> Lodging | None:
        """Store an appeal if `decide` takes it, in one transaction."""
        try:
            async with self._transactions.writing() as connection:
                view = await attempt_view(connection, attempt.c.id == attempt_id)
                if view is None:
                    return None
                lodging = decide(await _case(connection, view, since))
                if isinstance(lodging, Lodge) and not await _insert(connection, lodging.appeal):
                    return None
                await self._transactions.store(connection, lodging.then)
        except HandledBefore:
            return None
        return lodging

    async def get(self, appeal_id: AppealId) -> AppealView | None:
        """Return an appeal with its attempt."""
        async with self._transactions.reading() as connection:
            found = await connection.execute(select(appeal).where(appeal.c.id == appeal_id))
            row = found.first()
            return await _view(connection, row) if row else None

    async def open_in(self, team: TeamId) -> Sequence[AppealView]:
        """Return a team's open appeals, oldest first."""
        found = select(appeal).join(attempt, attempt.c.id == appeal.c.attempt)
        found = found.join(slot, slot.c.id == attempt.c.slot)
        found = found.where(slot.c.team == team, appeal.c.state == "open").order_by(appeal.c.at)
        async with self._transactions.reading() as connection:
            rows = (await connection.execute(found)).all()
            views = [await _view(connection, row) for row in rows]
        return [view for view in views if view is not None]

    async def begin(self, one: Appeal, reservation: Reservation) -> Begun | None:
        """Set money aside for a second look, where nobody has looked yet."""
        async with self._transactions.writing() as connection:
            month = await month_of(connection, reservation) if reservation.micros else 0
            month += reservation.micros
            if reservation.cap is not None and month > reservation.cap:
                return Begun(same=None, over_budget=True, month=month - reservation.micros)
            if not await _update(connection, one, {"with_people": False}):
                return None
            await reserve(connection, one, reservation)
            return Begun(same=None, month=month)

    async def postpone(
        self, one: Appeal, failures: int, spent: Sequence[Spent], then: Consequences
    ) -> bool:
        """Keep the second look for later."""
        return await self._wait(one, {"failures": failures}, spent, then)

    async def hand_over(self, one: Appeal, spent: Sequence[Spent], then: Consequences) -> bool:
        """Leave an appeal to people."""
        return await self._wait(one, {"with_people": True}, spent, then)

    async def end(self, one: Appeal, ending: Ending, then: Consequences) -> bool:
        """Store a verdict as a new grade, with award and tally."""
        now = self._transactions.now()
        by_person = ending.ruled_by is not None
        values: dict[str, object] = {
            "state": ending.state,
            "verdict": ending.verdict,
            "reason": ending.reason,
            "ruled_by": ending.ruled_by,
            "ended_at": now,
        }
        try:
            async with self._transactions.writing() as connection:
                await settle(connection, one, ending.spent)
                if not await _update(connection, one, values, also_with_people=by_person):
                    return False
                view = await attempt_view(connection, attempt.c.id == one.attempt)
                if view is None or view.attempt.state is not AttemptState.GRADED:
                    return False
                kind = "ruling" if by_person else "appeal"
                await replace_grade(connection, view.attempt, kind, ending.outcome, now)
                await recompute_award(connection, one.attempt, ending.day)
                if ending.ruled_by is not None:
                    team = view.about.team.id
                    about = {"appeal": one.id, "point": one.point, "why": ending.reason}
                    about["verdict"] = ending.verdict
                    await put_on_record(connection, team, ending.ruled_by, "ruling", about, now)
                await self._transactions.store(connection, then)
        except HandledBefore:
            return False
        return True

    async def rulings(self, team: TeamId, name: str, limit: int) -> Sequence[PastRuling]:
        """Return what a team's admins ruled on a question, the newest ones, oldest first."""
        found = (
            select(appeal.c.point, appeal.c.verdict, appeal.c.sentence, appeal.c.reason)
            .join(attempt, attempt.c.id == appeal.c.attempt)
            .join(slot, slot.c.id == attempt.c.slot)
            .join(question, question.c.digest == slot.c.question)
            .where(
                slot.c.team == team,
                question.c.pack == self._pack,
                question.c.name == name,
                appeal.c.ruled_by.is_not(None),
            )
            .order_by(appeal.c.ended_at.desc(), appeal.c.id)
            .limit(limit)
        )
        async with self._transactions.reading() as connection:
            rows = (await connection.execute(found)).all()
        return [
            PastRuling(
                point=row.point,
                verdict=Verdict(row.verdict),
                sentence=row.sentence,
                reason=row.reason,
            )
            for row in reversed(rows)
        ]

    async def _wait(
        self, one: Appeal, values: dict[str, object], spent: Sequence[Spent], then: Consequences
    ) -> bool:
        async with self._transactions.writing() as connection:
            await settle(connection, one, spent)
            if not await _update(connection, one, values):
                return False
            await self._transactions.store(connection, then)
            return True


async def _case(connection: AsyncConnection, view: AttemptView, since: datetime) -> AppealCase:
    mine = select(appeal.c.at, appeal.c.attempt, appeal.c.state).join(attempt)
    mine = mine.where(attempt.c.person == view.person.id).order_by(appeal.c.at)
    rows = (await connection.execute(mine)).all()
    return AppealCase(
        view=view,
        open=any(row.state == "open" and row.attempt == view.attempt.id for row in rows),
        recent=tuple(row.at for row in rows if row.at > since and row.state != "upheld"),
    )


async def _insert(connection: AsyncConnection, one: Appeal) -> bool:
    added = await connection.execute(
        insert(appeal)
        .values(
            id=one.id,
            attempt=one.attempt,
            revision=one.revision,
            state=one.state,
            with_people=one.with_people,
            failures=one.failures,
            point=one.point,
            sentence=one.sentence,
            reason="",
            at=one.at,
        )
        .on_conflict_do_nothing()
        .returning(appeal.c.id)
    )
    return added.first() is not None


async def _update(
    connection: AsyncConnection,
    one: Appeal,
    values: dict[str, object],
    *,
    also_with_people: bool = False,
) -> bool:
    """Change an open appeal whose attempt is still the one that was appealed."""
    there = select(attempt.c.id).where(
        attempt.c.id == one.attempt,
        attempt.c.revision == one.revision,
        attempt.c.state == "graded",
    )
    change = update(appeal).where(
        appeal.c.id == one.id, appeal.c.state == AppealState.OPEN, there.exists()
    )
    if not also_with_people:
        change = change.where(~appeal.c.with_people)
    return (
        await connection.execute(change.values(**values).returning(appeal.c.id))
    ).first() is not None


async def _view(connection: AsyncConnection, row: Row[tuple[object, ...]]) -> AppealView | None:
    view = await attempt_view(connection, attempt.c.id == row.attempt)
    if view is None:
        return None
    one = Appeal(
        id=AppealId(row.id),
        attempt=AttemptId(row.attempt),
        revision=row.revision,
        state=AppealState(row.state),
        point=row.point,
        sentence=row.sentence,
        at=row.at,
        with_people=row.with_people,
        failures=row.failures,
        ruled_by=UserId(row.ruled_by) if row.ruled_by else None,
    )
    return AppealView(appeal=one, attempt=view)

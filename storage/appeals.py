"""Appeals: one open for each attempt, ended by a second look or by a person."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection, Integer, Row, bindparam, select, update

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
from storage import alone
from storage.audit import new_line, put_on_record
from storage.awards import recompute_award
from storage.engine import insert
from storage.grades import replace_grade
from storage.ledger import month_of, reserve, settle
from storage.schema import appeal, attempt, question, slot
from storage.transactions import (
    HandledBefore,
    Transaction,
    Transactions,
    reads,
    writes,
    writes_unless_handled,
)
from storage.views import attempt_view


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
            return await self._lodge(attempt_id, since, decide)
        except HandledBefore:
            return None

    @writes
    def _lodge(
        self,
        transaction: Transaction,
        attempt_id: AttemptId,
        since: datetime,
        decide: Callable[[AppealCase], Lodging],
    ) -> Lodging | None:
        connection = transaction.connection
        alone.with_attempt(connection, attempt_id)
        view = attempt_view(connection, attempt_id)
        if view is None:
            return None
        lodging = decide(_case(connection, view, since))
        if isinstance(lodging, Lodge) and not _insert(connection, lodging.appeal):
            return None
        transaction.store(lodging.then)
        return lodging

    @reads
    def get(self, connection: Connection, appeal_id: AppealId) -> AppealView | None:
        """Return an appeal with its attempt."""
        found = connection.execute(select(appeal).where(appeal.c.id == appeal_id))
        row = found.first()
        return _view(connection, row) if row else None

    @reads
    def open_in(self, connection: Connection, team: TeamId) -> Sequence[AppealView]:
        """Return a team's open appeals, oldest first."""
        found = select(appeal).join(attempt, attempt.c.id == appeal.c.attempt)
        found = found.join(slot, slot.c.id == attempt.c.slot)
        found = found.where(slot.c.team == team, appeal.c.state == "open").order_by(appeal.c.at)
        rows = connection.execute(found).all()
        views = [_view(connection, row) for row in rows]
        return [view for view in views if view is not None]

    @writes
    def begin(
        self, transaction: Transaction, one: Appeal, reservation: Reservation
    ) -> Begun | None:
        """Set money aside for a second look, where nobody has looked yet."""
        connection = transaction.connection
        if reservation.cap is not None:
            alone.with_attempt(connection, one.attempt)
            alone.with_team(connection, reservation.team)
        month = month_of(connection, reservation) if reservation.micros else 0
        month += reservation.micros
        if reservation.cap is not None and month > reservation.cap:
            return Begun(same=None, over_budget=True, month=month - reservation.micros)
        if not _update(connection, one, {"with_people": False}):
            return None
        reserve(connection, one, reservation)
        return Begun(same=None, month=month)

    async def postpone(
        self, one: Appeal, failures: int, spent: Sequence[Spent], then: Consequences
    ) -> bool:
        """Keep the second look for later."""
        return await self._wait(one, {"failures": failures}, spent, then)

    async def hand_over(self, one: Appeal, spent: Sequence[Spent], then: Consequences) -> bool:
        """Leave an appeal to people."""
        return await self._wait(one, {"with_people": True}, spent, then)

    @writes_unless_handled
    def end(
        self, transaction: Transaction, one: Appeal, ending: Ending, then: Consequences
    ) -> bool:
        """Store a verdict as a new grade, with award and tally."""
        now = transaction.now
        by_person = ending.ruled_by is not None
        values: dict[str, object] = {
            "state": ending.state,
            "verdict": ending.verdict,
            "reason": ending.reason,
            "ruled_by": ending.ruled_by,
            "ended_at": now,
        }
        connection = transaction.connection
        settle(connection, one, ending.spent)
        if not _update(connection, one, values, also_with_people=by_person):
            return False
        view = attempt_view(connection, one.attempt)
        if view is None or view.attempt.state is not AttemptState.GRADED:
            return False
        kind = "ruling" if by_person else "appeal"
        replace_grade(connection, view.attempt, kind, ending.outcome, now)
        recompute_award(connection, one.attempt, ending.day)
        if ending.ruled_by is not None:
            team = view.about.team.id
            about = {"appeal": one.id, "point": one.point, "why": ending.reason}
            about |= {"verdict": ending.verdict, "person": view.person.id}
            put_on_record(connection, team, new_line(ending.ruled_by, "ruling", about, now))
        transaction.store(then)
        return True

    @reads
    def rulings(
        self, connection: Connection, team: TeamId, name: str, limit: int
    ) -> Sequence[PastRuling]:
        """Return what a team's admins ruled on a question, the newest ones, oldest first."""
        about = {"of_team": team, "of_pack": self._pack, "of_name": name, "count": limit}
        rows = connection.execute(_RULINGS, about).all()
        return [
            PastRuling(
                point=row.point,
                verdict=Verdict(row.verdict),
                sentence=row.sentence,
                reason=row.reason,
            )
            for row in reversed(rows)
        ]

    @writes
    def _wait(
        self,
        transaction: Transaction,
        one: Appeal,
        values: dict[str, object],
        spent: Sequence[Spent],
        then: Consequences,
    ) -> bool:
        connection = transaction.connection
        settle(connection, one, spent)
        if not _update(connection, one, values):
            return False
        transaction.store(then)
        return True


_RULINGS = (
    select(appeal.c.point, appeal.c.verdict, appeal.c.sentence, appeal.c.reason)
    .join(attempt, attempt.c.id == appeal.c.attempt)
    .join(slot, slot.c.id == attempt.c.slot)
    .join(question, question.c.digest == slot.c.question)
    .where(
        slot.c.team == bindparam("of_team"),
        question.c.pack == bindparam("of_pack"),
        question.c.name == bindparam("of_name"),
        appeal.c.ruled_by.is_not(None),
    )
    .order_by(appeal.c.ended_at.desc(), appeal.c.id)
    .limit(bindparam("count", type_=Integer))
)


def _case(connection: Connection, view: AttemptView, since: datetime) -> AppealCase:
    mine = select(appeal.c.at, appeal.c.attempt, appeal.c.state).join(attempt)
    mine = mine.where(attempt.c.person == view.person.id).order_by(appeal.c.at)
    rows = connection.execute(mine).all()
    return AppealCase(
        view=view,
        open=any(row.state == "open" and row.attempt == view.attempt.id for row in rows),
        recent=tuple(row.at for row in rows if row.at > since and row.state != "upheld"),
    )


def _insert(connection: Connection, one: Appeal) -> bool:
    added = connection.execute(
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


def _update(
    connection: Connection,
    one: Appeal,
    values: dict[str, object],
    *,
    also_with_people: bool = False,
) -> bool:
    """Change an open appeal whose attempt is still the one that was appealed."""
    alone.with_attempt(connection, one.attempt)
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
    return (connection.execute(change.values(**values).returning(appeal.c.id))).first() is not None


def _view(connection: Connection, row: Row[tuple[object, ...]]) -> AppealView | None:
    view = attempt_view(connection, row.attempt)
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

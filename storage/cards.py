"""Cards: missed points, with what is remembered of them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select, update

from bot.cards import Card, CardId, CardView, Hand, Pace, Results
from bot.consequences import Consequences
from bot.memory import Memory
from bot.messages import Address, UserId
from bot.ports import Clock
from bot.records import Begun, PersonId, Reservation, SlotId
from bot.spend import Spent
from storage import alone
from storage.codec import MEMORY, RECEIPT, question_of
from storage.dealing import deal, results_of
from storage.ledger import month_of, reserve, settle
from storage.people import profile_of
from storage.schema import (
    asked,
    attempt,
    card,
    identity,
    outbox,
    person,
    question,
    team,
)
from storage.teams import team_of
from storage.transactions import Transaction, Transactions, reads, writes, writes_unless_handled


class CardRows:
    """Cards, as `ports.Cards` describes them."""

    def __init__(self, transactions: Transactions, clock: Clock) -> None:
        self._transactions = transactions
        self._clock = clock

    @reads
    def results(self, connection: Connection, slot_id: SlotId) -> Results:
        """Return what came of a slot's question, by person."""
        return results_of(connection, slot_id)

    @writes
    def deal(
        self, transaction: Transaction, slot_id: SlotId, hands: Sequence[Hand], memory: Memory
    ) -> None:
        """Make a card of every missed point, and take back those of points that count now."""
        deal(transaction, slot_id, hands, memory)

    @reads
    def get(self, connection: Connection, card_id: CardId) -> CardView | None:
        """Return a card."""
        return _view(connection, card.c.id == card_id)

    @reads
    def pace(self, connection: Connection, person_id: PersonId, since: datetime) -> Pace | None:
        """Return what decides when a person is sent a card."""
        waiting = (card.c.person == person_id) & (card.c.answer == "")
        first = select(card.c.id).where(waiting).order_by(card.c.due_at, card.c.id).limit(1)
        earliest = _view(connection, card.c.id == first.scalar_subquery())
        if earliest is None:
            return None
        due = select(func.count()).select_from(card)
        due = due.where(waiting, card.c.due_at <= self._clock.now())
        sent = select(card.c.asked_at).where(card.c.person == person_id, card.c.asked_at > since)
        return Pace(
            earliest=earliest,
            due=connection.scalar(due) or 0,
            asked=tuple(connection.execute(sent).scalars()),
        )

    @writes_unless_handled
    def ask(
        self, transaction: Transaction, one: Card, back_at: datetime, then: Consequences
    ) -> bool:
        """Note that a card is asked now, and when it comes back if nobody answers."""
        values: dict[str, object] = {"asked_at": transaction.now, "due_at": back_at}
        same = card.c.due_at == one.due_at
        if not _update(transaction, one, values, same & (card.c.answer == "")):
            return False
        transaction.store(then)
        return True

    @reads
    def asked_in(self, connection: Connection, address: Address, user: UserId) -> CardView | None:
        """Return the open card that a user was sent at this address last."""
        mine = select(identity.c.person).where(identity.c.user == user)
        last = select(card.c.id).where(card.c.person.in_(mine), card.c.asked_at.is_not(None))
        last = last.order_by(card.c.asked_at.desc()).limit(1)
        found = _view(connection, card.c.id == last.scalar_subquery())
        if found is None or not found.card.open:
            return None
        key = f"review/{found.card.id}/"
        sent = select(outbox.c.receipt).where(
            outbox.c.key.between(key, f"{key}~"), outbox.c.receipt.is_not(None)
        )
        receipts = connection.execute(sent).scalars()
        there = any(RECEIPT.value(text).address == address for text in receipts)
        return found if there else None

    @writes_unless_handled
    def answer(
        self,
        transaction: Transaction,
        card_id: CardId,
        user: UserId,
        text: str,
        then: Consequences,
    ) -> bool:
        """Keep an answer until there is a verdict."""
        kept = (
            update(card)
            .where(card.c.id == card_id, _owned_by(user), card.c.answer == "")
            .values(answer=text, revision=card.c.revision + 1, failures=0)
            .returning(card.c.id)
        )
        if transaction.connection.execute(kept).first() is None:
            return False
        transaction.store(then)
        return True

    @writes
    def begin(self, transaction: Transaction, one: Card, reservation: Reservation) -> Begun | None:
        """Set money aside for judging an answer."""
        connection = transaction.connection
        if reservation.cap is not None:
            alone.with_team(connection, reservation.team)
        month = month_of(connection, reservation) if reservation.micros else 0
        month += reservation.micros
        if reservation.cap is not None and month > reservation.cap:
            return Begun(same=None, over_budget=True, month=month - reservation.micros)
        if not _update(transaction, one, {"failures": one.failures}, card.c.answer != ""):
            return None
        reserve(connection, one, reservation)
        return Begun(same=None, month=month)

    @writes
    def postpone(
        self,
        transaction: Transaction,
        one: Card,
        failures: int,
        spent: Sequence[Spent],
        then: Consequences,
    ) -> bool:
        """Keep an answer for later."""
        settle(transaction.connection, one, spent)
        if not _update(transaction, one, {"failures": failures}, card.c.answer != ""):
            return False
        transaction.store(then)
        return True

    @writes
    def judged(
        self,
        transaction: Transaction,
        one: Card,
        memory: Memory | None,
        spent: Sequence[Spent],
        then: Consequences,
    ) -> bool:
        """Store what a verdict makes of a memory, and forget the answer."""
        settle(transaction.connection, one, spent)
        values: dict[str, object] = {"answer": "", "failures": 0}
        if memory is not None:
            values |= {"body": MEMORY.text(memory), "due_at": memory.due_at}
        if not _update(transaction, one, values, card.c.answer != ""):
            return False
        transaction.store(then)
        return True

    @writes_unless_handled
    def snooze(
        self,
        transaction: Transaction,
        card_id: CardId,
        user: UserId,
        until: datetime,
        then: Consequences,
    ) -> bool:
        """Let a card come back later."""
        later = update(card).where(card.c.id == card_id, _owned_by(user))
        moved = later.values(due_at=until).returning(card.c.id)
        if transaction.connection.execute(moved).first() is None:
            return False
        transaction.store(then)
        return True


def _update(
    transaction: Transaction, one: Card, values: dict[str, object], condition: ColumnElement[bool]
) -> bool:
    """Change a card that is still at its revision and meets a condition."""
    change = update(card).where(card.c.id == one.id, card.c.revision == one.revision, condition)
    moved = change.values(**values).returning(card.c.id)
    return transaction.connection.execute(moved).first() is not None


def _owned_by(user: UserId) -> ColumnElement[bool]:
    return card.c.person.in_(select(identity.c.person).where(identity.c.user == user))


def _view(connection: Connection, condition: ColumnElement[bool]) -> CardView | None:
    columns = (*card.c, question.c.body.label("question_body"))
    found: Select[tuple[object, ...]] = select(*columns).select_from(card).join(question)
    row = connection.execute(found.where(condition)).first()
    if row is None:
        return None
    owner = connection.execute(
        select(team).join(person, person.c.team == team.c.id).where(person.c.id == row.person)
    ).one()
    last = (
        select(attempt.c.user, asked.c.channel)
        .join(asked, asked.c.id == attempt.c.asked)
        .join(
            identity,
            (identity.c.user == attempt.c.user) & (identity.c.person == attempt.c.person),
        )
        .where(attempt.c.person == row.person)
        .order_by(attempt.c.first_sent_at.desc())
        .limit(1)
    )
    place = connection.execute(last).first()
    if place is None:
        return None
    profile = profile_of(connection, person.c.id == row.person, UserId(place.user))
    if profile is None:
        return None
    return CardView(
        card=_card(row),
        question=question_of(row.question_body),
        team=team_of(owner),
        profile=profile,
        address=Address(place.channel),
    )


def _card(row: Row[tuple[object, ...]]) -> Card:
    return Card(
        id=CardId(row.id),
        person=PersonId(row.person),
        point=row.point,
        due_at=row.due_at,
        asked_at=row.asked_at,
        answer=row.answer,
        revision=row.revision,
        failures=row.failures,
        memory=MEMORY.value(row.body),
    )

"""From the grades of a question to cards of what was left out."""

import secrets
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, delete, select, update

from bot.cards import Hand, Results
from bot.consequences import Consequences, Wake, WakeKind
from bot.grading import Graded
from bot.memory import Memory
from bot.records import UNDER_WAY, PersonId, SlotId
from storage.codec import MEMORY, OUTCOME, question_of
from storage.engine import insert
from storage.schema import attempt, card, grade, question, slot
from storage.transactions import Transaction


def results_of(connection: Connection, slot_id: SlotId) -> Results:
    """Return what came of a slot's question, by person."""
    found = select(attempt.c.person, attempt.c.state, grade.c.body)
    found = found.outerjoin(grade, (grade.c.attempt == attempt.c.id) & grade.c.current)
    found = found.where(
        attempt.c.slot == slot_id, attempt.c.state != "withdrawn", ~attempt.c.practice
    )
    grades = defaultdict[PersonId, list[Graded]](list)
    pending = False
    for row in connection.execute(found):
        pending |= row.state in UNDER_WAY
        outcome = OUTCOME.value(row.body) if row.body else None
        if isinstance(outcome, Graded):
            grades[row.person].append(outcome)
    return Results(grades={one: tuple(theirs) for one, theirs in grades.items()}, pending=pending)


def deal(transaction: Transaction, slot_id: SlotId, hands: Sequence[Hand], memory: Memory) -> None:
    """Make a card of every missed point, and take back those of points that count now."""
    connection = transaction.connection
    about = select(question).join(slot).where(slot.c.id == slot_id)
    asked = connection.execute(about).one()
    versions = select(question.c.digest).where(
        question.c.pack == asked.pack, question.c.name == asked.name
    )
    # An older version's card becomes one of this version, where that has its point.
    points = [point.id for point in question_of(asked.body).rubric.points]
    older = update(card).where(card.c.question.in_(versions), card.c.point.in_(points))
    connection.execute(older.values(question=asked.digest))
    new = [
        {
            "id": secrets.token_hex(8),
            "person": hand.person,
            "question": asked.digest,
            "point": point,
            "due_at": memory.due_at,
            "answer": "",
            "revision": 0,
            "failures": 0,
            "body": MEMORY.text(memory),
        }
        for hand in hands
        for point in sorted(hand.missed)
    ]
    if new:
        connection.execute(insert(card).on_conflict_do_nothing(), new)
    untouched = (card.c.question == asked.digest) & (card.c.revision == 0)
    for hand in (hand for hand in hands if hand.met):
        counts = (card.c.person == hand.person) & card.c.point.in_(hand.met)
        connection.execute(delete(card).where(counts, untouched))
    wakes = [
        Wake(kind=WakeKind.REVIEW, key=hand.person, at=memory.due_at)
        for hand in hands
        if hand.missed
    ]
    transaction.store(Consequences(wakes=wakes))

"""A person's data as a whole: read, taken away, or faded with time."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, delete, or_, select, update

from bot.consequences import Consequences, Revise, Say, Wake, WakeKind
from bot.messages import Address, OutboxKey, Post
from bot.people import Everything
from bot.records import UNDER_WAY, PersonId, TeamId
from storage import alone
from storage.audit import SOMEBODY, leave_record, new_line, put_on_record
from storage.belongings import everything_of
from storage.codec import OUTGOING
from storage.codes import KINDS, forget_codes
from storage.grades import forget_words
from storage.rounds import silent_body
from storage.schema import (
    appeal,
    attempt,
    award,
    card,
    grade,
    identity,
    message,
    outbox,
    person,
    round_,
    slot,
    tally,
    team,
    turn,
)
from storage.showing import renewals, silence
from storage.transactions import Transaction, Transactions, reads, writes, writes_unless_handled


class PrivacyRows:
    """Privacy, as `ports.Privacy` describes it."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @reads
    def everything(self, connection: Connection, person_id: PersonId) -> Everything:
        """Return all that is stored about a person."""
        return everything_of(connection, person_id)

    @writes_unless_handled
    def forget(
        self,
        transaction: Transaction,
        person_id: PersonId,
        instead: Post,
        decide: Callable[[int], Consequences],
    ) -> bool:
        """Take a person out of the database; everybody else's rows stay as they are."""
        known = select(person.c.team).where(person.c.id == person_id)
        connection = transaction.connection
        alone.with_person(connection, person_id)
        team_id = connection.scalar(known)
        if team_id is None:
            return False
        _unsay(transaction, person_id, instead)
        everybody = _who_became(connection, person_id)
        again = renewals(connection, everybody, transaction.now)
        silence(connection, everybody, instead)
        transaction.store(Consequences(wakes=again))
        answers = _forget_rows(connection, person_id, everybody)
        line = new_line(SOMEBODY, "delete", {"answers": answers}, transaction.now)
        put_on_record(connection, TeamId(team_id), line)
        transaction.store(decide(answers))
        return True

    @writes
    def fade(self, transaction: Transaction, limit: int) -> int:
        """Forget the words of answers that are older than their team keeps them."""
        faded, connection = 0, transaction.connection
        keeping = select(team.c.id, team.c.retention_days).where(team.c.retention_days > 0)
        for one in connection.execute(keeping).all():
            before = transaction.now - timedelta(days=one.retention_days)
            faded += _fade_answers(connection, one.id, before, limit - faded)
            _fade_rounds(connection, one.id, before)
        return faded


def _unsay(transaction: Transaction, person_id: PersonId, instead: Post) -> None:
    """Forget what a person was told, and replace the posts that name or quote them."""
    connection, now = transaction.connection, transaction.now
    users = select(identity.c.user).where(identity.c.person == person_id)
    about = outbox.c.about.in_((person_id, *(connection.execute(users)).scalars()))
    told = or_(
        outbox.c.audience.in_(users),
        # Nobody has read it, so nobody will.
        and_(
            about,
            outbox.c.receipt.is_(None),
            outbox.c.state != "sending",
        ),
    )
    gone = connection.execute(delete(outbox).where(told).returning(outbox.c.address))
    # What waits behind the rows that went still has to be said.
    wakes = [
        Wake(kind=WakeKind.DELIVER, key=address, at=now)
        for address in dict.fromkeys(gone.scalars())
    ]
    quoting = select(outbox.c.key, outbox.c.address, outbox.c.state)
    says = []
    for row in (connection.execute(quoting.where(about))).all():
        key, address = OutboxKey(row.key), Address(row.address)
        replaced: dict[str, object] = {"about": None, "at": now}
        if row.state == "sending":
            # It may have arrived. Where it has not, this is what arrives.
            replaced["body"] = OUTGOING.text(Say(key=key, address=address, post=instead))
        connection.execute(update(outbox).where(outbox.c.key == key).values(**replaced))
        new = OutboxKey(f"forgotten/{key}")
        says.append(Revise(key=new, address=address, of=key, post=instead))
    transaction.store(Consequences(says=says, wakes=wakes))


def _forget_rows(connection: Connection, person_id: PersonId, everybody: Sequence[PersonId]) -> int:
    """Delete every row about a person; returns how many answers there were."""
    users = select(identity.c.user).where(identity.c.person == person_id)
    for one in everybody:
        leave_record(connection, one, users)
    for owner in (*everybody, *(connection.execute(users)).scalars()):
        forget_codes(connection, KINDS, owner)
    attempts = select(attempt.c.id).where(attempt.c.person == person_id)
    rounds = select(round_.c.id).where(round_.c.person == person_id)
    acted = appeal.c.ruled_by.in_(users)
    connection.execute(update(appeal).where(acted).values(ruled_by=SOMEBODY))
    for kept in (appeal, grade):
        connection.execute(delete(kept).where(kept.c.attempt.in_(attempts)))
    # A message that is delivered again must be known as one that is gone.
    connection.execute(
        update(message)
        .where(
            or_(
                message.c.attempt.in_(attempts),
                and_(message.c.attempt.is_(None), message.c.user.in_(users)),
            )
        )
        .values(attempt=None, user="", address="", channel="", text="", body="", deleted=True)
    )
    connection.execute(delete(turn).where(turn.c.round.in_(rounds)))
    for kept in (award, tally, card):
        connection.execute(delete(kept).where(kept.c.person == person_id))
    gone = connection.execute(
        delete(attempt).where(attempt.c.person == person_id).returning(attempt.c.id)
    )
    answers = len(gone.all())
    connection.execute(delete(round_).where(round_.c.person == person_id))
    connection.execute(delete(identity).where(identity.c.person == person_id))
    for one in reversed(everybody):
        connection.execute(delete(person).where(person.c.id == one))
    return answers


def _who_became(connection: Connection, person_id: PersonId) -> list[PersonId]:
    """Return a person and those who were linked to them, or to one of those, in that order."""
    found = [person_id]
    for one in found:
        linked = select(person.c.id).where(person.c.linked_to == one)
        found += [PersonId(name) for name in connection.execute(linked).scalars()]
    return found


def _fade_answers(connection: Connection, team_id: str, before: datetime, limit: int) -> int:
    """Forget messages, quotes and sentences of old answers; what they earned stays."""
    there = select(message.c.ref).where(message.c.attempt == attempt.c.id, ~message.c.deleted)
    old = (
        select(attempt.c.id)
        .join(slot, slot.c.id == attempt.c.slot)
        .where(
            slot.c.team == team_id,
            slot.c.state == "closed",
            attempt.c.last_sent_at < before,
            attempt.c.state.not_in(UNDER_WAY),
            there.exists(),
        )
        .limit(limit)
    )
    faded = list((connection.execute(old)).scalars())
    gone = {"text": "", "body": "", "deleted": True}
    connection.execute(update(message).where(message.c.attempt.in_(faded)).values(**gone))
    forget_words(connection, faded)
    return len(faded)


def _fade_rounds(connection: Connection, team_id: str, before: datetime) -> None:
    """Forget what was said in old rounds, and what their grades quote of it."""
    old = (
        select(round_.c.id, round_.c.body)
        .join(turn)
        .where(round_.c.team == team_id, round_.c.ended_at < before, turn.c.text != "")
        .distinct()
    )
    rows = connection.execute(old).all()
    for row in rows:
        silent = update(round_).where(round_.c.id == row.id).values(body=silent_body(row.body))
        connection.execute(silent)
    faded = [row.id for row in rows]
    connection.execute(update(turn).where(turn.c.round.in_(faded)).values(text=""))

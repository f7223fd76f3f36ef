"""One-time codes, and what they join."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import delete, func, select, update

from bot.codes import LASTS
from bot.consequences import Consequences
from bot.messages import SpaceKey, UserId
from bot.people import UNDO, Agreed, Pairing, Refusal, Side, Undone
from bot.records import PersonId, Team, TeamId
from storage import alone
from storage.audit import new_line, put_on_record
from storage.codec import PAIRING, SIDE, Codec
from storage.codes import (
    CODE,
    PAIRED,
    TEAM_CODE,
    forget_codes,
    keep_code,
    prune_codes,
    take_code,
    use_up,
)
from storage.engine import insert
from storage.merging import Seam, are_busy, merge, part
from storage.people import profile_of
from storage.schema import audit, person, secret, space, team
from storage.showing import renewals
from storage.teams import team_of
from storage.transactions import Transaction, Transactions, writes, writes_unless_handled

SEAM: Codec[Seam] = Codec(TypeAdapter(Seam))


class LinkRows:
    """Links, as `ports.Links` describes them."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @writes_unless_handled
    def offer(
        self,
        transaction: Transaction,
        side: Side,
        code: str,
        expires_at: datetime,
        then: Consequences,
    ) -> bool:
        """Keep the code that a person asked for, in the place of an older one of theirs."""
        forget_codes(transaction.connection, (CODE,), side.person.id)
        keep_code(transaction.connection, CODE, code, SIDE.text(side), expires_at)
        transaction.store(then)
        return True

    @writes_unless_handled
    def redeem(
        self,
        transaction: Transaction,
        side: Side,
        code: str,
        pairing: str,
        decide: Callable[[Pairing | Refusal], Consequences],
    ) -> bool:
        """Use up a code, and pair the one who gave it with the one who asked for it."""
        connection, now = transaction.connection, transaction.now
        found = take_code(connection, CODE, code, side.person.user, now)
        result = _paired(found, side, pairing)
        if isinstance(result, Pairing):
            keep_code(connection, PAIRED, pairing, PAIRING.text(result), now + LASTS)
        elif result is Refusal.YOURSELF:
            # It was only given on the wrong side.
            keep_code(connection, CODE, code, found, now + LASTS)
        transaction.store(decide(result))
        return True

    @writes_unless_handled
    def agree(
        self,
        transaction: Transaction,
        pairing: str,
        user: UserId,
        decide: Callable[[Pairing, Agreed | Refusal], Consequences],
    ) -> bool:
        """Note that one side agrees; when both do, they become one person."""
        before = _pairing(transaction, pairing, user)
        if before is None:
            return False
        found = _agreed(before, user)
        transaction.store(decide(found, _join(transaction, found)))
        return True

    @writes_unless_handled
    def decline(
        self,
        transaction: Transaction,
        pairing: str,
        user: UserId,
        decide: Callable[[Pairing], Consequences],
    ) -> bool:
        """Drop a pairing."""
        found = _pairing(transaction, pairing, user)
        if found is None:
            return False
        use_up(transaction.connection, PAIRED, pairing)
        transaction.store(decide(found))
        return True

    @writes_unless_handled
    def undo(
        self,
        transaction: Transaction,
        team_id: TeamId,
        link: str,
        actor: UserId,
        decide: Callable[[Undone | Refusal], Consequences],
    ) -> bool:
        """Part two people again."""
        transaction.store(decide(_part(transaction, team_id, link, actor)))
        return True

    @writes_unless_handled
    def offer_team(
        self,
        transaction: Transaction,
        team_id: TeamId,
        code: str,
        expires_at: datetime,
        then: Consequences,
    ) -> bool:
        """Keep the code by which a space of another platform joins a team."""
        forget_codes(transaction.connection, (TEAM_CODE,), team_id)
        keep_code(transaction.connection, TEAM_CODE, code, team_id, expires_at)
        transaction.store(then)
        return True

    @writes_unless_handled
    def join_team(
        self,
        transaction: Transaction,
        key: SpaceKey,
        user: UserId,
        code: str,
        decide: Callable[[Team | Refusal], Consequences],
    ) -> bool:
        """Use up a code, and let a space that has no team yet belong to the team of the code."""
        found = take_code(transaction.connection, TEAM_CODE, code, user, transaction.now)
        transaction.store(decide(_joined(transaction, found, key, user)))
        return True

    @writes
    def prune(self, transaction: Transaction) -> None:
        """Forget codes that are too old, and what only an undo would have needed."""
        connection, now = transaction.connection, transaction.now
        prune_codes(connection, now)
        links = select(audit.c.id, audit.c.body, audit.c.at)
        links = links.where(audit.c.action == "link", audit.c.body.contains("joined"))
        rows = connection.execute(links.order_by(audit.c.at)).all()
        seams = [(row, SEAM.value(row.body)) for row in rows]
        # Who was parted and linked again can be parted again.
        recent = {seam.joined for row, seam in seams if row.at > now - UNDO}
        for row, seam in seams:
            if row.at > now - UNDO:
                continue
            if seam.joined not in recent:
                for_good = (person.c.id == seam.joined) & person.c.linked_to.is_not(None)
                connection.execute(delete(person).where(for_good))
            body = json.dumps({"person": seam.person})
            connection.execute(update(audit).where(audit.c.id == row.id).values(body=body))


def _pairing(transaction: Transaction, name: str, user: UserId) -> Pairing | None:
    found = select(secret.c.sealed).where(
        secret.c.kind == PAIRED, secret.c.key == name, secret.c.expires_at > transaction.now
    )
    # Both may agree at the same time.
    found = found.with_for_update()
    sealed = transaction.connection.scalar(found)
    one = PAIRING.value(sealed.decode()) if sealed else None
    return one if one and one.of(user) else None


def _join(transaction: Transaction, found: Pairing) -> Agreed | Refusal:
    connection, now = transaction.connection, transaction.now
    kept, gone = found.keeps.person, found.joins.person
    if not (found.keeps.agreed and found.joins.agreed):
        keep_code(connection, PAIRED, found.id, PAIRING.text(found), now + LASTS)
        return Agreed.WAITING
    for one in sorted((kept.id, gone.id)):
        alone.with_person(connection, one)
    there = select(func.count()).where(
        person.c.id.in_((kept.id, gone.id)), person.c.linked_to.is_(None)
    )
    if connection.scalar(there) != len({kept.id, gone.id}):
        return Refusal.UNKNOWN
    if are_busy(connection, kept.id, gone.id):
        return Refusal.BUSY
    use_up(connection, PAIRED, found.id)
    about = json.loads(SEAM.text(merge(connection, kept.id, gone.id)))
    _renew(transaction, (kept.id, gone.id))
    line = replace(new_line(gone.user, "link", about, now), id=found.id)
    put_on_record(connection, kept.team, line)
    return Agreed.LINKED


def _part(transaction: Transaction, team_id: TeamId, link: str, actor: UserId) -> Undone | Refusal:
    connection, now = transaction.connection, transaction.now
    found = select(audit.c.body, audit.c.at).where(
        audit.c.team == team_id, audit.c.id == link, audit.c.action == "link"
    )
    row = connection.execute(found).first()
    if row is None:
        return Refusal.NO_LINK
    if "joined" not in row.body or row.at <= now - UNDO:
        return Refusal.TOO_LATE
    seam = SEAM.value(row.body)
    for one in sorted((seam.person, seam.joined)):
        alone.with_person(connection, PersonId(one))
    kept = profile_of(connection, person.c.id == seam.person, UserId(""))
    gone = profile_of(connection, person.c.id == seam.joined, UserId(""))
    linked = select(person.c.id, person.c.linked_to)
    linked = linked.where(person.c.id.in_((seam.person, seam.joined)))
    to = {row.id: row.linked_to for row in connection.execute(linked)}
    if kept is None or gone is None or to[seam.joined] is None:
        return Refusal.TOO_LATE
    if to[seam.person] is not None:
        return Refusal.NEWER
    part(connection, seam)
    _renew(transaction, (seam.person, seam.joined))
    about = {"person": seam.person, "link": link}
    put_on_record(connection, team_id, new_line(actor, "unlink", about, now))
    return Undone(kept=kept.person, gone=gone.person)


def _renew(transaction: Transaction, both: Sequence[str]) -> None:
    """Let posts that show either of two say what is true of them now."""
    again = renewals(transaction.connection, both, transaction.now)
    transaction.store(Consequences(wakes=again))


def _joined(
    transaction: Transaction, found: str | Refusal, key: SpaceKey, user: UserId
) -> Team | Refusal:
    if isinstance(found, Refusal):
        return found
    connection = transaction.connection
    row = connection.execute(select(team).where(team.c.id == found)).one()
    added = insert(space).values(key=key, team=found).on_conflict_do_nothing()
    if connection.execute(added.returning(space.c.key)).first() is None:
        return Refusal.OTHER_TEAM
    line = new_line(user, "join", {"space": key}, transaction.now)
    put_on_record(connection, row.id, line)
    return team_of(row)


def _paired(found: str | Refusal, side: Side, name: str) -> Pairing | Refusal:
    if isinstance(found, Refusal):
        return found
    keeps = SIDE.value(found)
    if keeps.person.team != side.person.team:
        return Refusal.OTHER_TEAM
    if keeps.person.id == side.person.id:
        return Refusal.YOURSELF
    return Pairing(id=name, keeps=keeps, joins=side)


def _agreed(found: Pairing, user: UserId) -> Pairing:
    keeps, joins = (
        replace(side, agreed=side.agreed or side.person.user == user)
        for side in (found.keeps, found.joins)
    )
    return replace(found, keeps=keeps, joins=joins)

"""One-time codes and what they stand for, in the table of secrets."""

from datetime import datetime

from sqlalchemy import Connection, delete, select

from bot.codes import LASTS, TRIES
from bot.messages import UserId
from bot.people import Refusal
from storage.engine import insert
from storage.schema import secret

CODE, TEAM_CODE, PAIRED, WRONG = "link-code", "team-code", "pairing", "wrong-codes"
KINDS = (CODE, TEAM_CODE, PAIRED, WRONG)
"""Kinds of rows that are ours. Codes are stored as fingerprints only."""


def take_code(
    connection: Connection, kind: str, code: str, user: UserId, now: datetime
) -> str | Refusal:
    """Use up a code and return what it stands for; a wrong one is counted."""
    tries = select(secret.c.sealed).where(
        secret.c.kind == WRONG, secret.c.key == user, secret.c.expires_at > now
    )
    tries = tries.with_for_update()
    wrong = int(connection.scalar(tries) or b"0")
    if wrong >= TRIES:
        return Refusal.TOO_MANY
    found = use_up(connection, kind, code, now)
    if found is None:
        keep_code(connection, WRONG, user, str(wrong + 1), now + LASTS)
        return Refusal.UNKNOWN
    return found


def prune_codes(connection: Connection, now: datetime) -> None:
    """Forget what is too old."""
    old = delete(secret).where(secret.c.kind.in_(KINDS), secret.c.expires_at < now)
    connection.execute(old)


def forget_codes(connection: Connection, kinds: tuple[str, ...], owner: str) -> None:
    """Forget every code that says an id."""
    kept = select(secret.c.kind, secret.c.key, secret.c.sealed).where(secret.c.kind.in_(kinds))
    for row in (connection.execute(kept)).all():
        if owner.encode() in row.sealed or row.key == owner:
            use_up(connection, row.kind, row.key)


def keep_code(
    connection: Connection, kind: str, key: str, value: str, expires_at: datetime
) -> None:
    """Keep a value under a fingerprint or an id, until it is too old."""
    values = {"sealed": value.encode(), "expires_at": expires_at}
    connection.execute(
        insert(secret)
        .values(kind=kind, key=key, **values)
        .on_conflict_do_update(index_elements=["kind", "key"], set_=values)
    )


def use_up(connection: Connection, kind: str, key: str, now: datetime | None = None) -> str | None:
    """Delete a row and return what it held; None where it was not there, or not any more."""
    gone = delete(secret).where(secret.c.kind == kind, secret.c.key == key)
    if now is not None:
        gone = gone.where(secret.c.expires_at > now)
    sealed = (connection.execute(gone.returning(secret.c.sealed))).scalar()
    return sealed.decode() if sealed is not None else None

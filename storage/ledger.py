"""Money: set aside before a call is made, settled after it, always.

A reservation that is found when the same revision is begun again belonged to a process that died
during the call. It was probably billed, so it is settled as it was estimated.
"""

import secrets
from collections.abc import Sequence
from typing import TypeAlias

from sqlalchemy import Connection, Date, bindparam, delete, select, update

from bot.cards import Card
from bot.records import Appeal, Attempt, Reservation
from bot.rounds.values import RoundCall
from bot.spend import Spent
from storage.codec import SPENT
from storage.engine import insert, whole_sum
from storage.schema import spend

Judged: TypeAlias = Attempt | Appeal | Card | RoundCall
"""What a call is made for: an answer, the second look of an appeal, a card's answer, a stage."""

_INSERT = insert(spend)
_MONTH = select(whole_sum(spend.c.micros)).where(
    spend.c.team == bindparam("of_team"),
    spend.c.day.between(bindparam("first", type_=Date), bindparam("last", type_=Date)),
)
_LEFT = (
    update(spend)
    .where(
        spend.c.attempt.between(bindparam("first"), bindparam("last")),
        spend.c.state == "reserved",
    )
    .values(state="settled")
)
_RELEASE = (
    delete(spend)
    .where(spend.c.attempt == bindparam("of_attempt"), spend.c.state == "reserved")
    .returning(spend.c.team, spend.c.day)
)


def month_of(connection: Connection, reservation: Reservation) -> int:
    """Return micro-dollars of the calendar month of a reservation, reserved or settled."""
    first = reservation.day.replace(day=1)
    month = {"of_team": reservation.team, "first": first, "last": reservation.day}
    return connection.scalar(_MONTH, month) or 0


def reserve(connection: Connection, judged: Judged, one: Reservation) -> None:
    """Set money aside before a call is made."""
    key = _key(judged)
    first, last = key, key
    if not isinstance(judged, Appeal):
        # An older revision's call, too, ended with its process or is of no use any more.
        of_any_revision = key.rpartition("/")[0]
        first, last = f"{of_any_revision}/", f"{of_any_revision}/~"
    connection.execute(_LEFT, {"first": first, "last": last})
    if one.micros:
        held = {
            "id": secrets.token_hex(8),
            "team": one.team,
            "attempt": key,
            "model": one.model,
            "state": "reserved",
            "day": one.day,
            "micros": one.micros,
            "body": "",
        }
        connection.execute(_INSERT, held)


def settle(connection: Connection, judged: Judged, spent: Sequence[Spent]) -> None:
    """Put what calls really cost in the place of what was set aside."""
    key = _key(judged)
    reserved = connection.execute(_RELEASE, {"of_attempt": key}).first()
    if reserved is None or not spent:
        return
    costs = [
        {
            "id": secrets.token_hex(8),
            "team": reserved.team,
            "attempt": key,
            "model": one.model,
            "state": "settled",
            "day": reserved.day,
            "micros": one.micro_dollars,
            "body": SPENT.text(one),
        }
        for one in spent
    ]
    connection.execute(_INSERT, costs)


def _key(judged: Judged) -> str:
    match judged:
        case Attempt():
            return f"{judged.id}/{judged.revision}"
        case Appeal():
            return f"appeal/{judged.id}"
        case Card():
            return f"card/{judged.id}"
        case RoundCall():
            return f"round/{judged.round}/{judged.what}/{judged.revision}"

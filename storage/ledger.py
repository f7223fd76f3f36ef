"""Money: set aside before a call is made, settled after it, always.

A reservation that is found when the same revision is begun again belonged to a process that died
during the call. It was probably billed, so it is settled as it was estimated.
"""

import secrets
from collections.abc import Sequence
from typing import TypeAlias

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.records import Appeal, Attempt, Reservation
from bot.rounds.values import RoundCall
from bot.spend import Spent
from storage.codec import SPENT
from storage.engine import insert
from storage.schema import spend

Judged: TypeAlias = Attempt | Appeal | RoundCall
"""What money is set aside for."""


async def month_of(connection: AsyncConnection, reservation: Reservation) -> int:
    """Return micro-dollars of the calendar month of a reservation, reserved or settled."""
    first = reservation.day.replace(day=1)
    found = select(func.coalesce(func.sum(spend.c.micros), 0)).where(
        spend.c.team == reservation.team, spend.c.day.between(first, reservation.day)
    )
    return await connection.scalar(found) or 0


async def reserve(connection: AsyncConnection, judged: Judged, one: Reservation) -> None:
    """Set money aside for judging an attempt or a stage, or for the second look of an appeal."""
    # An older revision's call, too, ended with its process or is of no use any more.
    key = _key(judged)
    first = key if isinstance(judged, Appeal) else f"{key.rpartition('/')[0]}/"
    left = spend.c.attempt.between(first, key if isinstance(judged, Appeal) else f"{first}~")
    await connection.execute(
        update(spend).where(left, spend.c.state == "reserved").values(state="settled")
    )
    if one.micros:
        await connection.execute(
            insert(spend).values(
                id=secrets.token_hex(8),
                team=one.team,
                attempt=_key(judged),
                model=one.model,
                state="reserved",
                day=one.day,
                micros=one.micros,
                body="",
            )
        )


async def settle(connection: AsyncConnection, judged: Judged, spent: Sequence[Spent]) -> None:
    """Put what calls really cost in the place of what was set aside."""
    held = spend.delete().where(spend.c.attempt == _key(judged), spend.c.state == "reserved")
    reserved = (await connection.execute(held.returning(spend.c.team, spend.c.day))).first()
    if reserved is None:
        return
    for one in spent:
        await connection.execute(
            insert(spend).values(
                id=secrets.token_hex(8),
                team=reserved.team,
                attempt=_key(judged),
                model=one.model,
                state="settled",
                day=reserved.day,
                micros=one.micro_dollars,
                body=SPENT.text(one),
            )
        )


def _key(judged: Judged) -> str:
    match judged:
        case Appeal():
            return f"appeal/{judged.id}"
        case Attempt():
            return f"{judged.id}/{judged.revision}"
        case RoundCall():
            return f"round/{judged.round}/{judged.what}/{judged.revision}"

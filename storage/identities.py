"""Who a user is, and where they have been."""

import secrets
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from bot.messages import UserId
from bot.people import REVIEWS_A_DAY
from bot.periods import is_zone
from bot.records import Person, PersonId, Stay, TeamId
from storage.codec import STAYS, stays_of
from storage.engine import insert
from storage.schema import (
    EPOCH,
    identity,
    person,
)

_KNOWN = (
    select(person.c.id, person.c.name, person.c.zone, person.c.seen_zone, person.c.zones)
    .join(identity)
    .where(identity.c.team == bindparam("of_team"), identity.c.user == bindparam("of_user"))
    # Both: who is linked meanwhile is found anew, as whom they are now.
    .with_for_update(key_share=True)
)

_NEW_PERSON = insert(person)
_NEW_IDENTITY = insert(identity)


def person_of(
    connection: Connection,
    team_id: TeamId,
    user: UserId,
    name: str,
    now: datetime,
    zone: str | None = None,
) -> Person:
    """Return the person behind a user in this transaction, made at first sight."""
    zone = zone if zone and is_zone(zone) else None
    row = connection.execute(_KNOWN, {"of_team": team_id, "of_user": user}).first()
    if row is None:
        new = PersonId(secrets.token_hex(8))
        someone = {
            "id": new,
            "team": team_id,
            "name": name,
            "on_board": True,
            "named": False,
            "reviews": REVIEWS_A_DAY,
            "body": "{}",
            "created_at": now,
            "seen_zone": zone,
            "zones": moved("[]", zone, EPOCH),
        }
        connection.execute(_NEW_PERSON, someone)
        connection.execute(_NEW_IDENTITY, {"team": team_id, "user": user, "person": new})
        return Person(id=new, team=team_id, user=user, name=name)
    seen = zone or row.seen_zone
    stays = moved(row.zones, row.zone or seen, now)
    if (row.name, row.seen_zone, row.zones) != (name, seen, stays):
        change = update(person).where(person.c.id == row.id)
        connection.execute(change.values(name=name, seen_zone=seen, zones=stays))
    return Person(id=row.id, team=team_id, user=user, name=name)


def moved(stays: str, zone: str | None, now: datetime) -> str:
    """Return where somebody was when, with where they are now, as it is stored.

    What is past stays where it was, so that a move changes no day that is over.
    """
    known = stays_of(stays)
    latest = known[-1] if known else Stay(since=now, zone="")
    if (zone or "") == latest.zone:
        return stays
    return STAYS.text((*known, Stay(since=max(now, latest.since), zone=zone or "")))

"""Who did what to whose work, for ever."""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, Select, select, update

from bot.messages import UserId
from bot.people import AuditLine
from bot.records import PersonId, TeamId
from storage.engine import insert
from storage.schema import audit

SOMEBODY = UserId("somebody")
"""Stands for a user who has left."""

_FACTS = frozenset({"appeal", "answers", "point", "verdict"})
"""What the record keeps of people who have left."""


def put_on_record(connection: Connection, team: TeamId, line: AuditLine) -> None:
    """Add a line to a team's record."""
    connection.execute(
        insert(audit).values(
            id=line.id,
            team=team,
            actor=line.actor,
            action=line.action,
            body=json.dumps(line.about, sort_keys=True),
            at=line.at,
        )
    )


def new_line(actor: UserId, action: str, about: Mapping[str, object], at: datetime) -> AuditLine:
    """Return a line with an id of its own."""
    return AuditLine(id=secrets.token_hex(4), actor=actor, action=action, about=about, at=at)


def leave_record(connection: Connection, person: PersonId, users: Select[tuple[str]]) -> None:
    """Take a person out of the record, as the one who acted and as the one it was about."""
    connection.execute(update(audit).where(audit.c.actor.in_(users)).values(actor=SOMEBODY))
    # Ids are random, so none is in a body by chance.
    about = select(audit.c.id, audit.c.body).where(audit.c.body.contains(person))
    for row in (connection.execute(about)).all():
        facts = {name: value for name, value in json.loads(row.body).items() if name in _FACTS}
        body = json.dumps(facts, sort_keys=True)
        connection.execute(update(audit).where(audit.c.id == row.id).values(body=body))

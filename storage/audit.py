"""Who did what to whose work, for ever."""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from bot.messages import UserId
from bot.records import TeamId
from storage.engine import insert
from storage.schema import audit


def put_on_record(
    connection: Connection,
    team: TeamId,
    actor: UserId,
    action: str,
    about: Mapping[str, str],
    now: datetime,
) -> None:
    """Add a line to a team's audit."""
    connection.execute(
        insert(audit).values(
            id=secrets.token_hex(8),
            team=team,
            actor=actor,
            action=action,
            body=json.dumps(about, sort_keys=True),
            at=now,
        )
    )

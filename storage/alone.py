"""Keeping two writes apart that would read what the other one changes.

On SQLite there is one writer, so nothing is to be done. On a server each write about an answer
holds the row of its person from before it reads until its end; what needs more says so here. A
statement sees what was committed before it began, so what is read after that is current. Rows that
refer to a held one can still be added (`key_share`). Who holds both takes the person first, then
the team.
"""

from sqlalchemy import BindParameter, Connection, Select, bindparam, select

from bot.consequences import RoundId
from bot.messages import MessageRef
from bot.records import AttemptId, PersonId, TeamId
from storage.engine import UNREAD
from storage.schema import asked, attempt, message, person, round_, slot, team

_ONE: BindParameter[str] = bindparam("one")
_PERSON = select(person.c.id).where(person.c.id == _ONE).with_for_update(key_share=True)
_ATTEMPT = (
    select(person.c.id)
    .join(attempt, attempt.c.person == person.c.id)
    .where(attempt.c.id == _ONE)
    .with_for_update(key_share=True, of=person)
)
_MESSAGE = (
    select(person.c.id)
    .join(attempt, attempt.c.person == person.c.id)
    .join(message, message.c.attempt == attempt.c.id)
    .where(message.c.ref == _ONE)
    .with_for_update(key_share=True, of=person)
)
_TEAM = select(team.c.id).where(team.c.id == _ONE).with_for_update(key_share=True)
_ROUND = select(round_.c.id).where(round_.c.id == _ONE).with_for_update(key_share=True)
_SLOT = (
    select(slot.c.id).join(asked).where(asked.c.id == _ONE).with_for_update(key_share=True, of=slot)
)


def with_person(connection: Connection, one: PersonId) -> None:
    """Hold a person until the end of the transaction."""
    _hold(connection, _PERSON, one)


def with_attempt(connection: Connection, one: AttemptId) -> None:
    """Hold the person of an attempt."""
    _hold(connection, _ATTEMPT, one)


def with_message(connection: Connection, one: MessageRef) -> None:
    """Hold the person whose answer a message is part of."""
    _hold(connection, _MESSAGE, one)


def with_team(connection: Connection, one: TeamId) -> None:
    """Hold a team, where a sum over all of it decides."""
    _hold(connection, _TEAM, one)


def with_slot(connection: Connection, asked_id: str) -> None:
    """Hold the slot of an asked question, so that it is not closed meanwhile."""
    _hold(connection, _SLOT, asked_id)


def with_round(connection: Connection, one: RoundId) -> None:
    """Hold a round."""
    _hold(connection, _ROUND, one)


def _hold(connection: Connection, rows: Select[tuple[str]], one: str) -> None:
    if connection.dialect.name != "sqlite":
        connection.execute(rows, {"one": one}, execution_options=UNREAD)

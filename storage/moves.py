"""Changes of an attempt, fenced by its revision."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, bindparam, update

from bot.consequences import Consequences, Wake, WakeKind
from bot.records import Attempt, AttemptId, AttemptState, PersonId
from storage import alone
from storage.grades import overtake
from storage.schema import attempt
from storage.transactions import Transaction

_MOVE = (
    update(attempt)
    .where(
        attempt.c.id == bindparam("one"),
        attempt.c.revision == bindparam("at_revision"),
        attempt.c.state.in_(bindparam("from_states", expanding=True)),
    )
    .values(state=bindparam("to_state"))
    .returning(attempt.c.person)
)


def close_appeals(transaction: Transaction, attempt_id: AttemptId) -> None:
    """Close what is open against an answer that is no longer the same."""
    closed = overtake(transaction.connection, attempt_id, transaction.now)
    wakes = [Wake(kind=WakeKind.APPEAL, key=one, at=transaction.now) for one in closed]
    transaction.store(Consequences(wakes=wakes))


def move(
    connection: Connection, one: Attempt, states: Sequence[AttemptState], to: AttemptState
) -> bool:
    """Change the state of an attempt, where its revision is still the same."""
    alone.with_person(connection, one.person)
    values = {"one": one.id, "at_revision": one.revision, "from_states": states, "to_state": to}
    return _is_moved(connection, one, connection.scalar(_MOVE, values))


def change(
    connection: Connection,
    one: Attempt,
    states: Sequence[AttemptState],
    values: Mapping[str, object],
) -> bool:
    """Change an attempt, where it is in one of these states and its revision is still the same."""
    alone.with_person(connection, one.person)
    moved = connection.execute(
        update(attempt)
        .where(
            attempt.c.id == one.id,
            attempt.c.revision == one.revision,
            attempt.c.state.in_(states),
        )
        .values(**values)
        .returning(attempt.c.person)
    )
    return _is_moved(connection, one, moved.scalar())


def _is_moved(connection: Connection, one: Attempt, now_of: PersonId | None) -> bool:
    """Return whether an attempt was found, and hold whose it is now."""
    if now_of is not None and now_of != one.person:
        # They were linked to somebody while we waited for them.
        alone.with_person(connection, now_of)
    return now_of is not None

"""People and what they decided about themselves."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, Row, select, update

from bot.consequences import Consequences
from bot.messages import Author, UserId
from bot.people import Profile
from bot.records import Person, PersonId, TeamId
from storage.identities import moved, person_of
from storage.schema import identity, person
from storage.showing import renewals
from storage.transactions import Transaction, Transactions, reads, writes, writes_unless_handled


class PeopleRows:
    """People, as `ports.People` describes them."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @writes
    def profile(self, transaction: Transaction, team_id: TeamId, author: Author) -> Profile:
        """Return the profile behind a user, made at first sight."""
        connection = transaction.connection
        now = transaction.now
        one = person_of(connection, team_id, author.user, author.name, now, author.zone)
        row = connection.execute(select(person).where(person.c.id == one.id)).one()
        return _profile(row, author.user)

    @reads
    def of(self, connection: Connection, person_id: PersonId, user: UserId) -> Profile | None:
        """Return a profile if that user is that person."""
        theirs = select(identity.c.person).where(identity.c.user == user)
        return profile_of(connection, (person.c.id == person_id) & person.c.id.in_(theirs), user)

    @reads
    def board_names(self, connection: Connection, team_id: TeamId) -> Collection[str]:
        """Return every name and pseudonym of a team."""
        found = select(person.c.name, person.c.board_name).where(person.c.team == team_id)
        rows = connection.execute(found).all()
        return {name for row in rows for name in row if name is not None}

    @writes_unless_handled
    def save(self, transaction: Transaction, changed: Profile, then: Consequences) -> bool:
        """Store what a person decided."""
        connection = transaction.connection
        before = select(person.c.zones, person.c.seen_zone, person.c.on_board, person.c.board_name)
        row = connection.execute(before.where(person.c.id == changed.person.id)).one()
        values = {
            "zone": changed.zone,
            "zones": moved(row.zones, changed.zone or row.seen_zone, transaction.now),
            "board_name": changed.board_name,
            "on_board": changed.on_board,
            "named": changed.named,
            "reviews": changed.reviews,
        }
        change = update(person).where(person.c.id == changed.person.id)
        connection.execute(change.values(**values))
        if (row.on_board, row.board_name) != (changed.on_board, changed.board_name):
            again = renewals(connection, (changed.person.id,), transaction.now)
            transaction.store(Consequences(wakes=again))
        transaction.store(then)
        return True


def profile_of(
    connection: Connection, condition: ColumnElement[bool], user: UserId
) -> Profile | None:
    """Return the profile that meets a condition, as one of its users sees it."""
    row = connection.execute(select(person).where(condition)).first()
    return _profile(row, user) if row else None


def _profile(row: Row[tuple[object, ...]], user: UserId) -> Profile:
    return Profile(
        person=Person(id=row.id, team=row.team, user=user, name=row.name),
        zone=row.zone,
        board_name=row.board_name,
        on_board=row.on_board,
        named=row.named,
        reviews=row.reviews,
    )

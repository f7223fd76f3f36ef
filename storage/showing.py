"""Posts that show several people: written anew when one of them leaves, or is shown otherwise."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from bot.consequences import Outgoing, Revise, Say, Wake, WakeKind
from bot.messages import Post
from storage.codec import OUTGOING
from storage.engine import insert
from storage.schema import outbox, shown

SHOWS_SOMEBODY = (
    select(shown.c.said).where(shown.c.said == outbox.c.key, shown.c.post == outbox.c.key).exists()
)
"""Whether a row of the outbox is a post, not a version of one, that shows people."""

_NOTE = insert(shown).on_conflict_do_nothing()


def note_shown(connection: Connection, says: Sequence[Outgoing]) -> None:
    """Keep whom posts show, in the transaction that says them.

    Fails where one of them has left meanwhile, so that what names them is made again without.
    """
    rows = [row for one in says for row in _rows(one)]
    if rows:
        connection.execute(_NOTE, rows)


def renewals(connection: Connection, people: Sequence[str], now: datetime) -> list[Wake]:
    """Return wakes by which every post that shows one of these people is written anew."""
    posts = select(shown.c.post).where(shown.c.person.in_(people)).distinct()
    found = connection.execute(posts.order_by(shown.c.post)).scalars()
    return [Wake(kind=WakeKind.RENEW, key=post, at=now) for post in found]


def silence(connection: Connection, people: Sequence[str], instead: Post) -> None:
    """Take these people out of what has not been said yet."""
    about = select(shown.c.said).where(shown.c.person.in_(people))
    waiting = outbox.c.key.in_(about) & outbox.c.receipt.is_(None)
    # Nobody has read it, so nobody will.
    connection.execute(delete(outbox).where(waiting, outbox.c.state == "pending"))
    sending = select(outbox.c.key, outbox.c.body).where(waiting, outbox.c.state == "sending")
    for row in connection.execute(sending).all():
        # It may have arrived. Where it has not, this is what arrives.
        outgoing = OUTGOING.value(row.body)
        if isinstance(outgoing, Say | Revise):
            body = OUTGOING.text(replace(outgoing, post=instead, shows=()))
            connection.execute(update(outbox).where(outbox.c.key == row.key).values(body=body))


def _rows(outgoing: Outgoing) -> Iterator[dict[str, str]]:
    if not isinstance(outgoing, Say | Revise):
        return
    post = outgoing.of if isinstance(outgoing, Revise) else outgoing.key
    for said in dict.fromkeys((outgoing.key, post)):
        for person in sorted(outgoing.shows):
            yield {"said": said, "person": person, "post": post}

"""Consequences of a write: stored with it or not at all, once, and first in first out."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from bot.consequences import Consequences, Delivery, Tell, Wake, WakeKind
from bot.messages import Address, OutboxKey, Post, Receipt, ReplyHandle, UserId
from bot.records import NewTeam
from storage.postgres import native
from storage.store import HOLD, PATIENCE, SqlStore
from tests.contracts.outbox import TABLES, claim, counts, said, say
from tests.contracts.rows import rows
from tests.fakes import CHANNEL, FixedClock

on_a_server = pytest.mark.parametrize("target", ["postgresql"], indirect=True)


async def test_all_of_it(
    store: SqlStore, new_team: NewTeam, target: Path | str, clock: FixedClock
) -> None:
    """A write is stored with what it brings about."""
    wake = Wake(kind=WakeKind.PRUNE, key="daily", at=clock.now())
    then = Consequences(says=[say("one")], wakes=[wake], event="event")
    await store.teams.create(new_team, then)

    assert counts(target) == {"team": 1, "outbox": 1, "work": 2, "event": 1}


async def test_nothing_of_it(
    store: SqlStore, new_team: NewTeam, target: Path | str, clock: FixedClock
) -> None:
    """Where one consequence cannot be stored, neither are the others, nor the write."""
    refuse_wakes(target)
    wake = Wake(kind=WakeKind.PRUNE, key="refused", at=clock.now())
    then = Consequences(says=[say("one")], wakes=[wake], event="event")
    with pytest.raises(Exception, match="no wake here"):
        await store.teams.create(new_team, then)

    assert counts(target) == dict.fromkeys(TABLES, 0)


async def test_the_same_event(store: SqlStore, new_team: NewTeam, target: Path | str) -> None:
    """A second write for the same event changes nothing, nor says anything."""
    await store.outbox.say(Consequences(says=[say("one")], event="event"))
    second = await store.outbox.say(Consequences(says=[say("two")], event="event"))
    made = await store.teams.create(new_team, Consequences(says=[say("three")], event="event"))

    assert (second, made) == (False, False)
    assert counts(target) == {"team": 0, "outbox": 1, "work": 1, "event": 1}


async def test_the_same_key(store: SqlStore) -> None:
    """What is said under a key is said once, also when it was delivered long ago."""
    await store.outbox.say(Consequences(says=[say("one", "Hello."), say("one", "Hello again.")]))
    first = await said(store)
    await store.outbox.say(Consequences(says=[say("one")]))

    assert first == ["one"]
    assert await said(store) == []
    assert await store.outbox.pending() == 0


async def test_order(store: SqlStore) -> None:
    """What is said at an address comes in the order in which it was stored, from one write too."""
    await store.outbox.say(Consequences(says=[say("c"), say("a")]))
    await store.outbox.say(Consequences(says=[say("b")]))

    assert await said(store) == ["c", "a", "b"]


async def test_order_of_many_writers(
    store: SqlStore, target: Path | str, clock: FixedClock
) -> None:
    """Writers at the same time get places of their own, each in its own order."""
    other = SqlStore(target, clock, "tiny")

    async def writes(through: SqlStore, name: str) -> None:
        for number in range(10):
            await through.outbox.say(Consequences(says=[say(f"{name}/{number}")]))

    await asyncio.gather(*(writes(one, name) for one, name in ((store, "a"), (other, "b"))))
    await asyncio.gather(*(writes(one, name) for one, name in ((store, "c"), (store, "d"))))
    keys = await said(store)
    await other.close()

    assert len(keys) == 40
    for name in "abcd":
        assert [key for key in keys if key[0] == name] == [f"{name}/{n}" for n in range(10)]


async def test_addresses_do_not_mix(store: SqlStore) -> None:
    """Each address has a line of its own."""
    other = Address("fake:other")
    await store.outbox.say(Consequences(says=[say("one"), say("two", address=other)]))

    assert await said(store, other) == ["two"]
    assert await said(store) == ["one"]


async def test_a_claim_that_was_not_finished(store: SqlStore, clock: FixedClock) -> None:
    """Who claims what another one had claimed is told that it may have been sent."""
    await store.outbox.say(Consequences(says=[say("one"), say("two")]))
    first = await claim(store, "first")
    clock.advance(HOLD * PATIENCE)
    second = await claim(store, "second")
    late = await store.outbox.delivered(first, Delivery.SENT, None, Consequences(says=[say("x")]))
    following = await store.outbox.delivered(second, Delivery.SENT, None, Consequences())
    clock.advance(HOLD * PATIENCE)

    assert [(one.outgoing.key, one.again) for one in (first, second)] == [
        ("one", False),
        ("one", True),
    ]
    assert late is None
    assert following is not None
    assert (following.outgoing.key, following.again) == ("two", False)
    assert await said(store) == ["two"]


async def test_a_claim_that_was_handed_back(store: SqlStore, clock: FixedClock) -> None:
    """What was certainly not sent is claimed again as if that claim had never been."""
    await store.outbox.say(Consequences(says=[say("one")]))
    await store.outbox.hand_back(await claim(store, "first"), clock.now(), sent=False)
    second = await claim(store, "second")
    clock.advance(HOLD * PATIENCE)
    third = await claim(store, "third")
    await store.outbox.hand_back(third, clock.now(), sent=False)
    fourth = await claim(store, "fourth")

    assert [one.again for one in (second, third, fourth)] == [False, True, True]


async def test_a_claim_that_was_let_go(store: SqlStore) -> None:
    """What was let go is claimed again at once, as what may have been sent."""
    await store.outbox.say(Consequences(says=[say("one")]))
    await store.outbox.let_go(await claim(store, "first"))
    second = await claim(store, "second")

    assert (second.outgoing.key, second.again) == ("one", True)


@on_a_server
async def test_words_that_come_at_the_very_end(store: SqlStore, target: str) -> None:
    """What is said at a place while somebody ends speaking there is claimed, not left for later."""
    await store.outbox.say(Consequences(says=[say("one")]))
    first = await claim(store, "first")
    with psycopg.connect(native(target)) as speaker:
        # The end of the first one has looked for what comes next, but is not committed.
        speaker.execute("UPDATE outbox SET state = 'sent', token = NULL WHERE key = 'one'")
        await store.outbox.say(Consequences(says=[say("two")]))
        claiming = asyncio.create_task(store.outbox.claim(CHANNEL, "second"))
        await asyncio.wait({claiming}, timeout=0.3)
        waited = not claiming.done()
    second = await claiming

    assert first.outgoing.key == "one"
    assert waited
    assert second is not None
    assert second.outgoing.key == "two"


async def test_a_claim_that_was_handed_back_for_later(store: SqlStore, clock: FixedClock) -> None:
    """Nothing is said at an address before the time until which a claim was handed back."""
    await store.outbox.say(Consequences(says=[say("one"), say("two")]))
    until = clock.now() + timedelta(seconds=30)
    await store.outbox.hand_back(await claim(store, "first"), until, sent=True)
    await store.outbox.say(Consequences(says=[say("three")]))
    clock.advance(timedelta(seconds=29))
    early = await said(store)
    clock.advance(timedelta(seconds=1))
    again = await claim(store, "second")

    assert early == []
    assert (again.outgoing.key, again.again) == ("one", True)


async def test_reply_handles(store: SqlStore, clock: FixedClock, target: Path | str) -> None:
    """A reply handle is given out while it lives, and forgotten when its row ends."""
    reply = ReplyHandle(token="SECRET", expires_at=clock.now() + timedelta(minutes=15))  # noqa: S106
    tell = Tell(
        key=OutboxKey("one"),
        address=CHANNEL,
        user=UserId("fake:ana"),
        post=Post(body="Hello."),
        reply=reply,
    )
    await store.outbox.say(Consequences(says=[tell]))
    alive = await claim(store, "first")
    clock.advance(timedelta(minutes=15))
    expired = await claim(store, "second")
    receipt = Receipt(address=CHANNEL, refs=())
    await store.outbox.delivered(expired, Delivery.SENT, receipt, Consequences())

    assert alive.outgoing == tell
    assert expired.outgoing == replace(tell, reply=None)
    assert b"SECRET" not in dumped(target)


def dumped(target: Path | str) -> bytes:
    """Return every row of the outbox as text."""
    return repr(rows(target, "SELECT * FROM outbox")).encode()


def refuse_wakes(target: Path | str) -> None:
    """Let the database refuse every new wake."""
    if isinstance(target, Path):
        body = "BEGIN SELECT RAISE(ABORT, 'no wake here'); END"
        rows(target, f"CREATE TRIGGER refuse BEFORE INSERT ON work {body}")
    else:
        body = "BEGIN RAISE EXCEPTION 'no wake here'; END"
        rows(target, f"CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $${body}$$")
        trigger = "BEFORE INSERT ON procrastinate_jobs EXECUTE FUNCTION refuse()"
        rows(target, f"CREATE TRIGGER refuse {trigger}")

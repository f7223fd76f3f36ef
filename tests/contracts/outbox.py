"""Saying things, and delivering them, one level below the flows."""

from pathlib import Path

from bot.consequences import Claimed, Consequences, Delivery, Say
from bot.messages import Address, OutboxKey, Post
from storage.store import SqlStore
from tests.contracts.rows import rows
from tests.fakes import CHANNEL

TABLES = ("team", "outbox", "work", "event")


def say(key: str, body: str = "Hello.", address: Address = CHANNEL) -> Say:
    """Return something to say."""
    return Say(key=OutboxKey(key), address=address, post=Post(body=body))


def counts(target: Path | str) -> dict[str, int]:
    """Return how many rows each table has that a write and its consequences touch."""
    work = "work" if isinstance(target, Path) else "procrastinate_jobs"
    tables = {"team": "team", "outbox": "outbox", "work": work, "event": "event"}
    return {
        name: rows(target, f"SELECT count(*) FROM {table}")[0][0]  # noqa: S608
        for name, table in tables.items()
    }


async def said(store: SqlStore, address: Address = CHANNEL) -> list[str]:
    """Deliver what waits at an address; return the keys in order."""
    keys: list[str] = []
    following = await store.outbox.claim(address, "token")
    while (claimed := following) is not None:
        keys.append(claimed.outgoing.key)
        following = await store.outbox.delivered(claimed, Delivery.SENT, None, Consequences())
    return keys


async def claim(store: SqlStore, token: str) -> Claimed:
    """Claim what is next in the channel, where something is."""
    claimed = await store.outbox.claim(CHANNEL, token)
    assert claimed is not None
    return claimed

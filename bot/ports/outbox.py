"""What shall be said, and what is due."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol

from bot.consequences import Claimed, Consequences, Delivery, Wake
from bot.messages import (
    Address,
    Receipt,
)


class Outbox(Protocol):
    """What shall be said, first in first out for each address."""

    async def say(self, then: Consequences) -> bool:
        """Store things to say and wakes that belong to no other write; False if done before."""
        ...

    async def claim(self, address: Address, token: str) -> Claimed | None:
        """Claim the oldest thing to say at an address; None where there is none."""
        ...

    async def delivered(
        self, claimed: Claimed, delivery: Delivery, receipt: Receipt | None, then: Consequences
    ) -> Claimed | None:
        """Store how a delivery ended, and claim what comes next at its address.

        None where nothing waits, or where another process took the claim over.
        """
        ...

    async def asked_posted(
        self, claimed: Claimed, receipt: Receipt, thread: Address, then: Consequences
    ) -> Claimed | None:
        """Store that a question is open for answers in its thread, and claim what comes next."""
        ...

    async def hand_back(self, claimed: Claimed, until: datetime, *, sent: bool) -> None:
        """Return a claim for later; nothing is said at its address before then.

        `sent` says that it may have arrived, so that it is looked for the next time.
        """
        ...

    async def hold_back(self, claimed: Claimed, until: datetime) -> None:
        """Return a claim that failed for a reason that nobody foresaw, and count that.

        Nothing is said at its address before then.
        """
        ...

    async def let_go(self, claimed: Claimed) -> None:
        """Give up a claim of what may have been sent, so that it can be claimed again at once."""
        ...

    async def pending(self) -> int:
        """Return how many things wait to be said."""
        ...

    async def prune(self, before: datetime) -> None:
        """Forget event ids, and what was said, from before then."""
        ...


class Work(Protocol):
    """Runs wakes when they are due."""

    async def run(self, handle: Callable[[Wake], Awaitable[None]]) -> None:
        """Hand every due wake to `handle`, several at a time, until stopped or cancelled."""
        ...

    def stop(self) -> None:
        """Take no more wakes; `run` returns when those that are running are done."""
        ...

    async def step(self, handle: Callable[[Wake], Awaitable[None]]) -> bool:
        """Handle one due wake to its end; False where none is due."""
        ...

    async def idle(self, until: datetime) -> bool:
        """Return whether nothing is running or due up to `until`."""
        ...

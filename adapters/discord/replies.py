"""Interactions that wait for their answer.

An interaction is acknowledged at once, and answered when the outbox comes to it. Its handle serves
whoever is told something through it; what a person sent in to be graded keeps its handle for the
feedback, as long as this process and the handle last.
"""

import asyncio

from bot.messages import ReplyHandle, UserId
from bot.ports import Clock


class Replies:
    """Which interactions were not answered yet, and through which a person can still be told."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._unanswered: dict[str, asyncio.Event] = {}
        self._kept: dict[UserId, ReplyHandle] = {}

    def opened(self, handle: ReplyHandle) -> None:
        """Expect an answer."""
        self._unanswered[handle.token] = asyncio.Event()

    def keep(self, user: UserId, handle: ReplyHandle) -> None:
        """Use this handle for the next thing that the person is told without one."""
        now = self._clock.now()
        self._kept = {one: kept for one, kept in self._kept.items() if kept.expires_at > now}
        self._kept[user] = handle

    def kept(self, user: UserId) -> ReplyHandle | None:
        """Return a handle that was kept for a person, once."""
        return self._kept.pop(user, None)

    def is_live(self, handle: ReplyHandle) -> bool:
        """Return whether a handle can still be used."""
        return handle.expires_at > self._clock.now()

    def answered(self, handle: ReplyHandle) -> None:
        """Note that something was said through a handle."""
        if answered := self._unanswered.get(handle.token):
            answered.set()

    async def answered_within(self, handle: ReplyHandle, seconds: float) -> bool:
        """Return whether something was said through a handle by then; nobody asks again."""
        answered = self._unanswered[handle.token]
        try:
            async with asyncio.timeout(seconds):
                await answered.wait()
        except TimeoutError:
            return False
        else:
            return True
        finally:
            del self._unanswered[handle.token]

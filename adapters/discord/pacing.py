"""Discord takes 50 requests a second from a bot; the library only reacts when it was too many.

What answers an interaction does not count towards these 50, and so never waits here.
"""

import asyncio

PER_SECOND = 44
AT_ONCE = 5
"""As many may go without a wait, so that no second ever sees more than 49."""


class Pace:
    """Lets requests through at a steady rate, in the order in which they came."""

    def __init__(self, per_second: float = PER_SECOND, at_once: int = AT_ONCE) -> None:
        self._interval = 1 / per_second
        self._slack = at_once * self._interval
        self._next = 0.0

    async def turn(self) -> None:
        """Return when one more request may be sent."""
        now = asyncio.get_running_loop().time()
        self._next = max(self._next, now - self._slack) + self._interval
        if self._next > now:
            await asyncio.sleep(self._next - now)

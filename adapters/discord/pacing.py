"""Discord takes 50 requests a second from a bot; the library only reacts when it was too many.

What answers an interaction does not count towards these 50, and so goes first: it never waits here.
https://docs.discord.com/developers/topics/rate-limits#global-rate-limit
"""

import asyncio
import re
from types import SimpleNamespace

import aiohttp

PER_SECOND = 44
AT_ONCE = 5
"""As many may go without a wait, so that no second ever sees more than 49."""

_COUNTED = re.compile(r"/api/v\d+/(?!interactions/|webhooks/)")


class Pace:
    """Lets requests through at a steady rate, in the order in which they came."""

    def __init__(self, per_second: float = PER_SECOND, at_once: int = AT_ONCE) -> None:
        self._interval = 1 / per_second
        self._slack = at_once * self._interval
        self._next = 0.0
        self._turns = asyncio.Lock()

    async def turn(self) -> None:
        """Return when one more request may be sent."""
        # One after another: those that waited through a stall would be sent all at once after it.
        async with self._turns:
            now = asyncio.get_running_loop().time()
            self._next = max(self._next, now - self._slack) + self._interval
            if self._next > now:
                await asyncio.sleep(self._next - now)

    @property
    def trace(self) -> aiohttp.TraceConfig:
        """What lets a client's requests wait, at the last moment before they are sent."""

        async def wait(
            _session: aiohttp.ClientSession,
            _context: SimpleNamespace,
            request: aiohttp.TraceRequestStartParams,
        ) -> None:
            if _COUNTED.match(request.url.path):
                await self.turn()

        made = aiohttp.TraceConfig()
        made.on_request_start.append(wait)
        return made

"""One thing after another in each channel, whatever happens beside it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary


class Lanes:
    """A lock for each channel; whoever comes first goes first."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, channel: int) -> AsyncIterator[None]:
        """Wait until all that came before in this channel is done."""
        lock = self._locks.setdefault(channel, asyncio.Lock())
        async with lock:
            yield

"""A budget for paid calls that run side by side: what may be spent is set aside before a call."""

import asyncio


class Purse:
    """Holds micro-dollars back for calls under way, so that together they cannot spend too much."""

    def __init__(self, limit: int | None, spent: int, dearest: int | None) -> None:
        """Start with what was spent before; `dearest` is the dearest call so far, if any."""
        self._limit = limit
        self._spent = spent
        self._dearest = dearest
        self._held = 0
        self._calls = 0
        self._settled = asyncio.Condition()
        self._turn = asyncio.Lock()

    async def reserve(self, estimate: int | None) -> int | None:
        """Set an estimate aside and return it, or return None where it is more than is left.

        Where calls under way may give something back, this waits for them, and nobody who came
        later overtakes it: what matters most is asked first. Without an estimate it
        is the dearest call so far; before the first it is all that is left.
        """
        async with self._turn, self._settled:
            await self._settled.wait_for(lambda: self._fits(estimate) or not self._calls)
            if not self._fits(estimate):
                return None
            held = self._needed(estimate)
            self._held += held
            self._calls += 1
            return held

    async def settle(self, held: int, spent: int) -> None:
        """Give back what was set aside, and take what the call cost."""
        async with self._settled:
            self._held -= held
            self._calls -= 1
            self._spent += spent
            self._dearest = max(spent, self._dearest or 0)
            self._settled.notify_all()

    def _left(self) -> int:
        return (self._limit or 0) - self._spent - self._held

    def _needed(self, estimate: int | None) -> int:
        if self._limit is None:
            return 0
        if estimate is not None:
            return estimate
        return max(1, self._left()) if self._dearest is None else self._dearest

    def _fits(self, estimate: int | None) -> bool:
        return self._limit is None or self._needed(estimate) <= self._left()

"""Waiting for what no event tells."""

import asyncio
from collections.abc import Callable


async def until(there: Callable[[], bool]) -> None:
    """Return once something is there; put a limit around it."""
    while True:
        if there():
            return
        await asyncio.sleep(0.005)

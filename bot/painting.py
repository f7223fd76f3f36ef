"""Painters: pictures made beside the event loop, or none at all.

Drawing runs in one thread, in which Pillow is loaded with the first picture (docs/decisions/013).
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import structlog

from bot.logs import described
from bot.messages import Image
from bot.pictures import Chart

log = structlog.get_logger(__name__)

WITHIN = 5.0
"""Seconds after which words no longer wait for their picture; one takes a tenth of a second."""

KEPT = 32
"""How many pictures are kept, of about 30 KB each; equal charts have the same picture."""


class ThreadPainter:
    """Draws one picture after the other, beside the event loop."""

    def __init__(self, *, within: float = WITHIN) -> None:
        self._within = within
        self._thread = ThreadPoolExecutor(1, "pictures")
        self._drawn = lru_cache(KEPT)(_draw)

    async def paint(self, chart: Chart) -> Image | None:
        """Return the picture of a chart, or None where it fails or takes too long."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._within):
                return await loop.run_in_executor(self._thread, self._drawn, chart)
        except Exception as error:  # noqa: BLE001 - the words matter more than their picture
            # A message might quote a name.
            log.error("no picture", chart=type(chart).__name__, **described(error))  # noqa: TRY400
            return None

    def close(self) -> None:
        """Draw nothing more; what is being drawn is not waited for."""
        self._thread.shutdown(wait=False, cancel_futures=True)


class NoPictures:
    """Paints nothing, for where only words are shown."""

    async def paint(self, chart: Chart) -> Image | None:  # noqa: ARG002 - it does not matter which
        """Return None."""
        return None


def _draw(chart: Chart) -> Image:
    from bot.charts import DARK, draw

    # The card brings its own ground, and a dark one is quiet on a light chat; not so the reverse.
    return draw(chart, DARK)

"""Who makes pictures."""

from typing import Protocol

from bot.messages import Image
from bot.pictures import Chart


class Painter(Protocol):
    """Makes pictures for what is said in words as well."""

    async def paint(self, chart: Chart) -> Image | None:
        """Return a picture soon, or None: then the words go without it. Raises nothing."""
        ...

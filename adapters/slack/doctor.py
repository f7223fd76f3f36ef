"""`greenroom doctor slack`."""

from collections.abc import AsyncIterator

from bot.findings import Finding
from bot.settings import Settings


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Look at everything that has to be in order."""
    del settings
    yield Finding(check="clock", facts={"platform": "Slack"})

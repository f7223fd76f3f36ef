"""`greenroom doctor`: looks at a platform with the settings at hand, and says what to mend."""

from collections.abc import Callable

from bot.findings import Examine
from bot.wording.doctor import line


async def doctor(examine: Examine, show: Callable[[str], None]) -> bool:
    """Show a line for every check as it ends; returns whether all was in order."""
    healthy = True
    async for finding in examine():
        healthy &= finding.problem is None
        show(line(finding))
    return healthy

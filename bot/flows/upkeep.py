"""Keeping the database small."""

from datetime import timedelta

from bot.consequences import Consequences, Wake, WakeKind
from bot.flows.deps import Deps

KEEP = timedelta(days=30)
"""How long ids of events and what was said are kept: longer than any platform delivers again."""

AT_ONCE = 200
"""Answers whose words are forgotten in one write."""

EVERY = timedelta(days=1)


async def prune(deps: Deps) -> None:
    """Forget what is no longer needed, and look again tomorrow."""
    await deps.store.outbox.prune(deps.now() - KEEP)
    await deps.store.links.prune()
    while await deps.store.privacy.fade(AT_ONCE) == AT_ONCE:
        pass
    wake = Wake(kind=WakeKind.PRUNE, key="daily", at=deps.now() + EVERY)
    await deps.store.outbox.say(Consequences(wakes=[wake]))

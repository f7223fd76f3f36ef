"""Keeping within Slack's rate limits before it has to say so.

Limits are per method and workspace, and one message a second per channel
(docs.slack.dev/apis/web-api/rate-limits).
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from time import monotonic

from bot.errors import RateLimited

MINUTE = 60.0
TIER_2, TIER_3, TIER_4 = 20, 50, 100
"""Calls a minute."""

TIERS: Mapping[str, int] = {
    "chat.update": TIER_3,
    "chat.delete": TIER_3,
    "chat.postEphemeral": TIER_4,
    "conversations.history": TIER_3,
    "conversations.replies": TIER_3,
    "conversations.open": TIER_3,
    "files.completeUploadExternal": TIER_4,
    "files.getUploadURLExternal": TIER_4,
    "files.info": TIER_4,
    "reactions.add": TIER_3,
    "users.conversations": TIER_3,
    "users.info": TIER_4,
    "views.open": TIER_4,
    "views.publish": TIER_4,
}
"""From the pages of these methods; one that is not here is not counted."""

POSTED = "chat.postMessage"

LONGEST = 10.0
"""Seconds that a call waits for its turn by itself; whoever has to wait longer is told so."""


class Window:
    """At most `count` turns in any `seconds`."""

    def __init__(self, count: int, seconds: float) -> None:
        self._count = count
        self._seconds = seconds
        self._turns: deque[float] = deque()

    def wait(self, now: float) -> float:
        """Return how many seconds from now a turn is free."""
        if len(self._turns) < self._count:
            return 0.0
        return max(0.0, self._turns[0] + self._seconds - now)

    def take(self, at: float) -> None:
        """Take the turn at a moment; only the newest ones matter."""
        self._turns.append(at)
        if len(self._turns) > self._count:
            self._turns.popleft()


class Pace:
    """When each call may be made."""

    def __init__(
        self,
        *,
        message_every: float = 1.0,
        tiers: Mapping[str, int] = TIERS,
        longest: float = LONGEST,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._tiers = tiers
        self._longest = longest
        self._now = now
        self._channels = defaultdict[tuple[str, str], Window](lambda: Window(1, message_every))
        self._methods: dict[tuple[str, str], Window] = {}

    @classmethod
    def off(cls) -> "Pace":
        """Return a pace that never waits."""
        return cls(message_every=0.0, tiers={})

    async def turn(self, team: str, method: str, channel: str = "") -> None:
        """Return when it is the turn of a call; raises RateLimited where that is far off."""
        windows = (
            [self._methods.setdefault((team, method), Window(self._tiers[method], MINUTE))]
            if method in self._tiers
            else []
        )
        if method == POSTED:
            windows.append(self._channels[team, channel])
        now = self._now()
        wait = max((window.wait(now) for window in windows), default=0.0)
        if wait > self._longest:
            raise RateLimited(wait)
        for window in windows:
            window.take(now + wait)
        if wait:
            await asyncio.sleep(wait)

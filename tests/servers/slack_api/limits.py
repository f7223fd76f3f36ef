"""How often a method may be called (docs.slack.dev/apis/web-api/rate-limits)."""

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Literal

Tier = Literal["none", "1", "2", "3", "4", "slow"]

PER_MINUTE: dict[Tier, int] = {"1": 1, "2": 20, "3": 50, "4": 100, "slow": 1}
MINUTE = 60.0
LENIENCE = 0.1
"""Part of a pause by which a request may be early, since networks do not keep time."""


@dataclass(slots=True)
class Limits:
    """Counts calls; time is what the caller says it is, in seconds."""

    message_every: float = 1.0
    """Seconds between two messages in a channel."""
    tiers: bool = True
    retry_after: int | None = None
    """Said instead of what the service would say."""
    _calls: defaultdict[tuple[str, str], deque[float]] = field(
        default_factory=lambda: defaultdict(deque)
    )
    _posted: dict[str, float] = field(default_factory=dict)

    @classmethod
    def off(cls) -> "Limits":
        """Return limits that nobody meets."""
        return cls(message_every=0.0, tiers=False)

    def check(self, method: str, team: str, tier: Tier, now: float) -> int | None:
        """Count a call; return how many seconds to wait where it is one too many."""
        if not self.tiers or tier == "none":
            return None
        calls = self._calls[method, team]
        while calls and calls[0] <= now - MINUTE:
            calls.popleft()
        if len(calls) >= PER_MINUTE[tier]:
            return self._pause(calls[0] + MINUTE - now)
        calls.append(now)
        return None

    def check_message(self, channel: str, now: float) -> int | None:
        """Count a message to a channel, likewise."""
        next_at = self._posted.get(channel, -math.inf) + self.message_every * (1 - LENIENCE)
        if now < next_at:
            return self._pause(next_at - now)
        self._posted[channel] = now
        return None

    def _pause(self, seconds: float) -> int:
        return max(1, math.ceil(seconds)) if self.retry_after is None else self.retry_after

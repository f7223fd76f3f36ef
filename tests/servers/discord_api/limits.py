"""Rate limits, by the time of the event loop: a global one, and a bucket for each route."""

import asyncio
import time
from collections import deque
from dataclasses import dataclass, field
from hashlib import md5

from tests.servers.discord_api.trouble import Trouble, rate_limited
from tests.servers.discord_api.wire import Request

GLOBAL_PER_SECOND = 50
_MAJOR = ("channel_id", "guild_id", "webhook_id", "webhook_token")
_OUTSIDE = ("/interactions/", "/webhooks/")


@dataclass(slots=True)
class _Bucket:
    limit: int
    per: float
    used: int = 0
    resets_at: float = 0.0


@dataclass(slots=True)
class Limits:
    """How much is allowed, and what was too much."""

    per_second: int | None = GLOBAL_PER_SECOND
    """For everything but the answers to interactions."""
    hits: list[tuple[str, str, str]] = field(default_factory=list)
    """Method, route and scope of every request that was too much."""
    _rules: dict[tuple[str, str], tuple[int, float]] = field(default_factory=dict)
    _buckets: dict[str, _Bucket] = field(default_factory=dict)
    _recent: deque[float] = field(default_factory=deque)

    def set(self, method: str, route: str, *, limit: int, per: float) -> None:
        """Allow this many requests to a route in so many seconds, for each channel by itself."""
        self._rules[method, route] = (limit, per)
        self._buckets.clear()

    def check(self, request: Request) -> tuple[dict[str, str], Trouble | None]:
        """Count a request; return the headers of its answer, and the 429 where it is too much."""
        now = asyncio.get_running_loop().time()
        if refused := self._everywhere(request, now):
            self.hits.append((request.method, request.route, "global"))
            return {}, refused
        limit, per = self._rules.get((request.method, request.route), (10_000, 1.0))
        place = ":".join(request.params.get(name, "") for name in _MAJOR)
        name = f"{request.method} {request.route}"
        bucket = self._buckets.setdefault(f"{name} {place}", _Bucket(limit, per))
        if now >= bucket.resets_at:
            bucket.used, bucket.resets_at = 0, now + per
        bucket.used += 1
        left = bucket.resets_at - now
        headers = {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(max(0, limit - bucket.used)),
            "X-RateLimit-Reset": f"{time.time() + left:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Bucket": md5(name.encode(), usedforsecurity=False).hexdigest(),
        }
        if bucket.used <= limit:
            return headers, None
        self.hits.append((request.method, request.route, "user"))
        return headers, rate_limited(left)

    def _everywhere(self, request: Request, now: float) -> Trouble | None:
        if self.per_second is None or request.route.startswith(_OUTSIDE):
            return None
        while self._recent and self._recent[0] <= now - 1:
            self._recent.popleft()
        if len(self._recent) < self.per_second:
            self._recent.append(now)
            return None
        return rate_limited(self._recent[0] + 1 - now, everywhere=True)

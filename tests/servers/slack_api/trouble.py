"""What goes wrong with the next requests to the Web API."""

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Literal

ANY = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What happens to one request instead of an answer, or before it."""

    status: int = 200
    error: str = ""
    """Answered as the body's error; without one the request is answered as always."""
    retry_after: int | None = None
    delay: float = 0.0
    """Seconds before anything else happens."""
    gate: asyncio.Event | None = None
    """Waited for before anything else happens."""
    cut: Literal["before", "after"] | None = None
    """The connection ends without an answer: before the request took effect, or after."""
    page: str = ""
    """Sent instead of JSON, as a proxy would."""


def server_error(status: int = 500) -> Trouble:
    """Return a failure without a body that could be read."""
    return Trouble(status=status, page="<html><body>Server Error</body></html>")


def internal_error() -> Trouble:
    """Return the service's own word for a failure."""
    return Trouble(error="internal_error")


def rate_limited(seconds: int = 1) -> Trouble:
    """Return a 429 with the pause that it asks for."""
    return Trouble(status=429, error="ratelimited", retry_after=seconds)


def refused(error: str) -> Trouble:
    """Return a refusal by name."""
    return Trouble(error=error)


def slow(seconds: float) -> Trouble:
    """Return an answer that takes its time."""
    return Trouble(delay=seconds)


def held(gate: asyncio.Event) -> Trouble:
    """Return an answer that waits for a test."""
    return Trouble(gate=gate)


def cut() -> Trouble:
    """Return a connection that breaks before anything happened."""
    return Trouble(cut="before")


def lost() -> Trouble:
    """Return a connection that breaks when everything has happened."""
    return Trouble(cut="after")


def page(status: int = 502) -> Trouble:
    """Return the page of a proxy."""
    return Trouble(status=status, page="<html><body>Bad Gateway</body></html>")


@dataclass(slots=True)
class Script:
    """Trouble to come, by method; that for a method comes before that for any."""

    down: bool = False
    """Whether nothing is answered at all."""
    coming: defaultdict[str, deque[Trouble]] = field(default_factory=lambda: defaultdict(deque))

    def add(self, method: str, times: int, trouble: Trouble) -> None:
        """Let the next so many calls of a method, or of `*`, go wrong."""
        self.coming[method].extend([trouble] * times)

    def take(self, method: str) -> Trouble:
        """Return what happens to this call."""
        if self.down:
            return cut()
        for name in (method, ANY):
            if self.coming[name]:
                return self.coming[name].popleft()
        return Trouble()

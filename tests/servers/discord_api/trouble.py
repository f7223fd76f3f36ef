"""What goes wrong with the next requests, as a test has it in mind."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.servers.discord_api.wire import Json, Request

ANY = "*"

PAGE = "<html><body><h1>Bad gateway</h1></body></html>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What happens to one request."""

    status: int = 0
    """Zero: it is done normally."""
    body: Json | str = ""
    headers: tuple[tuple[str, str], ...] = ()
    delay: float = 0.0
    """Seconds before anything is done."""
    until: asyncio.Event | None = None
    """Nothing is done before this is set."""
    cut: bool = False
    """The connection ends without an answer."""
    done: bool = False
    """The request is done before the connection is cut."""


def rate_limited(
    retry_after: float = 0.05, *, everywhere: bool = False, via: bool = True, shared: bool = False
) -> Trouble:
    """Return a 429: of a route, or of everything; without `Via` it is Cloudflare's ban."""
    scope = "global" if everywhere else "shared" if shared else "user"
    headers = [("Retry-After", str(max(1, round(retry_after)))), ("X-RateLimit-Scope", scope)]
    if everywhere:
        headers.append(("X-RateLimit-Global", "true"))
    if not via:
        return Trouble(status=429, body="error code: 1015", headers=(headers[0],))
    headers.append(("Via", "1.1 google"))
    words = "You are being rate limited."
    body: Json = {"message": words, "retry_after": retry_after, "global": everywhere}
    return Trouble(status=429, body=body, headers=tuple(headers))


def refused(status: int, code: int = 0, message: str = "refused by the script") -> Trouble:
    """Return an error with Discord's body."""
    return Trouble(status=status, body={"message": message, "code": code})


def broken(status: int = 500) -> Trouble:
    """Return the page of a proxy that got nothing from behind it."""
    return Trouble(status=status, body=PAGE)


def slow(seconds: float) -> Trouble:
    """Return a delay; the request is done normally after it."""
    return Trouble(delay=seconds)


def held(until: asyncio.Event) -> Trouble:
    """Return a wait for something; the request is done normally after it."""
    return Trouble(until=until)


def cut(*, done: bool = False) -> Trouble:
    """Return a connection that ends: before anything is done, or instead of the answer."""
    return Trouble(cut=True, done=done)


@dataclass(slots=True, kw_only=True)
class _Entry:
    method: str
    route: str
    trouble: Trouble
    times: int | None
    where: Callable[[Request], bool] | None


@dataclass(slots=True)
class Troubles:
    """The script, oldest entry first."""

    _entries: list[_Entry] = field(default_factory=list)

    def add(
        self,
        method: str,
        route: str,
        trouble: Trouble,
        *,
        times: int | None = 1,
        where: Callable[[Request], bool] | None = None,
    ) -> None:
        """Let the next requests to a route go wrong; `times=None` lasts until `clear`."""
        entry = _Entry(method=method, route=route, trouble=trouble, times=times, where=where)
        self._entries.append(entry)

    def clear(self) -> None:
        """Let everything go well again."""
        self._entries.clear()

    def take(self, request: Request) -> Trouble:
        """Return what happens to a request."""
        for entry in self._entries:
            fits = entry.method in (ANY, request.method) and entry.route in (ANY, request.route)
            if not fits or (entry.where is not None and not entry.where(request)):
                continue
            if entry.times is not None:
                entry.times -= 1
                if not entry.times:
                    self._entries.remove(entry)
            return entry.trouble
        return Trouble()

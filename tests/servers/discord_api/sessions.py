"""What a client of the gateway was told, and what it still has to be told."""

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import takewhile

from aiohttp import web

from tests.servers.discord_api.wire import Json

DISPATCH = 0
MESSAGE_CONTENT = 1 << 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that sessions are told, if they asked for its kind."""

    name: str
    data: Json
    intent: int = 0
    guild: str | None = None
    without_content: Json | None = None
    """Told instead to a session that may not read what people write."""


@dataclass(eq=False, slots=True, kw_only=True)
class Session:
    """What lives on while the socket is gone."""

    id: str
    intents: int
    shard: tuple[int, int]
    told: list[tuple[int, str]] = field(default_factory=list)
    seq: int = 0
    sent: int = 0
    """The newest event that went into a socket."""
    socket: "Socket | None" = None
    left_at: float = 0.0

    def wants(self, event: Event) -> bool:
        """Tell whether the session gets an event."""
        if event.intent and not self.intents & event.intent:
            return False
        number, count = self.shard
        return number == (int(event.guild) >> 22) % count if event.guild else number == 0

    def remember(self, event: Event) -> None:
        """Take an event into the replay."""
        data = event.data
        if event.without_content is not None and not self.intents & MESSAGE_CONTENT:
            data = event.without_content
        self.seq += 1
        frame = {"op": DISPATCH, "t": event.name, "s": self.seq, "d": data}
        self.told.append((self.seq, json.dumps(frame)))

    async def flush(self) -> None:
        """Send what the socket has not got yet."""
        if self.socket is None or self.socket.frozen:
            return
        socket, before, self.sent = self.socket, self.sent, self.seq
        missing = takewhile(lambda one: one[0] > before, reversed(self.told))
        for _, frame in reversed(list(missing)):
            await socket.send(frame)


@dataclass(eq=False, slots=True, kw_only=True)
class Socket:
    """One connection; a frozen one says nothing any more."""

    ws: web.WebSocketResponse
    transport: asyncio.Transport
    frozen: bool = False
    closed_here: bool = False
    session: Session | None = None
    arrivals: list[float] = field(default_factory=list)

    async def send(self, frame: str) -> None:
        """Send, as far as the other side is still there."""
        with suppress(ConnectionError, RuntimeError):
            await self.ws.send_str(frame)

    async def say(self, op: int, data: object = None) -> None:
        """Send something that is no event."""
        if not self.frozen:
            await self.send(json.dumps({"op": op, "t": None, "s": None, "d": data}))

"""Socket Mode: envelopes over websockets, each to one connection, each acked by its id."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import count
from typing import Literal

from aiohttp import WSMessage, WSMsgType, web

from tests.servers.slack_api.clock import Watch
from tests.servers.slack_api.deliveries import Carried, Delivery
from tests.servers.slack_api.record import Record
from tests.servers.slack_api.world import APP, Json

MOST_CONNECTIONS = 10

Reason = Literal["warning", "refresh_requested", "link_disabled", "too_many_websockets"]


@dataclass(slots=True, kw_only=True, eq=False)
class Socket:
    """One connection of the app."""

    wire: web.WebSocketResponse
    transport: asyncio.Transport | None
    number: int
    silent: bool = False
    deaf: bool = False
    """Does not even answer when the app closes it."""
    pending: dict[str, asyncio.Future[Json]] = field(default_factory=dict)
    hears: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a deaf connection answers again, or is gone."""


class Sockets:
    """Every connection, and the way of an envelope through one of them."""

    def __init__(self, watch: Watch, record: Record) -> None:
        self.open: list[Socket] = []
        self.opened = 0
        """How many there ever were."""
        self.refuse = False
        """Nobody gets a ticket, nobody gets in."""
        self.ack_within = 3.0
        self.grace = 0.5
        """Seconds between a goodbye and the end of the connection."""
        self.tickets: set[str] = set()
        self._watch = watch
        self._record = record
        self._turn = count()

    def ticket(self) -> str:
        """Return what lets one connection in."""
        ticket = uuid.uuid4().hex
        self.tickets.add(ticket)
        return ticket

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until it ends."""
        ticket = request.query.get("ticket", "")
        if self.refuse or ticket not in self.tickets:
            return web.Response(status=408 if self.refuse else 403)
        self.tickets.discard(ticket)
        wire = web.WebSocketResponse(autoping=False, autoclose=False)
        await wire.prepare(request)
        self.opened += 1
        socket = Socket(wire=wire, transport=request.transport, number=self.opened)
        if len(self.open) >= MOST_CONNECTIONS:
            await self._say_goodbye(socket, "too_many_websockets")
            await wire.close()
            return wire
        self.open.append(socket)
        await self._send(socket, self._hello(socket))
        self._watch.stir()
        try:
            await self._listen(socket)
        finally:
            self._gone(socket)
        return wire

    def silence(self, *, deaf: bool = False) -> None:
        """Let the present connections stay open, but neither send nor hear anything."""
        for socket in self.open:
            socket.silent = True
            socket.deaf = deaf

    def heal(self) -> None:
        """Let silent connections work again."""
        for socket in self.open:
            socket.silent = socket.deaf = False
            socket.hears.set()

    async def disconnect(self, reason: Reason = "refresh_requested") -> None:
        """Announce the end of the present connections.

        A warning leaves them as they are. Otherwise nothing is sent there any more, and they are
        closed when the app had its time to do so itself.
        """
        if reason == "link_disabled":
            self.refuse = True
        for socket in list(self.open):
            await self._say_goodbye(socket, reason)
            if reason != "warning":
                self._gone(socket)
                asyncio.get_running_loop().call_later(self.grace, self._close, socket)

    async def drop(self) -> None:
        """Cut the present connections without a word."""
        for socket in list(self.open):
            self._gone(socket)
            if socket.transport is not None:
                socket.transport.abort()

    async def carry(self, delivery: Delivery, attempt: int, reason: str) -> Carried:
        """Send an envelope to one of the connections, in turn, and wait for its ack."""
        if not self.open:
            return Carried(acked=False, problem="timeout", arrived=False)
        socket = self.open[next(self._turn) % len(self.open)]
        envelope: Json = {
            "envelope_id": str(uuid.uuid4()),
            "type": delivery.wrapping,
            "accepts_response_payload": delivery.wrapping != "events_api",
            "payload": delivery.payload,
        }
        if delivery.wrapping == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        socket.pending[envelope["envelope_id"]] = answer
        arrived = not socket.silent
        try:
            await self._send(socket, envelope)
            ack = await asyncio.wait_for(answer, self.ack_within)
        except (TimeoutError, ConnectionError):
            return Carried(acked=False, problem="timeout", arrived=arrived)
        finally:
            socket.pending.pop(envelope["envelope_id"], None)
        body = ack.get("payload") or {}
        if body and delivery.wrapping == "events_api":
            self._record.violate("ack_payload", f"{delivery.name}: {body}")
        return Carried(acked=True, body=body)

    async def _listen(self, socket: Socket) -> None:
        async for message in _frames(socket.wire):
            match message.type:
                case WSMsgType.PING if not socket.silent:
                    await socket.wire.pong(message.data)
                case WSMsgType.TEXT if not socket.silent:
                    ack = json.loads(message.data)
                    answer = socket.pending.get(ack.get("envelope_id"))
                    if answer is not None and not answer.done():
                        answer.set_result(ack)
                case WSMsgType.CLOSE:
                    if socket.deaf:
                        await socket.hears.wait()
                    await socket.wire.close()
                    return
                case _:
                    pass

    def _close(self, socket: Socket) -> None:
        if socket.transport is not None:
            socket.transport.close()

    def _gone(self, socket: Socket) -> None:
        if socket in self.open:
            self.open.remove(socket)
        socket.hears.set()
        for answer in socket.pending.values():
            if not answer.done():
                answer.set_exception(ConnectionResetError("the connection ended"))
        self._watch.stir()

    async def _say_goodbye(self, socket: Socket, reason: Reason) -> None:
        debug = {"host": "applink-1"}
        await self._send(socket, {"type": "disconnect", "reason": reason, "debug_info": debug})

    async def _send(self, socket: Socket, envelope: Json) -> None:
        if not socket.silent:
            await socket.wire.send_str(json.dumps(envelope))

    def _hello(self, socket: Socket) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.open),
            "connection_info": {"app_id": APP},
            "debug_info": {"host": f"applink-{socket.number}", "approximate_connection_time": 3600},
        }


async def _frames(wire: web.WebSocketResponse) -> AsyncIterator[WSMessage]:
    while True:
        message = await wire.receive()
        if message.type in (WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR):
            return
        yield message

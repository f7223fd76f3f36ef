"""The websocket side: who may come in, and who is told what happens."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import WSMsgType, web

from tests.servers.discord_api.clock import Clock
from tests.servers.discord_api.sessions import MESSAGE_CONTENT, Event, Session, Socket
from tests.servers.discord_api.wire import Json
from tests.servers.discord_api.world import Application

HEARTBEAT, IDENTIFY, PRESENCE, RESUME, RECONNECT = 1, 2, 3, 6, 7
REQUEST_MEMBERS, INVALID_SESSION, HELLO, ACK = 8, 9, 10, 11

UNKNOWN_OPCODE, DECODE_ERROR, NOT_AUTHENTICATED, BAD_TOKEN = 4001, 4002, 4003, 4004
ALREADY_AUTHENTICATED, INVALID_SEQ, RATE_LIMITED = 4005, 4007, 4008
INVALID_SHARD, INVALID_VERSION, INVALID_INTENTS, DISALLOWED_INTENTS = 4010, 4012, 4013, 4014

GUILDS, MEMBERS, PRESENCES = 1 << 0, 1 << 1, 1 << 8
GUILD_MESSAGES, GUILD_REACTIONS = 1 << 9, 1 << 10
DIRECT_MESSAGES, DIRECT_REACTIONS = 1 << 12, 1 << 13
KNOWN_INTENTS = (1 << 26) - 1
LARGEST_PAYLOAD = 4096
MOST_SENDS = 120
"""Payloads that a client may send in a minute."""


class _Close(Exception):
    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True, kw_only=True)
class Gateway:
    """All sessions and sockets."""

    PATH: ClassVar[str] = "/gateway/"

    clock: Clock
    token: str
    application: Application
    greet: Callable[[Session], list[Event]]
    """What a new session is told: READY and the guilds of its shard."""
    changed: Callable[[], None]
    heartbeat: float = 41.25
    session_life: float = 120.0
    """Seconds, by the clock, for which a session without a socket can be resumed."""
    shards: int = 1
    refusing: bool = False
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    """New connections wait until it is set."""
    url: str = ""
    sessions: dict[str, Session] = field(default_factory=dict)
    sockets: list[Socket] = field(default_factory=list)
    connections: int = 0
    refused: int = 0
    identifies: int = 0
    resumes: int = 0
    closes: list[int] = field(default_factory=list)
    """Codes with which the server itself closed a connection."""

    def __post_init__(self) -> None:
        """Open the gate."""
        self.gate.set()

    @property
    def connected(self) -> bool:
        """Whether somebody who has identified is there."""
        return any(session.socket for session in self.sessions.values())

    async def dispatch(self, event: Event) -> None:
        """Tell every session that wants it, now or when it resumes."""
        now = self.clock.now().timestamp()
        for session in list(self.sessions.values()):
            if session.socket is None and now - session.left_at > self.session_life:
                del self.sessions[session.id]
            elif session.wants(event):
                session.remember(event)
                await session.flush()
        self.changed()

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until it ends."""
        if self.refusing:
            self.refused += 1
            self.changed()
            return web.Response(status=503, text="upstream connect error")
        await self.gate.wait()
        ws = web.WebSocketResponse(timeout=1.0, max_msg_size=0)
        await ws.prepare(request)
        assert request.transport
        socket = Socket(ws=ws, transport=request.transport)
        self.sockets.append(socket)
        self.connections += 1
        try:
            await self._talk(socket, request.query)
        except _Close as reason:
            await self.close(socket, reason.code)
        finally:
            self._left(socket)
        return ws

    async def _talk(self, socket: Socket, query: Mapping[str, str]) -> None:
        if (query.get("v"), query.get("encoding")) != ("10", "json"):
            raise _Close(INVALID_VERSION)
        await socket.say(HELLO, {"heartbeat_interval": round(self.heartbeat * 1000)})
        async for frame in socket.ws:
            if frame.type is WSMsgType.TEXT:
                await self._received(socket, frame.data)

    async def close(self, socket: Socket, code: int) -> None:
        """Close a connection with a code."""
        self.closes.append(code)
        socket.closed_here = True
        await socket.ws.close(code=code)

    def _left(self, socket: Socket) -> None:
        self.sockets.remove(socket)
        session = socket.session
        if session is not None and session.socket is socket:
            session.socket = None
            session.left_at = self.clock.now().timestamp()
            if not socket.closed_here and socket.ws.close_code in (1000, 1001):
                self.sessions.pop(session.id, None)
        self.changed()

    async def _received(self, socket: Socket, text: str) -> None:
        now = asyncio.get_running_loop().time()
        socket.arrivals = [at for at in socket.arrivals if at > now - 60] + [now]
        if len(socket.arrivals) > MOST_SENDS:
            raise _Close(RATE_LIMITED)
        try:
            frame = json.loads(text)
            op, data = frame["op"], frame.get("d")
        except (ValueError, KeyError, TypeError):
            raise _Close(DECODE_ERROR) from None
        if len(text) > LARGEST_PAYLOAD:
            raise _Close(DECODE_ERROR)
        if op == HEARTBEAT:
            await socket.say(ACK)
        elif op == IDENTIFY:
            await self._identify(socket, data)
        elif op == RESUME:
            await self._resume(socket, data)
        elif socket.session is None:
            raise _Close(NOT_AUTHENTICATED)
        elif op == REQUEST_MEMBERS:
            await self._members(socket.session, data)
        elif op != PRESENCE:
            raise _Close(UNKNOWN_OPCODE)

    async def _identify(self, socket: Socket, data: Json) -> None:
        self.identifies += 1
        if socket.session is not None:
            raise _Close(ALREADY_AUTHENTICATED)
        if data.get("token") != self.token:
            raise _Close(BAD_TOKEN)
        intents, (number, count) = data.get("intents"), data.get("shard") or (0, 1)
        if not isinstance(intents, int) or intents & ~KNOWN_INTENTS:
            raise _Close(INVALID_INTENTS)
        if not 0 <= number < count:
            raise _Close(INVALID_SHARD)
        allowed = MESSAGE_CONTENT if self.application.message_content else 0
        allowed |= MEMBERS if self.application.members else 0
        if intents & (MESSAGE_CONTENT | MEMBERS | PRESENCES) & ~allowed:
            raise _Close(DISALLOWED_INTENTS)
        session = Session(
            id=f"session-{self.identifies}", intents=intents, shard=(number, count), socket=socket
        )
        socket.session = session
        self.sessions[session.id] = session
        for event in self.greet(session):
            session.remember(event)
        await session.flush()
        self.changed()

    async def _resume(self, socket: Socket, data: Json) -> None:
        if data.get("token") != self.token:
            raise _Close(BAD_TOKEN)
        session = self.sessions.get(str(data.get("session_id")))
        gone = self.clock.now().timestamp() - (session.left_at if session else 0)
        if session is None or (session.socket is None and gone > self.session_life):
            await socket.say(INVALID_SESSION, data=False)
            return
        if not isinstance(data.get("seq"), int) or data["seq"] > session.seq:
            raise _Close(INVALID_SEQ)
        self.resumes += 1
        session.socket, socket.session, session.sent = socket, session, data["seq"]
        session.told = [one for one in session.told if one[0] > data["seq"]]
        session.remember(Event(name="RESUMED", data={"_trace": []}))
        await session.flush()
        session.told = [one for one in session.told if one[0] < session.seq]
        self.changed()

    async def _members(self, session: Session, data: Json) -> None:
        answer: Json = {"guild_id": str(data.get("guild_id")), "members": [], "chunk_index": 0}
        answer |= {"chunk_count": 1, "not_found": [], "nonce": data.get("nonce")}
        session.remember(Event(name="GUILD_MEMBERS_CHUNK", data=answer))
        await session.flush()

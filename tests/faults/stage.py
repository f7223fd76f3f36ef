"""A chat platform for several processes: the stage outlives them, and delivers until it is told.

One line of JSON for each thing. A process says `{"id", "verb", ...}` and hears `{"id", "ref"}`; it
hears `{"event", ...}` and says `{"ack"}`, or `{"nack"}` where it could not be stored. What was not
acknowledged is delivered again, as are some messages that were.
"""

import asyncio
import itertools
import json
import random
from asyncio import StreamReader, StreamWriter
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from bot.errors import PlatformDown, RateLimited
from bot.messages import (
    Address,
    Author,
    Doubtful,
    Mark,
    MessageReceived,
    MessageRef,
    OutboxKey,
    Place,
    Post,
    Receipt,
    ReplyHandle,
    Sent,
    SpaceKey,
    UserId,
)
from bot.ports import Handle, OpenThreads, Sentences, Suggest

NAME = "stage"
WINDOW = 24
"""Messages that are delivered to a process at the same time."""
REFUSED_THOUGH_DONE = 0.5
"""Share of the refusals that are a server's fault after the call took effect."""
SHUFFLED = 8
"""Messages among which any may come first."""


def channel(team: int) -> Address:
    """Return where a team practises."""
    return Address(f"{NAME}:c{team}")


def space(team: int) -> SpaceKey:
    """Return where a team is."""
    return SpaceKey(f"{NAME}:s{team}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What somebody says once there is a question."""

    ref: str
    team: int
    text: str


@dataclass
class Stage:
    """What everybody saw, and who still has something to say."""

    chance: random.Random
    repeats: float = 0.1
    """Share of the messages that are delivered again though they were acknowledged."""
    shown: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often each thing was shown, by kind and key."""
    refuses: float = 0.0
    """Share of the calls that are answered with "too many" or "not now"."""
    refused: int = 0
    threads: dict[str, str] = field(default_factory=dict)
    told: dict[str, float] = field(default_factory=dict)
    """When each person was first told something, as `perf_counter` counts."""
    acknowledged: set[str] = field(default_factory=set)
    again: int = 0
    """How often a message was delivered again."""
    _refs: dict[str, str] = field(default_factory=dict)
    _waiting: list[Line] = field(default_factory=list)
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)
    _said: asyncio.Event = field(default_factory=asyncio.Event)

    def say(self, lines: Sequence[Line]) -> None:
        """Let people say something, in no certain order."""
        for at in range(0, len(lines), SHUFFLED):
            some = list(lines[at : at + SHUFFLED])
            self.chance.shuffle(some)
            self._waiting += some
        self._said.set()

    @asynccontextmanager
    async def open(self, path: Path) -> AsyncIterator[None]:
        """Let processes connect at a path."""
        async with await asyncio.start_unix_server(self._connected, path):
            yield

    async def _connected(self, reader: StreamReader, writer: StreamWriter) -> None:
        under_way: dict[int, Line] = {}
        room = asyncio.Semaphore(WINDOW)
        delivering = asyncio.create_task(self._deliver(writer, under_way, room))
        try:
            while line := await reader.readline():
                heard = json.loads(line)
                if "verb" in heard:
                    _send(writer, {"id": heard["id"], **self._done(heard)})
                elif (number := heard.get("ack", heard.get("nack"))) in under_way:
                    room.release()
                    self._answered(under_way.pop(number), stored="ack" in heard)
        except OSError:
            pass
        finally:
            delivering.cancel()
            self._waiting[:0] = under_way.values()
            self.again += len(under_way)
            self._said.set()
            writer.close()

    def _answered(self, line: Line, *, stored: bool) -> None:
        if stored and line.ref not in self.acknowledged:
            self.acknowledged.add(line.ref)
            if self.chance.random() >= self.repeats:
                return
        elif stored:
            return
        self.again += 1
        self._waiting.append(line)
        self._said.set()

    async def _deliver(
        self, writer: StreamWriter, under_way: dict[int, Line], room: asyncio.Semaphore
    ) -> None:
        while True:
            await room.acquire()
            while not (line := self._next()):
                self._said.clear()
                await self._said.wait()
            number = next(self._numbers)
            under_way[number] = line
            place = {"channel": channel(line.team), "thread": self.threads[channel(line.team)]}
            _send(writer, {"event": number, "ref": line.ref, "text": line.text, **place})

    def _next(self) -> Line | None:
        for at, line in enumerate(self._waiting):
            if channel(line.team) in self.threads:
                return self._waiting.pop(at)
        return None

    def _done(self, heard: dict[str, Any]) -> dict[str, Any]:
        if self.chance.random() < self.refuses:
            self.refused += 1
            done = self.chance.random() < REFUSED_THOUGH_DONE
            return {**(self._did(heard) if done else {}), "wait": None if done else 0.3}
        return self._did(heard)

    def _did(self, heard: dict[str, Any]) -> dict[str, Any]:
        match heard["verb"]:
            case "find":
                return {"ref": self._refs.get(heard["key"])}
            case "open":
                self.threads[heard["address"]] = f"{heard['address']}/thread"
                self._said.set()
                return {"ref": self.threads[heard["address"]]}
            case kind:
                self.shown[kind, heard["key"]] += 1
                if kind == "tell":
                    self.told.setdefault(heard["address"], perf_counter())
                self._refs[heard["key"]] = f"{NAME}:m{next(self._numbers)}"
                return {"ref": self._refs[heard["key"]]}


def _send(writer: StreamWriter, what: dict[str, Any]) -> None:
    if not writer.is_closing():
        writer.write(f"{json.dumps(what)}\n".encode())


def _answer(asked: "asyncio.Future[str | None]", heard: dict[str, Any]) -> None:
    if "wait" not in heard:
        asked.set_result(heard["ref"])
    elif heard["wait"] is None:
        asked.set_exception(PlatformDown("a fault of its own"))
    else:
        asked.set_exception(RateLimited(heard["wait"]))


class StagePlatform:
    """The stage as a process sees it."""

    name = NAME

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: StreamWriter | None = None
        self._numbers = itertools.count()
        self._asked: dict[int, asyncio.Future[str | None]] = {}

    def hears(self, address: Address) -> bool:
        """Return True: what people write is on the stage at once."""
        del address
        return True

    async def run(
        self, handle: Handle, suggest: Suggest, open_threads: OpenThreads, sentences: Sentences
    ) -> None:
        """Acknowledge each message once it was handled."""
        del suggest, open_threads, sentences
        reader, self._writer = await asyncio.open_unix_connection(self._path)
        async with asyncio.TaskGroup() as group:
            while line := await reader.readline():
                heard = json.loads(line)
                if "event" in heard:
                    group.create_task(self._handle(handle, heard))
                elif not (asked := self._asked.pop(heard["id"])).done():
                    _answer(asked, heard)

    async def _handle(self, handle: Handle, heard: dict[str, Any]) -> None:
        name = heard["ref"]
        place = Place(
            space=SpaceKey(heard["channel"].replace(":c", ":s")),
            channel=Address(heard["channel"]),
            thread=Address(heard["thread"]),
        )
        message = MessageReceived(
            ref=MessageRef(f"{NAME}:{name}"),
            author=Author(user=UserId(f"{NAME}:{name}"), name=name),
            place=place,
            text=heard["text"],
            sent_at=datetime.now(UTC),
        )
        word = "nack"
        with suppress(Exception):
            await handle(message)
            word = "ack"
        if word == "nack":
            await asyncio.sleep(0.1)
        self._say({word: heard["event"]})

    async def post(
        self, address: Address, post: Post, key: OutboxKey, *, again: bool
    ) -> Sent | Doubtful:
        """Say something in public."""
        del post
        return await self._show("post", address, key, again=again)

    async def tell(
        self, user: UserId, post: Post, key: OutboxKey, reply: ReplyHandle | None, *, again: bool
    ) -> Sent | Doubtful:
        """Say something to one person."""
        del post, reply
        return await self._show("tell", Address(user), key, again=again)

    async def edit(self, receipt: Receipt, post: Post) -> None:
        """Replace the text of a post."""
        del post
        await self._ask("edit", key=receipt.refs[0])

    async def open_thread(self, receipt: Receipt, title: str) -> Address:
        """Return the thread of a post."""
        del title
        return Address(await self._ask("open", address=receipt.address) or "")

    async def open_room(self, near: Address, user: UserId, title: str) -> Address:
        """Return a private place."""
        del near, title
        return Address(f"{NAME}:room/{user}")

    async def mark(self, message: MessageRef, mark: Mark) -> None:
        """Put a mark on a message; that it is there already changes nothing."""
        await self._ask("sign", key=f"{message}/{mark}")

    async def _show(self, kind: str, address: Address, key: OutboxKey, *, again: bool) -> Sent:
        # Looking and sending are two calls, as on a real platform.
        ref = await self._ask("find", key=key) if again else None
        ref = ref or await self._ask(kind, key=key, address=address) or ""
        return Sent(receipt=Receipt(address=address, refs=(MessageRef(ref),)))

    async def _ask(self, verb: str, **what: str) -> str | None:
        number = next(self._numbers)
        asked: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self._asked[number] = asked
        self._say({"id": number, "verb": verb, **what})
        return await asked

    def _say(self, what: dict[str, Any]) -> None:
        if self._writer is None:
            raise PlatformDown("not connected yet")
        _send(self._writer, what)

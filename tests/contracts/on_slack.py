"""Slack as the platform contract sees it: the adapter over the stand-in, in both modes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

from adapters.slack import ids
from adapters.slack.adapter import Slack, Tempo
from adapters.slack.pacing import Pace
from bot.health import serving
from bot.messages import Inbound
from bot.ports import Handle, OpenThreads, Platform, Sentences, Suggest
from storage.migrate import migrate
from storage.store import SqlStore
from tests.fakes import FixedClock
from tests.servers.slack_api import BEN, PREP, TEAM, SlackApi
from tests.servers.slack_api.world import Message
from tests.slack.room import TIMING, How, mode_of, nothing_missing, reachable, stand_in, words


class Visit(Slack):
    """Slack for as long as it takes to hear what people wrote."""

    def __init__(self, server: SlackApi, store: SqlStore, how: How) -> None:
        mode = mode_of(how, server)
        super().__init__(
            mode, store.secrets, api_url=server.api, tempo=Tempo(pace=Pace.off(), timing=TIMING)
        )
        self._server = server
        self.to_write: list[str] = []

    async def run(
        self, handle: Handle, suggest: Suggest, open_threads: OpenThreads, sentences: Sentences
    ) -> None:
        """Let people write once we are connected, and end when all of it was handed in."""
        heard = asyncio.Semaphore(0)

        async def counting(event: Inbound) -> None:
            await handle(event)
            heard.release()

        async with AsyncExitStack() as stack:
            if routes := self.routes():
                port = await stack.enter_async_context(
                    serving("127.0.0.1", 0, nothing_missing, routes)
                )
                self._server.deliver_to(f"http://127.0.0.1:{port}/slack/events")
            running = asyncio.create_task(super().run(counting, suggest, open_threads, sentences))
            async with asyncio.timeout(10):
                if routes:
                    await reachable(self._server)
                else:
                    await self._server.connected()
                for text in self.to_write:
                    await self._server.say(BEN, PREP, text)
                for _ in self.to_write:
                    await heard.acquire()
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running


class OnSlack:
    """Slack, as Ben and everybody else there sees it."""

    channel = ids.address(TEAM, PREP)
    ana = ids.user(TEAM, BEN)

    def __init__(
        self, server: SlackApi, store: SqlStore, how: How, message: Message, room: str
    ) -> None:
        self._server = server
        self._room = room
        self._store = store
        self._how: How = how
        self._said = message
        self.message = ids.message(TEAM, PREP, message.ts)
        self._visits: list[Visit] = []
        self.restart()

    def restart(self) -> None:
        """Begin anew; Slack is all that is left."""
        self._visits.append(Visit(self._server, self._store, self._how))
        self.platform: Platform = self._visits[-1]

    async def close(self) -> None:
        """Close every connection."""
        for visit in self._visits:
            await visit.__aexit__()

    def public(self) -> str:
        """Return what we said in the channel and its threads."""
        return "\n".join(words(one) for one in self._server.posts(PREP))

    def private(self) -> str:
        """Return what Ben alone was told."""
        told = [words(one) for one in self._server.ephemerals if one.user == BEN]
        direct = [words(one) for one in self._server.posts(self._room)]
        return "\n".join(told + direct)

    def files(self) -> dict[str, bytes]:
        """Return the files that Ben was handed."""
        told = [file for one in self._server.posts(self._room) for file in one.files]
        assert len({file.name for file in told}) == len(told)
        return {file.name: file.content for file in told}

    def marks(self) -> int:
        """Return the number of our reactions."""
        return sum(len(people) for people in self._server.reactions(self._said).values())

    def someone_writes(self, said: str) -> None:
        """Let Ben write, once we are connected."""
        self._visits[-1].to_write.append(said)


@asynccontextmanager
async def on_slack(folder: Path, how: How) -> AsyncIterator[OnSlack]:
    """Give Slack in front of its stand-in, and check that its rules were kept."""
    clock = FixedClock()
    server = stand_in(clock)
    migrate(folder / "greenroom.db")
    store = SqlStore(folder / "greenroom.db", clock, "tiny")
    async with server.serving():
        hello, room = await server.say(BEN, PREP, "Hello."), await server.dm(BEN)
        there = OnSlack(server, store, how, hello, room)
        yield there
        await there.close()
    await store.close()
    assert server.violations == []
    assert server.pings == []

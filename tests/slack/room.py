"""The whole product on the stand-in for Slack: real SDKs, a real database, a clock that obeys."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

import pytest

from adapters.slack.adapter import Slack, Tempo
from adapters.slack.modes import ManyWorkspaces, Mode, OverHttp, SocketMode
from adapters.slack.pacing import Pace
from adapters.slack.sockets import Timing
from bot.commands import Field
from bot.dispatch import Tick
from bot.errors import NotStored, SettingsError
from bot.flows.deps import Deps
from bot.health import serving
from bot.messages import Inbound
from bot.packs import Bank
from bot.painting import NoPictures
from bot.ports import Clock, Grader, OpenThread
from bot.schedule import LocalCalendar
from bot.service import Service
from bot.suggesting import suggestions
from bot.switchboard import Switchboard
from bot.wording.adapters import sentences
from storage.store import SqlStore
from tests.fakes import FixedClock, ScriptedGrader
from tests.servers.slack_api import ADA, PREP, Limits, SlackApi
from tests.servers.slack_api.clock import Clock as SlackClock
from tests.servers.slack_api.world import Ephemeral, Message

How = Literal["socket", "http", "many"]

IN_BOTH_MODES = pytest.mark.parametrize("room", ["socket", "http"], indirect=True)
"""What has to be seen in both ways to be connected every time; `make faults` sees all of it."""

TIMING = Timing(ping_every=5.0, close_within=1.0)
HASTY = Timing(ping_every=0.2, silent_after=1.0, connect_within=5.0, close_within=1.0)
"""Of a connection that is given up quickly."""

SECRET_KEY = "8pB1uC0mJr4p3o1ZQyq9rjXoq4cHqk9n0nYk6m2q1xE="  # noqa: S105 - of no use elsewhere


def stand_in(clock: FixedClock) -> SlackApi:
    """Return a Slack whose time is that of a clock, and which has no limits."""
    slack = SlackApi(clock=SlackClock(base=lambda: clock.now().timestamp()))
    slack.limits = Limits.off()
    return slack


def mode_of(how: How, slack: SlackApi) -> Mode:
    """Return how to connect to a stand-in."""
    match how:
        case "socket":
            return SocketMode(bot_token=slack.bot_token, app_token=slack.app_token)
        case "http":
            return OverHttp(bot_token=slack.bot_token, signing_secret=slack.signing_secret)
        case "many":
            return ManyWorkspaces(
                signing_secret=slack.signing_secret,
                client_id=slack.client_id,
                client_secret=slack.client_secret,
            )


async def reachable(slack: SlackApi) -> None:
    """Wait until the program takes what Slack sends."""
    async with asyncio.timeout(10):
        while True:
            if await slack.verify_url():
                return
            await asyncio.sleep(0.005)


async def nothing_missing() -> str | None:
    """Say that everything is there."""
    return None


@dataclass
class Flaws:
    """What goes wrong between Slack and the core."""

    not_stored: int = 0
    """How many of the next events are not committed."""
    refused: list[str] = field(default_factory=list)


class Life:
    """One life of the program: what it has in memory is gone at its end."""

    def __init__(  # noqa: PLR0913, PLR0917 - everything that outlives it
        self,
        slack: SlackApi,
        how: How,
        store: SqlStore,
        clock: Clock,
        bank: Bank,
        pace: Pace | None = None,
        timing: Timing = TIMING,
        grader: Grader | None = None,
    ) -> None:
        self._slack = slack
        self._how = how
        self.platform = Slack(
            mode_of(how, slack),
            store.secrets,
            api_url=slack.api,
            tempo=Tempo(pace=pace or Pace.off(), timing=timing, now=clock.now),
        )
        self.flaws = Flaws()
        self.rooms: list[OpenThread] = []
        self.taken: list[Inbound] = []
        """Everything that was handed to the core."""
        self.grader = ScriptedGrader()
        numbers = itertools.count(1)
        deps = Deps(
            store=store,
            platform=Switchboard({"slack": self.platform}),
            grader=grader or self.grader,
            clock=clock,
            calendar=LocalCalendar(),
            bank=bank,
            painter=NoPictures(),
            new_id=lambda: f"id{id(self) % 99991}-{next(numbers)}",
        )
        self.service = Service(
            deps=deps, store=store, platforms={"slack": self.platform}, tick_seconds=60
        )
        self._stack = AsyncExitStack()
        self._running: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Connect."""
        await self._stack.enter_async_context(self.platform)
        if self._how != "socket":
            port = await self._stack.enter_async_context(
                serving("127.0.0.1", 0, self.service.missing, self.platform.routes())
            )
            self.url = f"http://127.0.0.1:{port}"
            self._slack.deliver_to(f"{self.url}/slack/events")
        run = self.platform.run(
            self._handle,
            self._suggest,
            self._open_threads,
            sentences(),
        )
        self._running = asyncio.create_task(run)
        if self._how == "socket":
            connected = asyncio.create_task(self._slack.connected())
            await asyncio.wait({connected, self._running}, return_when=asyncio.FIRST_COMPLETED)
            if self._running.done():
                connected.cancel()
                self._running.result()
        else:
            await reachable(self._slack)

    async def end(self) -> None:
        """Stop as at a signal."""
        if self._running is not None:
            self._running.cancel()
            with suppress(asyncio.CancelledError, SettingsError):
                await self._running
        await self._stack.aclose()

    async def _handle(self, event: Inbound) -> None:
        if self.flaws.not_stored:
            self.flaws.not_stored -= 1
            self.flaws.refused.append(type(event).__name__)
            raise NotStored("on purpose")
        self.taken.append(event)
        await self.service.inbound(event)

    async def _open_threads(self) -> Sequence[OpenThread]:
        return [*await self.service.store.slots.open_threads("slack"), *self.rooms]

    async def _suggest(self, field: Field, typed: str) -> Sequence[str]:
        return suggestions(field, typed, self.service.deps.bank.questions)


class SlackRoom:
    """People in a workspace, and the program among them."""

    second = timedelta(seconds=1)

    def __init__(
        self, slack: SlackApi, how: How, store: SqlStore, clock: FixedClock, bank: Bank
    ) -> None:
        self.slack = slack
        self.how: How = how
        self.store = store
        self.clock = clock
        self._bank = bank
        self.rooms: list[OpenThread] = []
        """Rooms that are open beside the threads of questions."""
        self.life = self._new_life()

    def _new_life(self, timing: Timing = TIMING) -> Life:
        life = Life(self.slack, self.how, self.store, self.clock, self._bank, timing=timing)
        life.rooms = self.rooms
        return life

    async def restart(
        self,
        meanwhile: Callable[[], Awaitable[object]] | None = None,
        timing: Timing = TIMING,
    ) -> None:
        """Stop, let something happen, and start again."""
        await self.life.end()
        if meanwhile is not None:
            await meanwhile()
        self.life = self._new_life(timing)
        await self.life.begin()
        await self.slack.retry_now()
        await self.quiet()

    async def quiet(self) -> None:
        """Wait until everything that people did has been taken, and everything due is done."""
        await self.slack.settled()
        while await self.store.work.step(self.life.service.handle):
            pass

    async def advance(self, **by: float) -> None:
        """Let time pass, and do what is due at its end."""
        await self.quiet()
        self.clock.advance(timedelta(**by))
        await self.life.service.handle(Tick())
        await self.quiet()

    async def set_up(self) -> None:
        """Start a daily question in #prep, at nine in Berlin; it is half past eight."""
        await self.slash(ADA, "setup time=09:00 zone=Europe/Berlin days=mon,tue,wed,thu,fri")

    async def asked(self) -> Message:
        """Let it be nine, and return the question."""
        await self.set_up()
        await self.advance(minutes=30)
        return self.question()

    def question(self) -> Message:
        """Return the newest question in #prep."""
        roots = [one for one in self.slack.posts(PREP) if not one.is_reply]
        return roots[-1]

    async def answers(self, who: str, said: str, **more: object) -> Message:
        """Let somebody answer in the thread, and wait until it is graded."""
        message = await self.says(who, said, **more)
        await self.advance(seconds=20)
        return message

    async def says(self, who: str, said: str, **more: object) -> Message:
        """Let somebody write in the thread of the newest question."""
        thread = more.pop("thread_ts", None) or self.question().ts
        message = await self.slack.say(who, PREP, said, thread_ts=thread, **more)  # type: ignore[arg-type]
        await self.quiet()
        return message

    async def slash(self, who: str, text: str, command: str = "/prep-admin") -> list[Ephemeral]:
        """Let somebody give a command in #prep; return what they are told."""
        before = len(self.slack.ephemerals)
        await self.slack.slash(who, PREP, command, text)
        await self.told(before)
        return self.slack.ephemerals[before:]

    async def told(self, before: int) -> None:
        """Wait until something more was told than was told before."""

        async def there() -> None:
            while len(self.slack.ephemerals) <= before:
                await self.quiet()
                await asyncio.sleep(0.005)

        async with asyncio.timeout(10):
            await there()

    async def done(self, holds: Callable[[], object]) -> None:
        """Go on until something is so."""
        async with asyncio.timeout(10):
            while not holds():
                await self.quiet()
                await asyncio.sleep(0.005)


@asynccontextmanager
async def room_of(
    how: How, store: SqlStore, clock: FixedClock, bank: Bank
) -> AsyncIterator[SlackRoom]:
    """Give a room in which the program runs, and check that it kept Slack's rules."""
    slack = stand_in(clock)
    async with slack.serving():
        room = SlackRoom(slack, how, store, clock, bank)
        await room.life.begin()
        try:
            yield room
        finally:
            await room.life.end()
    assert slack.violations == []
    assert slack.pings == []


def words(message: Message | Ephemeral) -> str:
    """Return all that a message shows, block by block."""
    return "\n".join(_texts(message.blocks)) if message.blocks else message.text


def _texts(node: object) -> list[str]:
    if isinstance(node, list):
        return [text for one in node for text in _texts(one)]
    if not isinstance(node, dict):
        return []
    own = [node["text"]] if isinstance(node.get("text"), str) else []
    if "elements" in node and node.get("type", "").startswith("rich_text_"):
        inner = node["elements"]
        if all(one.get("type") == "text" for one in inner):
            return ["".join(one["text"] for one in inner)]
    return (
        own
        + [
            text
            for key, value in node.items()
            if isinstance(value, dict | list)
            for text in _texts(value)
        ]
        + ([node["alt_text"]] if "alt_text" in node else [])
    )

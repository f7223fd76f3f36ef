"""One team with a channel on Discord and one on Slack, each through its real adapter."""

import asyncio
import itertools
import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.discord.adapter import Discord
from adapters.slack.adapter import Slack, Tempo
from adapters.slack.pacing import Pace
from bot.dispatch import Tick
from bot.flows.deps import Deps
from bot.packs import Bank
from bot.painting import NoPictures
from bot.schedule import LocalCalendar
from bot.service import Service
from bot.switchboard import Switchboard
from storage.store import SqlStore
from tests.fakes import ScriptedGrader
from tests.flows.platforms import code_in
from tests.servers.discord_api import TOKEN, DiscordApi, User, pointed_at
from tests.servers.slack_api import ADA, PREP, Limits, SlackApi
from tests.servers.slack_api import Clock as SlackClock
from tests.servers.slack_api import Message as SlackMessage
from tests.slack.room import TIMING, mode_of, words

if TYPE_CHECKING:
    from bot.ports import Platform

WAIT = 10.0
"""Seconds in which anything that happens has happened."""
EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
ASKED = re.compile(r"Why is the second one so much cheaper in the case of \w+\?")


class Both:
    """One process between the two stand-ins, whose time is one and the same."""

    def __init__(
        self, discord_api: DiscordApi, slack: SlackApi, database: Path, bank: Bank
    ) -> None:
        self.discord = discord_api
        self.slack = slack
        self.clock = discord_api.clock
        self.store = SqlStore(database, self.clock, "tiny")
        discord = Discord(TOKEN, self.clock, ready_timeout=0.0)
        self._slack = Slack(
            mode_of("socket", self.slack),
            self.store.secrets,
            api_url=self.slack.api,
            tempo=Tempo(pace=Pace.off(), timing=TIMING, now=self.clock.now),
        )
        platforms: dict[str, Platform] = {"discord": discord, "slack": self._slack}
        numbers = itertools.count(1)
        deps = Deps(
            store=self.store,
            platform=Switchboard(platforms),
            grader=ScriptedGrader(),
            painter=NoPictures(),
            clock=self.clock,
            calendar=LocalCalendar(),
            bank=bank,
            new_id=lambda: f"{next(numbers):016x}",
        )
        self.service = Service(deps=deps, store=self.store, platforms=platforms, tick_seconds=60)

    async def passes(self, **by: float) -> None:
        """Let time pass for everybody, and do what is due then."""
        self.clock.skip(timedelta(**by).total_seconds())
        await self.service.handle(Tick())
        self.store.work.nudge()

    async def rests(self) -> None:
        """Wait until nothing is under way that is due by now."""
        async with asyncio.timeout(6 * WAIT):
            while not await self.store.work.idle(self.clock.now()):  # noqa: ASYNC110 - the loop tells nobody
                await asyncio.sleep(0.02)

    async def on_discord(self, user: User, command: str, **options: object) -> str:
        """Let somebody give a command on Discord; return what they are told."""
        given = await self.discord.slash(user, self.discord.practice, command, options)
        return (await given.said(WAIT)).text

    async def on_slack(self, user: str, command: str, given: str) -> str:
        """Let somebody give a command on Slack; return what they are told."""
        before = len(self.slack.ephemerals)
        await self.slack.slash(user, PREP, command, given)
        await self.slack.wait_until(lambda: len(self.slack.ephemerals) > before, WAIT)
        return "\n".join(words(one) for one in self.slack.ephemerals[before:])

    def asked_on_discord(self) -> list[str]:
        """Return the questions that stand in the channel on Discord."""
        return _questions(one.text for one in self.discord.messages(self.discord.practice))

    def asked_on_slack(self) -> list[str]:
        """Return the questions that stand in the channel on Slack."""
        return _questions(words(one) for one in self.roots())

    async def begins(self) -> str:
        """Set up one team on both, half an hour before its question; returns what links them."""
        due = f"{self.clock.now() + timedelta(minutes=30):%H:%M}"
        discord = self.discord
        asked = await discord.slash(discord.ada, discord.practice, "prep-admin setup")
        form = {"time": due, "zone": "UTC", "days": EVERY_DAY}
        await (await discord.submit(discord.ada, asked.modal, form)).said(WAIT)
        code = code_in(await self.on_discord(discord.ada, "prep-admin link-team"))
        linked = await self.on_slack(ADA, "/prep-admin", f"link-team code={code}")
        await self.on_slack(ADA, "/prep-admin", "join")
        return linked

    def roots(self) -> list[SlackMessage]:
        """Return what was said in the channel on Slack outside its threads."""
        return [one for one in self.slack.posts(PREP) if not one.is_reply]

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Let the process live until the end of the context."""
        async with self._slack, self.service.working():
            running = asyncio.create_task(self.service.run_platforms())
            try:
                await self.discord.wait_until(lambda: self.discord.connected, WAIT)
                await self.slack.connected()
                yield
            finally:
                running.cancel()
                with suppress(asyncio.CancelledError):
                    await running
        await self.store.close()


@asynccontextmanager
async def between(database: Path, bank: Bank) -> AsyncIterator[Both]:
    """Give a process that is connected to both."""
    discord = DiscordApi()
    slack = SlackApi(clock=SlackClock(base=lambda: discord.clock.now().timestamp()))
    slack.limits = Limits.off()
    async with discord.serving(), slack.serving():
        with pointed_at(discord):
            both = Both(discord, slack, database, bank)
            async with both.open():
                yield both


def _questions(texts: Iterable[str]) -> list[str]:
    return [found for text in texts for found in ASKED.findall(text)]

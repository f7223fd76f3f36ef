"""Slack as a platform: life-cycle and verbs."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Self

import structlog
from aiohttp import web
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack import ids, replies
from adapters.slack.backfill import backfill
from adapters.slack.bolt import Reception
from adapters.slack.calls import Calls, attempted
from adapters.slack.desk import Desk
from adapters.slack.failures import Declined, refused
from adapters.slack.http import Door
from adapters.slack.modes import APP_TOKEN, BOT_TOKEN, ManyWorkspaces, Mode, OverHttp, SocketMode
from adapters.slack.oauth import OAuth
from adapters.slack.pacing import Pace
from adapters.slack.people import People
from adapters.slack.sockets import Line, Timing, listen
from adapters.slack.voice import Voice
from adapters.slack.whispers import Whispers
from adapters.slack.workspaces import OneWorkspace, Workspace, Workspaces
from bot.errors import NotStored, PlatformDown, PlatformError, SettingsError, Undeliverable
from bot.logs import described
from bot.messages import (
    Address,
    Doubtful,
    Mark,
    MessageRef,
    OutboxKey,
    Post,
    Receipt,
    ReplyHandle,
    Sent,
    UserId,
)
from bot.ports import Handle, OpenThreads, Secrets, Sentences, Suggest

log = structlog.get_logger(__name__)

MARKS = {Mark.SEEN: "eyes", Mark.GRADED: "white_check_mark", Mark.PENDING: "hourglass_flowing_sand"}

MARKED = frozenset("already_reacted message_not_found too_many_emoji too_many_reactions".split())
"""Why a mark is there already, or has nothing to be on."""

DRAINED_WITHIN = 10.0
"""Seconds in which what is under way may end when we stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tempo:
    """How time is kept."""

    pace: Pace = field(default_factory=Pace)
    timing: Timing = field(default_factory=Timing)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


class Slack:
    """Slack as a `Platform`; its context closes what its verbs opened."""

    name = ids.PREFIX

    def __init__(
        self,
        mode: Mode,
        secrets: Secrets,
        *,
        api_url: str,
        admins: frozenset[str] = frozenset(),
        tempo: Tempo | None = None,
    ) -> None:
        self._mode = mode
        self._tempo = tempo or Tempo()
        self._calls = Calls(api_url, self._tempo.pace)
        self._workspaces: Workspaces
        self._door: Door | None = None
        match mode:
            case SocketMode(bot_token=token):
                self._workspaces = self._one(token)
            case OverHttp(bot_token=token, signing_secret=signing):
                self._workspaces = self._one(token)
                self._door = Door(signing, None)
            case ManyWorkspaces(signing_secret=signing):
                oauth = OAuth(mode, secrets, self._calls, api_url, self._tempo.now)
                self._workspaces = oauth.workspaces
                self._door = Door(signing, oauth.flow)
        self._line = Line()
        self._people = People(self._calls, self._workspaces, admins)
        self._voice = Voice(self._calls, self._workspaces)

    async def __aenter__(self) -> Self:
        """Begin."""
        return self

    async def __aexit__(self, *exception: object) -> None:
        """Close connections."""
        await self._calls.close()

    def routes(self) -> Sequence[web.RouteDef]:
        """Return what is served to Slack over HTTP."""
        return self._door.routes() if self._door else ()

    def _one(self, token: str) -> OneWorkspace:
        async def identify() -> Workspace:
            try:
                return await self._calls.identify(token)
            except Declined as declined:
                raise PlatformDown(declined.code) from declined

        return OneWorkspace(identify)

    # --- what people do

    async def run(
        self, handle: Handle, suggest: Suggest, open_threads: OpenThreads, sentences: Sentences
    ) -> None:
        """Report what happens until cancelled; raises SettingsError for a token that is dead."""
        await self._check_tokens()
        desk = Desk(
            handle=handle,
            suggest=suggest,
            sentences=sentences,
            calls=self._calls,
            workspaces=self._workspaces,
            people=self._people,
            whispers=Whispers(self._calls, self._workspaces),
            now=self._tempo.now,
        )
        reception = Reception(desk)
        line = self._line = Line()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(_fill_gaps(desk, open_threads, line))
                if isinstance(self._mode, SocketMode):
                    token = self._mode.app_token
                    group.create_task(listen(reception.app, token, self._tempo.timing, line))
                elif self._door is not None:
                    self._door.reception = reception
                    line.connected()
        finally:
            line.lost()
            if self._door is not None:
                self._door.reception = None
            await reception.close(DRAINED_WITHIN)

    async def _check_tokens(self) -> None:
        """Ask once whether the tokens work; where Slack is down, that is found out later."""
        if isinstance(self._mode, ManyWorkspaces):
            return
        client = self._calls.client(self._mode.bot_token)
        await _alive(BOT_TOKEN, client.auth_test)
        if isinstance(self._mode, SocketMode):
            token = self._mode.app_token
            await _alive(APP_TOKEN, lambda: client.apps_connections_open(app_token=token))

    # --- what is said

    async def post(
        self, address: Address, post: Post, key: OutboxKey, *, again: bool
    ) -> Sent | Doubtful:
        """Say something in public; with `again`, look for each part and send what is missing."""
        return await self._voice.post(address, post, key, again=again)

    async def tell(
        self, user: UserId, post: Post, key: OutboxKey, reply: ReplyHandle | None, *, again: bool
    ) -> Sent | Doubtful:
        """Say something to one person alone; raises Undeliverable rather than say it in public."""
        where = replies.read(reply) if reply else None
        return await self._voice.tell(user, post, key, where, again=again)

    async def edit(self, receipt: Receipt, post: Post) -> None:
        """Replace the text of a public post."""
        await self._voice.edit(receipt, post)

    async def open_thread(self, receipt: Receipt, title: str) -> Address:
        """Return the thread under a post: Slack needs nothing for it."""
        del title
        spot = ids.spot(receipt.refs[0])
        return ids.address(spot.team, spot.channel, spot.ts)

    async def open_room(self, near: Address, user: UserId, title: str) -> Address:
        """Return our conversation with a person."""
        del near, title
        try:
            room = await self._voice.room(user)
        except Declined as declined:
            raise Undeliverable(user) from declined
        return ids.address(room.team, room.channel)

    def hears(self, address: Address) -> bool:
        """Return whether we are connected, and have read what was written before."""
        del address
        return self._line.caught_up

    async def mark(self, message: MessageRef, mark: Mark) -> None:
        """Put a reaction on a message; that it is there already is success."""
        spot = ids.spot(message)
        timestamp = spot.ts or ""
        try:
            await self._calls.make(
                await self._workspaces.get(spot.team),
                "reactions.add",
                lambda client: client.reactions_add(
                    channel=spot.channel, timestamp=timestamp, name=MARKS[mark]
                ),
            )
        except Declined as declined:
            if declined.code not in MARKED:
                raise refused(declined, ids.address(spot.team, spot.channel)) from declined


async def _fill_gaps(desk: Desk, open_threads: OpenThreads, line: Line) -> None:
    while True:
        await line.gap.wait()
        line.gap.clear()
        try:
            await backfill(desk, open_threads)
        except NotStored as error:
            log.warning("gap not filled", **described(error))
        # Where reading is refused there is nothing more that waiting would bring.
        line.filled()


async def _alive(variable: str, call: Callable[[], Awaitable[AsyncSlackResponse]]) -> None:
    try:
        await attempted(call())
    except Declined as declined:
        raise SettingsError(
            variable,
            f"Slack does not take it ({declined.code}); `greenroom doctor slack` says more",
        ) from declined
    except PlatformError:
        return

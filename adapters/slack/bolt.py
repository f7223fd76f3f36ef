"""Bolt: which listener takes what, and when it is acknowledged."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine
from typing import TypeVar

import structlog
from pydantic import BaseModel, ValidationError
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse

from adapters.slack import buttons, commands, modals, payloads
from adapters.slack.deeds import Deeds
from adapters.slack.desk import Desk
from adapters.slack.events import Events
from adapters.slack.inbound import LOST
from adapters.slack.log import sdk_logger
from bot.errors import NotStored
from bot.logs import described

log = structlog.get_logger(__name__)

Read = TypeVar("Read", bound=BaseModel)
Body = dict[str, object]

PICK = "grade-message"
"""The callback id of the shortcut in the menu of a message."""

PATIENCE = 2.0
"""Seconds in which a form is stored before its window closes; Slack allows three in all."""


class Malformed(Exception):
    """A payload is not what Slack's documentation says."""


class Reception:
    """Takes what Slack reports while it is open, and knows what is under way."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._events = Events(desk)
        self._deeds = Deeds(desk)
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False
        self.app = self._app()

    async def close(self, within: float) -> None:
        """Take nothing more, and return when what is under way has ended."""
        self._closed = True
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within)

    def _app(self) -> AsyncApp:
        app = AsyncApp(
            name="greenroom",
            logger=sdk_logger(),
            client=self._desk.calls.client(""),
            authorize=_authorizing(self._desk),
            process_before_response=True,
            # Done before Bolt is asked, by `http`, which logs no bodies.
            request_verification_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )
        events, deeds = self._events, self._deeds
        app.event("message")(self._committed(payloads.MessageBody, events.message))
        app.event("app_home_opened")(self._committed(payloads.HomeBody, events.home_opened))
        for lost in LOST:
            app.event(lost)(self._committed(payloads.ChannelBody, events.channel_lost))
        app.event("app_uninstalled")(self._committed(payloads.EventBody, events.uninstalled))
        app.event("tokens_revoked")(self._committed(payloads.RevokedBody, events.revoked))
        # A subscription too many, such as app_mention beside messages, changes nothing.
        app.event(re.compile(".*"))(_nothing)
        app.command(commands.VERBS)(self._acknowledged(payloads.Command, deeds.commanded))
        app.command(commands.ADMIN_VERBS)(self._acknowledged(payloads.Command, deeds.commanded))
        app.action(re.compile(f"{buttons.ACTION}-.*"))(
            self._acknowledged(payloads.Actions, deeds.pressed)
        )
        app.message_shortcut(PICK)(self._acknowledged(payloads.Shortcut, deeds.picked))
        app.view(re.compile(f"{modals.CALLBACK}-.*"))(self._submitted)
        app.options(re.compile(".*"))(self._suggested)
        app.error(_failed)
        return app

    def _committed(
        self, kind: type[Read], act: Callable[[Read], Coroutine[None, None, None]]
    ) -> Callable[[Body], Awaitable[None]]:
        """Return a listener whose event is acknowledged once it is done."""

        async def listener(body: Body) -> None:
            await self._under_way(act(_read(kind, body)))

        return listener

    def _acknowledged(
        self, kind: type[Read], act: Callable[[Read], Coroutine[None, None, None]]
    ) -> Callable[[Body, AsyncAck], Awaitable[None]]:
        """Return a listener that acknowledges first."""

        async def listener(body: Body, ack: AsyncAck) -> None:
            read = _read(kind, body)
            await ack()
            self._start(_logged(act(read)))

        return listener

    async def _submitted(self, body: Body, ack: AsyncAck) -> None:
        """Close a window once what was typed in it is stored, so that nothing typed is lost."""
        submission = _read(payloads.Submission, body)
        if wrong := self._deeds.wrong(submission):
            await ack(response_action="errors", errors=dict(wrong))
            return
        storing = self._start(self._deeds.sent_in(submission))
        await asyncio.wait([storing], timeout=PATIENCE)
        if storing.done() and storing.exception() is not None:
            first = next(iter(submission.view.state.values), "")
            await ack(response_action="errors", errors={first: self._desk.sentences.not_stored})
            return
        if not storing.done():
            self._start(_logged(self._deeds.not_kept(storing, submission)))
        await ack()

    async def _suggested(self, body: Body, ack: AsyncAck) -> None:
        typed = _read(payloads.Suggestion, body)
        field = modals.suggested_field(typed.action_id)
        found = await self._desk.suggest(field, typed.value) if field else ()
        await ack(options=modals.options(tuple(found)))

    async def _under_way(self, work: Coroutine[None, None, None]) -> None:
        if self._closed:
            work.close()
            raise NotStored("closing")
        await asyncio.shield(self._start(work))

    def _start(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _authorizing(desk: Desk) -> Callable[..., Awaitable[AuthorizeResult]]:
    async def authorize(team_id: str) -> AuthorizeResult | None:
        workspace = await desk.workspaces.get(team_id)
        if workspace is None:
            return None
        return AuthorizeResult(
            enterprise_id=None,
            team_id=workspace.team,
            bot_user_id=workspace.bot,
            bot_id=workspace.bot_id,
            bot_token=workspace.token,
        )

    # Bolt asks the type for no None, and takes it for a workspace that has not installed the app.
    return authorize  # type: ignore[return-value]


def _read(kind: type[Read], body: Body) -> Read:
    try:
        return kind.model_validate(body)
    except ValidationError:
        # What was wrong may quote what somebody wrote.
        raise Malformed(kind.__name__) from None


async def _logged(work: Coroutine[None, None, None]) -> None:
    try:
        await work
    except Exception as error:  # noqa: BLE001 - it was acknowledged, so nobody else will say it
        log.error("not done", **described(error))  # noqa: TRY400 - no message in logs


async def _nothing() -> None:
    return


async def _failed(error: Exception) -> BoltResponse:
    """Leave what failed unacknowledged."""
    log.warning("not taken", **described(error))
    return BoltResponse(status=400 if isinstance(error, Malformed) else 503, body="")

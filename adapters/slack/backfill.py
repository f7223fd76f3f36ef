"""What was written in open threads and rooms meanwhile. Best effort: reading may be refused."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import structlog
from pydantic import ValidationError

from adapters.slack import ids, payloads
from adapters.slack.desk import Desk
from adapters.slack.events import Events
from adapters.slack.failures import Declined
from adapters.slack.inbound import settled
from adapters.slack.seeking import next_cursor, page
from adapters.slack.workspaces import Workspace
from bot.errors import NotStored, PlatformError, RateLimited
from bot.logs import described
from bot.ports import OpenThread, OpenThreads

log = structlog.get_logger(__name__)


async def backfill(desk: Desk, open_threads: OpenThreads) -> None:
    """Hand in what every open thread holds since its newest known message.

    What was handed in before is recognised by its reference.
    """
    for thread in await open_threads():
        try:
            await _thread(desk, thread)
        except Declined as declined:
            log.info("thread not read", code=declined.code)
        except (PlatformError, NotStored, ValueError) as error:
            log.warning("thread not read", **described(error))


async def _thread(desk: Desk, thread: OpenThread) -> None:
    spot = ids.spot(thread.address)
    workspace = await desk.workspaces.get(spot.team)
    if workspace is None:
        return
    found = {message.ts: message async for message in _written(desk, workspace, thread)}
    for ts in sorted(found):
        await _hand_in(desk, workspace, spot, found[ts])


async def _written(
    desk: Desk, workspace: Workspace, thread: OpenThread
) -> AsyncIterator[payloads.Message]:
    spot, cursor = ids.spot(thread.address), ""
    while True:
        try:
            answer = await page(desk.calls, workspace, spot, cursor, oldest=ids.stamp(thread.since))
        except RateLimited as error:
            await asyncio.sleep(error.retry_after)
            continue
        messages = answer.get("messages")
        for message in messages if isinstance(messages, list) else ():
            with suppress(ValidationError):
                yield payloads.Message.model_validate(message)
        cursor = next_cursor(answer)
        if not cursor:
            return


async def _hand_in(
    desk: Desk, workspace: Workspace, spot: ids.Spot, message: payloads.Message
) -> None:
    written = settled(message, workspace.team, spot.channel, workspace.bot)
    # The message that begins a thread is none of it.
    if written is None or (spot.ts is not None and written.place.thread is None):
        return
    events = Events(desk)
    await events.written(workspace, written)
    if message.edited is not None:
        await events.rewritten(workspace, written)

"""What was written in open threads while nobody listened. Best effort: reading may be refused."""

import asyncio

import structlog
from pydantic import ValidationError

from adapters.slack import ids, payloads
from adapters.slack.desk import Desk
from adapters.slack.events import Events
from adapters.slack.failures import Declined
from adapters.slack.inbound import settled
from adapters.slack.seeking import next_cursor, thread_page
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
    if spot.ts is None or workspace is None:
        return
    cursor = ""
    while True:
        try:
            answer = await thread_page(
                desk.calls, workspace, spot, cursor, oldest=ids.stamp(thread.since)
            )
        except RateLimited as error:
            await asyncio.sleep(error.retry_after)
            continue
        messages = answer.get("messages")
        for message in messages if isinstance(messages, list) else ():
            await _message(desk, workspace, spot.channel, message)
        cursor = next_cursor(answer)
        if not cursor:
            return


async def _message(desk: Desk, workspace: Workspace, channel: str, message: object) -> None:
    try:
        found = payloads.Message.model_validate(message)
    except ValidationError:
        return
    written = settled(found, workspace.team, channel, workspace.bot)
    if written is None or written.place.thread is None:
        return
    events = Events(desk)
    await events.written(workspace, written)
    if found.edited is not None:
        await events.rewritten(workspace, written)

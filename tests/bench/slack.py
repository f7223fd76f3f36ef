"""Replies on Slack, from a message in to mark and feedback out, beside a bare app that echoes.

Real Bolt in Socket Mode over the loopback stand-in, which costs both the same; real SQLite, instant
grader, settle window 0, no pacing. What we add is the difference between the two.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.packs import load
from bot.schedule import SystemClock
from bot.settings import PACK
from storage.migrate import migrate
from storage.store import SqlStore
from tests.bench.figures import Figure, percentile
from tests.bench.room import SureGrader
from tests.servers.slack_api import ADA, PREP, TEAM, Limits, SlackApi
from tests.slack.room import Life

STEADY, PER_SECOND = 100, 10
WARM = 10
ANSWER = "Every prompt token runs through the model before the first one can come out."

Waits = tuple[list[float], list[float]]


def measure() -> Sequence[Figure]:
    """Return the waits for mark and feedback, ours beside the bare app's."""
    ours, bare = asyncio.run(_with_server(_ours)), asyncio.run(_with_server(_bare))
    return [
        Figure(
            name=f"Slack, {name} p{percent} at {PER_SECOND}/s",
            value=percentile(mine, percent),
            unit="ms",
            beside=percentile(plain, percent),
        )
        for name, mine, plain in zip(("mark", "feedback"), ours, bare, strict=True)
        for percent in (50, 99)
    ]


async def _with_server(run: Callable[[SlackApi], Awaitable[Waits]]) -> Waits:
    slack = SlackApi()
    slack.limits = Limits.off()
    async with slack.serving():
        return await run(slack)


async def _ours(slack: SlackApi) -> Waits:
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "greenroom.db"
        migrate(database)
        store = SqlStore(database, SystemClock(), "bench")
        async with _running(slack, store):
            for said in ("setup time=00:00 zone=UTC", "settings settle=0", "post"):
                told = len(slack.ephemerals)
                await slack.slash(ADA, PREP, "/prep-admin", said)
                await slack.wait_until(lambda told=told: len(slack.ephemerals) > told)  # type: ignore[misc]
            await slack.wait_until(lambda: slack.posts(PREP))
            thread = slack.posts(PREP)[-1].ts
            await _steady(slack, thread, 0, WARM)
            waits = await _steady(slack, thread, WARM, STEADY)
        await store.close()
        return waits


@asynccontextmanager
async def _running(slack: SlackApi, store: SqlStore) -> AsyncIterator[None]:
    life = Life(slack, "socket", store, SystemClock(), load(PACK), grader=SureGrader(0))
    async with life.service.working():
        await life.begin()
        yield
        await life.end()


async def _bare(slack: SlackApi) -> Waits:
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api)
    app = AsyncApp(client=client, process_before_response=True)

    async def echo(event: dict[str, Any], client: AsyncWebClient) -> None:
        if not event.get("user"):
            # What the app itself said.
            return
        place = {"channel": event["channel"]}
        await client.reactions_add(**place, timestamp=event["ts"], name="eyes")
        user = await client.users_info(user=event["user"])
        text = f"{user['user']['real_name']}, {event['text']}"
        await client.chat_postMessage(**place, thread_ts=event["thread_ts"], text=text)

    app.event("message")(echo)
    handler = AsyncSocketModeHandler(app, slack.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await slack.connected()
    thread = (await slack.bot_says(PREP, "A question.")).ts
    await _steady(slack, thread, 0, WARM)
    waits = await _steady(slack, thread, WARM, STEADY)
    await handler.close_async()  # type: ignore[no-untyped-call]
    return waits


async def _steady(slack: SlackApi, thread: str, first: int, many: int) -> Waits:
    """Let people write at a steady rate; return the waits for mark and feedback, in ms."""
    said: dict[str, tuple[str, float]] = {}
    start = time.time()
    for number in range(many):
        await asyncio.sleep(max(0.0, start + number / PER_SECOND - time.time()))
        name = f"Q{first + number}Q"
        slack.workspaces[TEAM].add_person(f"U0{name}", name)
        slack.channel(PREP).members.add(f"U0{name}")
        began = time.time()
        said[name] = ((await slack.say(f"U0{name}", PREP, ANSWER, thread_ts=thread)).ts, began)
    await slack.wait_until(lambda: len(_feedback(slack)) == first + many, timeout=120)
    marks, lines = _marks(slack), _feedback(slack)
    return (
        [1000 * (marks[ts] - began) for ts, began in said.values()],
        [1000 * (lines[name] - began) for name, (_, began) in said.items()],
    )


def _marks(slack: SlackApi) -> Mapping[str, float]:
    """Return when the first mark was put on each message."""
    calls = reversed(slack.called("reactions.add"))
    return {call.arguments["timestamp"]: call.at for call in calls}


def _feedback(slack: SlackApi) -> Mapping[str, float]:
    """Return when each person was first answered."""
    calls = (call for call in slack.called("chat.postMessage") if call.arguments.get("thread_ts"))
    return {call.arguments["text"].partition(",")[0]: call.at for call in calls}

"""conversations.history and conversations.replies."""

from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack_api import ADA, BEN, PREP, QUIET, SECRET, Limits, Reading, SlackApi
from tests.slack_server.conftest import Requests

KEY = {"event_type": "key", "event_payload": {"outbox": "1"}}


async def test_history_is_newest_first(slack: SlackApi, client: AsyncWebClient) -> None:
    """History has what is in the channel itself, newest first."""
    root = await slack.say(ADA, PREP, "one")
    await slack.say(BEN, PREP, "in the thread", thread_ts=root.ts)
    await slack.say(BEN, PREP, "two")
    found = (await client.conversations_history(channel=PREP))["messages"]
    assert [one["text"] for one in found] == ["two", "one"]
    assert found[1]["reply_count"] == 1


async def test_threads_come_in_pages(slack: SlackApi, client: AsyncWebClient) -> None:
    """Replies come oldest first; each page begins with the root and leads to the next."""
    root = await slack.say(ADA, PREP, "root")
    for number in range(5):
        await slack.say(BEN, PREP, str(number), thread_ts=root.ts)
    pages, more, cursor = [], True, ""
    while more:
        answer = await client.conversations_replies(
            channel=PREP, ts=root.ts, limit=3, cursor=cursor
        )
        pages.append([one["text"] for one in answer["messages"]])
        more = answer["has_more"]
        cursor = answer["response_metadata"]["next_cursor"] if more else ""
    assert pages == [["root", "0", "1"], ["root", "2", "3"], ["root", "4"]]


async def test_oldest_and_latest(slack: SlackApi, client: AsyncWebClient) -> None:
    """The ends are not part of what is between them, unless asked for."""
    root = await slack.say(ADA, PREP, "root")
    said = [await slack.say(BEN, PREP, str(one), thread_ts=root.ts) for one in range(4)]
    found = []
    for inclusive in (False, True):
        answer = await client.conversations_replies(
            channel=PREP, ts=root.ts, oldest=said[0].ts, latest=said[3].ts, inclusive=inclusive
        )
        found.append([one["text"] for one in answer["messages"]])
    assert found == [["root", "1", "2"], ["root", "0", "1", "2", "3"]]


async def test_metadata_only_when_asked(raw: Requests, client: AsyncWebClient) -> None:
    """Metadata is in the answer only with include_all_metadata."""
    await raw.call("chat.postMessage", channel=PREP, text="x", metadata=KEY)
    silent = await client.conversations_history(channel=PREP)
    full = await client.conversations_history(channel=PREP, include_all_metadata=True)
    assert "metadata" not in silent["messages"][0]
    assert full["messages"][0]["metadata"] == KEY


async def test_what_cannot_be_read(slack: SlackApi, raw: Requests) -> None:
    """Channels that the bot is not in, threads and cursors that are none, are refused."""
    said = await slack.say(ADA, PREP, "x")
    errors = [
        (await raw.call("conversations.history", channel=QUIET)).error,
        (await raw.call("conversations.replies", channel=PREP, ts="1.1")).error,
        (await raw.call("conversations.replies", channel=PREP, ts=said.ts, cursor="x")).error,
        (await raw.call("conversations.history", channel=PREP, oldest="x")).error,
    ]
    assert errors == ["not_in_channel", "thread_not_found", "invalid_cursor", "invalid_ts_oldest"]


async def test_reading_can_be_refused(slack: SlackApi, raw: Requests) -> None:
    """Where a bot's token is not enough, channels are closed and direct messages open."""
    slack.reading = Reading.REFUSED
    im = await slack.dm(ADA)
    answers = [await raw.call("conversations.history", channel=one) for one in (PREP, SECRET, im)]
    assert [one.error for one in answers] == ["not_allowed_token_type"] * 2 + [None]


async def test_reading_can_be_slow(slack: SlackApi, raw: Requests) -> None:
    """Outside the Marketplace there is one request a minute, with fifteen messages."""
    slack.limits = Limits()
    slack.reading = Reading.SLOW
    root = await slack.say(ADA, PREP, "root")
    for number in range(20):
        await slack.say(BEN, PREP, str(number), thread_ts=root.ts)
    first = await raw.call("conversations.replies", channel=PREP, ts=root.ts, limit=200)
    second = await raw.call("conversations.replies", channel=PREP, ts=root.ts, limit=200)
    assert (len(first.body["messages"]), first.body["has_more"]) == (15, True)
    assert (second.status, int(second.headers["Retry-After"]) > 50) == (429, True)
    slack.clock.skip(60)
    third = await raw.call("conversations.replies", channel=PREP, ts=root.ts)
    assert third.status == 200

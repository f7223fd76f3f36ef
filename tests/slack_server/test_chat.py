"""What the bot says: chat.*, conversations.*, reactions.*."""

import json

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack_api import ADA, BEN, BOT, EVE, PREP, QUIET, SECRET, VAULT, SlackApi
from tests.slack_server.conftest import Requests, button, mrkdwn


async def test_a_post(slack: SlackApi, client: AsyncWebClient) -> None:
    """A post has a ts of its own, and its blocks get ids."""
    answer = await client.chat_postMessage(channel=PREP, text="hi", blocks=[mrkdwn("hi")])
    (said,) = slack.posts(PREP)
    assert (answer["ts"], answer["message"]["bot_id"]) == (said.ts, said.bot_id)
    assert said.blocks[0]["block_id"]


@pytest.mark.parametrize(
    ("channel", "error"),
    [("C0NOWHERE", "channel_not_found"), (VAULT, "channel_not_found"), (QUIET, "not_in_channel")],
)
async def test_where_it_cannot_speak(raw: Requests, channel: str, error: str) -> None:
    """Unknown and invisible channels do not exist; others have to be entered first."""
    assert (await raw.call("chat.postMessage", channel=channel, text="x")).error == error


async def test_public_channels_by_scope(slack: SlackApi, raw: Requests) -> None:
    """With chat:write.public it speaks in public channels without being there."""
    slack.granted |= {"chat:write.public"}
    assert (await raw.call("chat.postMessage", channel=QUIET, text="x")).error is None
    assert "chat:write.public" in slack.needed_scopes()


async def test_nothing_to_say(slack: SlackApi, raw: Requests) -> None:
    """No words and no blocks are refused; blocks without top-level text are noted."""
    assert (await raw.call("chat.postMessage", channel=PREP)).error == "no_text"
    assert (await raw.call("chat.postMessage", channel=PREP, blocks=[mrkdwn("x")])).error is None
    assert [one.rule for one in slack.violations] == ["no_text"]


async def test_long_texts(slack: SlackApi, raw: Requests) -> None:
    """A post is cut at 40,000 characters; an edit of more than 4,000 is refused."""
    posted = await raw.call("chat.postMessage", channel=PREP, text="x" * 40_001)
    assert len(slack.posts(PREP)[0].text) == 40_000
    where = {"channel": PREP, "ts": posted.body["ts"]}
    assert (await raw.call("chat.update", **where, text="x" * 4_001)).error == "msg_too_long"
    assert (await raw.call("chat.update", **where, text="x" * 4_000)).error is None


async def test_threads(slack: SlackApi, raw: Requests) -> None:
    """A reply goes to the root of a thread; that of a reply is noted, that of nothing refused."""
    root = await slack.say(ADA, PREP, "root")
    reply = await raw.call("chat.postMessage", channel=PREP, text="1", thread_ts=root.ts)
    await raw.call("chat.postMessage", channel=PREP, text="2", thread_ts=reply.body["ts"])
    assert [one.text for one in slack.replies(PREP, root.ts)] == ["1", "2"]
    assert [one.rule for one in slack.violations] == ["reply_as_parent"]
    nowhere = await raw.call("chat.postMessage", channel=PREP, text="3", thread_ts="1.2")
    unknown = await raw.call(
        "chat.postMessage", channel=PREP, text="3", thread_ts="1000000000.000001"
    )
    assert (nowhere.error, unknown.error) == ("invalid_thread_ts", "thread_not_found")


@pytest.mark.parametrize(
    ("metadata", "error"),
    [
        ({"event_type": "key", "event_payload": {"a": "b"}}, None),
        ({"event_type": "key"}, "invalid_metadata_schema"),
        ("nonsense", "invalid_metadata_format"),
        ({"event_type": "key", "event_payload": {"a": "b" * 17_000}}, "metadata_too_large"),
    ],
)
async def test_metadata(raw: Requests, metadata: object, error: str | None) -> None:
    """Metadata is an event type and a payload."""
    answer = await raw.call("chat.postMessage", channel=PREP, text="x", metadata=metadata)
    assert answer.error == error


async def test_edits(slack: SlackApi, raw: Requests) -> None:
    """Only our own messages can be changed or deleted; text alone leaves blocks as they were."""
    theirs = await slack.say(ADA, PREP, "mine")
    changed = await raw.call("chat.update", channel=PREP, ts=theirs.ts, text="x")
    deleted = await raw.call("chat.delete", channel=PREP, ts=theirs.ts)
    assert (changed.error, deleted.error) == ("cant_update_message", "cant_delete_message")
    ours = await raw.call("chat.postMessage", channel=PREP, text="x", blocks=[mrkdwn("x")])
    await raw.call("chat.update", channel=PREP, ts=ours.body["ts"], text="y")
    assert [one.rule for one in slack.violations] == ["update_without_blocks"]
    (said,) = slack.posts(PREP)
    assert (said.text, said.blocks[0]["text"]["text"]) == ("y", "x")
    await raw.call("chat.update", channel=PREP, ts=said.ts, text="z", blocks=[])
    assert (said.text, said.blocks) == ("z", [])
    await raw.call("chat.delete", channel=PREP, ts=ours.body["ts"])
    gone = await raw.call("chat.update", channel=PREP, ts=ours.body["ts"], text="z")
    assert (gone.error, slack.posts(PREP)) == ("message_not_found", [])


async def test_an_edit_keeps_metadata(slack: SlackApi, raw: Requests) -> None:
    """Metadata stays through an edit that does not mention it."""
    metadata = {"event_type": "key", "event_payload": {"a": "b"}}
    said = await raw.call("chat.postMessage", channel=PREP, text="x", metadata=metadata)
    await raw.call("chat.update", channel=PREP, ts=said.body["ts"], text="y")
    assert slack.posts(PREP)[0].metadata == metadata


async def test_ephemeral(slack: SlackApi, raw: Requests) -> None:
    """One person is told; whoever is not in the channel cannot be."""
    await slack.leave_channel(EVE, PREP)
    told = await raw.call("chat.postEphemeral", channel=PREP, user=ADA, text="psst")
    missed = await raw.call("chat.postEphemeral", channel=PREP, user=EVE, text="psst")
    assert (told.error, missed.error) == (None, "user_not_in_channel")
    assert [(one.user, one.text) for one in slack.ephemerals] == [(ADA, "psst")]


async def test_pings(slack: SlackApi, raw: Requests) -> None:
    """Formed mentions are noted wherever Slack forms them, escaped and plain ones are not."""
    await raw.call(
        "chat.postMessage",
        channel=PREP,
        text=f"&lt;!channel&gt; @here <!date^1^{{date}}|then> <@{ADA}>",
        blocks=[
            mrkdwn("<!subteam^S1> and <!here|here>"),
            button(text="<!everyone>"),
            {"type": "context", "elements": [{"type": "mrkdwn", "text": "<!channel>"}]},
            {"type": "markdown", "text": f"<@{BEN}>"},
        ],
    )
    targets = [one.target for one in slack.pings]
    assert sorted(targets) == ["!channel", "!here", "!subteam^S1", f"@{ADA}", f"@{BEN}"]
    await raw.call("chat.postMessage", channel=PREP, text="@here", link_names=True)
    assert len(slack.pings) == 6


async def test_direct_messages(slack: SlackApi, client: AsyncWebClient, raw: Requests) -> None:
    """A conversation with a person is opened once; with nobody or with us it is not."""
    channel = (await client.conversations_open(users=ADA))["channel"]["id"]
    assert channel == await slack.dm(ADA)
    assert (await client.conversations_open(users=[ADA]))["already_open"]
    await client.chat_postMessage(channel=channel, text="hello")
    assert [one.text for one in slack.posts(channel)] == ["hello"]
    errors = [(await raw.call("conversations.open", users=one)).error for one in ("", "U0X", BOT)]
    assert errors == ["users_list_not_supplied", "user_not_found", "cannot_dm_bot"]


async def test_channels(client: AsyncWebClient, raw: Requests) -> None:
    """A channel says what it is and who is there; public ones can be joined."""
    found = (await client.conversations_info(channel=SECRET))["channel"]
    assert (found["is_private"], found["is_member"]) == (True, True)
    page = await client.conversations_members(channel=PREP, limit=3)
    rest = await client.conversations_members(
        channel=PREP, cursor=page["response_metadata"]["next_cursor"]
    )
    assert sorted(page["members"] + rest["members"]) == sorted([ADA, BEN, EVE, BOT])
    assert (await client.conversations_join(channel=QUIET))["channel"]["is_member"]
    answer = await raw.call("conversations.join", channel=SECRET)
    assert answer.error == "method_not_supported_for_channel_type"


async def test_reactions(slack: SlackApi, client: AsyncWebClient, raw: Requests) -> None:
    """A mark is put once, on a message that exists, under a name that could be one."""
    said = await slack.say(ADA, PREP, "hello")
    await client.reactions_add(channel=PREP, timestamp=said.ts, name="eyes")
    assert slack.reactions(said) == {"eyes": {BOT}}
    where = {"channel": PREP, "timestamp": said.ts}
    errors = [
        (await raw.call("reactions.add", **where, name="eyes")).error,
        (await raw.call("reactions.add", **where, name=":eyes:")).error,
        (await raw.call("reactions.add", channel=PREP, timestamp="1", name="eyes")).error,
    ]
    assert errors == ["already_reacted", "invalid_name", "message_not_found"]
    found = await client.reactions_get(channel=PREP, timestamp=said.ts)
    assert found["message"]["reactions"][0]["users"] == [BOT]


async def test_form_fields(slack: SlackApi, raw: Requests) -> None:
    """Blocks may come as JSON in a form field."""
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    data = {"channel": PREP, "text": "x", "blocks": json.dumps([mrkdwn("x")])}
    address = f"{slack.api}chat.postMessage"
    async with raw.session.post(address, data=data, headers=headers) as answer:
        assert (await answer.json())["ok"]
    data["blocks"] = "{"
    async with raw.session.post(address, data=data, headers=headers) as answer:
        assert (await answer.json())["error"] == "invalid_blocks_format"

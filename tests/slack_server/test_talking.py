"""What people do with messages and channels, as a real Bolt app hears it."""

import pytest

from tests.servers.slack_api import ADA, BEN, BOT, EVE, PREP, QUIET, SECRET, VAULT, Raw, SlackApi
from tests.slack_server.conftest import Bare, Requests

pytestmark = pytest.mark.usefixtures("http")


async def test_an_edit(slack: SlackApi, bare: Bare) -> None:
    """An edit says what the message was and is, and when it was edited."""
    said = await slack.say(ADA, PREP, "before")
    await slack.edit(said, "after")
    await slack.settled()
    event = bare.heard[1]
    assert (event["subtype"], event["hidden"]) == ("message_changed", True)
    assert (event["message"]["text"], event["previous_message"]["text"]) == ("after", "before")
    assert event["message"]["edited"]["user"] == ADA
    assert event["message"]["ts"] == said.ts != event["ts"]


async def test_a_link_preview(slack: SlackApi, bare: Bare) -> None:
    """A preview changes a message whose words and edit stay what they were."""
    said = await slack.say(ADA, PREP, "see https://example.com")
    await slack.link_preview(said)
    await slack.settled()
    event = bare.heard[1]
    assert event["subtype"] == "message_changed"
    assert event["message"]["text"] == event["previous_message"]["text"]
    assert "edited" not in event["message"]
    assert event["message"]["attachments"] != event["previous_message"].get("attachments")


async def test_a_deletion(slack: SlackApi, bare: Bare) -> None:
    """A message that is gone names the one that it was."""
    said = await slack.say(ADA, PREP, "oops")
    await slack.delete(said)
    await slack.settled()
    event = bare.heard[1]
    assert (event["subtype"], event["deleted_ts"]) == ("message_deleted", said.ts)
    assert said.ts not in slack.channel(PREP).messages


async def test_a_deleted_root_leaves_a_tombstone(slack: SlackApi, bare: Bare) -> None:
    """A message with replies is not deleted but changed into a tombstone."""
    root = await slack.say(ADA, PREP, "a thread")
    await slack.say(BEN, PREP, "a reply", thread_ts=root.ts)
    await slack.delete(root)
    await slack.settled()
    event = bare.heard[-1]
    assert (event["subtype"], event["message"]["subtype"]) == ("message_changed", "tombstone")


async def test_a_reply(slack: SlackApi, bare: Bare) -> None:
    """A reply names the message that began the thread, and who wrote that."""
    root = await slack.say(ADA, PREP, "a thread")
    await slack.say(BEN, PREP, "a reply", thread_ts=root.ts)
    await slack.settled()
    event = bare.heard[1]
    assert (event["thread_ts"], event["parent_user_id"]) == (root.ts, ADA)


async def test_a_broadcast(slack: SlackApi, bare: Bare) -> None:
    """A reply that also goes to the channel has a subtype and its root."""
    root = await slack.say(ADA, PREP, "a thread")
    await slack.say(BEN, PREP, "to all", thread_ts=root.ts, broadcast=True)
    await slack.settled()
    event = bare.heard[1]
    assert (event["subtype"], event["root"]["ts"]) == ("thread_broadcast", root.ts)


async def test_files(slack: SlackApi, bare: Bare) -> None:
    """A shared snippet comes as file_share, with where to read it."""
    await slack.say(ADA, PREP, "here", files=[slack.snippet("print(1)", "a.py", ADA)])
    await slack.settled()
    (file,) = bare.heard[0]["files"]
    assert bare.heard[0]["subtype"] == "file_share"
    assert (file["mode"], file["size"], file["name"]) == ("snippet", 8, "a.py")
    assert file["url_private_download"].startswith(slack.url)


async def test_a_mention_comes_twice(slack: SlackApi, bare: Bare) -> None:
    """A mention is a message and an app_mention with the same ts and two event ids."""
    said = await slack.mention(ADA, PREP, "hello")
    await slack.settled()
    assert sorted(event["type"] for event in bare.heard) == ["app_mention", "message"]
    assert {event["ts"] for event in bare.heard} == {said.ts}
    assert len({one.event_id for one in slack.deliveries}) == 2
    assert bare.heard[0]["text"] == f"<@{BOT}> hello"


async def test_what_is_not_subscribed_is_not_sent(slack: SlackApi, bare: Bare) -> None:
    """Without the subscription, or without its scope, there is no event."""
    slack.subscribed = frozenset({"message.channels", "message.groups"})
    slack.granted = frozenset({"channels:history", "app_mentions:read"})
    await slack.mention(ADA, PREP, "hello")
    await slack.say(ADA, SECRET, "hidden")
    await slack.settled()
    assert bare.kinds() == ["message"]
    assert slack.events_sent() == {"message.channels"}
    assert slack.needed_scopes() == {"channels:history"}


async def test_where_the_bot_is_not(slack: SlackApi, bare: Bare) -> None:
    """What is said in a channel without our bot is not for us."""
    await slack.say(ADA, QUIET, "hello")
    await slack.say(ADA, VAULT, "hello")
    await slack.settled()
    assert (bare.heard, slack.deliveries) == ([], [])


async def test_direct_messages(slack: SlackApi, bare: Bare) -> None:
    """A direct message is a message of an im."""
    await slack.say(ADA, await slack.dm(ADA), "hello")
    await slack.settled()
    assert bare.heard[0]["channel_type"] == "im"


async def test_other_bots(slack: SlackApi, bare: Bare) -> None:
    """Another bot has a bot id, and an old one a subtype too."""
    await slack.bot_says(PREP, "beep")
    await slack.bot_says(PREP, "boop", modern=True)
    await slack.settled()
    assert [event["bot_id"] for event in bare.heard] == ["B0OTHER", "B0OTHER"]
    assert sorted(bare.kinds()) == ["bot_message", "message"]


async def test_our_own_messages_come_back(slack: SlackApi, bare: Bare, raw: Requests) -> None:
    """What our bot says, and changes, comes back as events, which Bolt ignores."""
    posted = await raw.call("chat.postMessage", channel=PREP, text="one")
    await raw.call("chat.update", channel=PREP, ts=posted.body["ts"], text="two")
    await slack.settled()
    assert (bare.heard, [one.acked for one in slack.deliveries]) == ([], [True, True])


async def test_raw_words(slack: SlackApi, bare: Bare) -> None:
    """Words that are already as they travel are not escaped again."""
    await slack.say(ADA, PREP, Raw(f"<@{EVE}> &amp; co"))
    await slack.settled()
    assert bare.texts() == [f"<@{EVE}> &amp; co"]


async def test_home(slack: SlackApi, bare: Bare) -> None:
    """Looking at the app's page is an event."""
    await slack.open_home(ADA)
    await slack.settled()
    assert (bare.heard[0]["user"], bare.heard[0]["tab"]) == (ADA, "home")


async def test_channels_come_to_an_end(slack: SlackApi, bare: Bare, raw: Requests) -> None:
    """Removed from a channel or with the channel archived, the bot can say nothing there."""
    await slack.remove_from(PREP)
    await slack.archive(SECRET)
    await slack.settled()
    assert sorted(bare.kinds()) == ["channel_left", "group_archive"]
    assert (await raw.call("chat.postMessage", channel=PREP, text="x")).error == "not_in_channel"
    assert (await raw.call("chat.postMessage", channel=SECRET, text="x")).error == "is_archived"
    await slack.delete_channel(SECRET)
    gone = await raw.call("chat.postMessage", channel=SECRET, text="x")
    assert gone.error == "channel_not_found"


async def test_being_invited(slack: SlackApi, bare: Bare) -> None:
    """Being let into a channel is an event that names our bot."""
    await slack.invite_to(QUIET)
    await slack.settled()
    assert (bare.kinds(), bare.heard[0]["user"]) == (["member_joined_channel"], BOT)


async def test_deliveries_can_be_reordered(slack: SlackApi) -> None:
    """What was held back is released the newest first, if a test wishes so."""
    slack.hold_deliveries()
    await slack.say(ADA, PREP, "one")
    await slack.say(ADA, PREP, "two")
    await slack.release(reverse=True)
    await slack.settled()
    sent = [request.body for request in slack.requests()]
    assert [b'"two"' in body for body in sent] == [True, False]


async def test_a_delivery_can_be_repeated(slack: SlackApi, bare: Bare) -> None:
    """Any delivery can come once more, as a retry."""
    await slack.say(ADA, PREP, "one")
    await slack.settled()
    await slack.redeliver(slack.deliveries[0])
    assert (bare.texts(), bare.attempts) == (["one", "one"], [None, "1"])


async def test_nobody_speaks_where_they_are_not(slack: SlackApi) -> None:
    """A test that lets someone speak in a channel that they left is told so."""
    await slack.leave_channel(EVE, PREP)
    with pytest.raises(LookupError):
        await slack.say(EVE, PREP, "hello")

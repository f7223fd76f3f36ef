"""Socket Mode of the stand-in, heard by a real Bolt app."""

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from tests.servers.slack_api import ADA, PREP, SlackApi
from tests.slack_server.conftest import Bare


async def test_a_message_arrives(
    slack: SlackApi, bare: Bare, socket: AsyncSocketModeHandler
) -> None:
    """What someone says reaches Bolt, and Bolt's ack reaches the stand-in."""
    said = await slack.say(ADA, PREP, "a < b")
    await slack.settled()
    (event,) = bare.heard
    assert (event["ts"], event["text"], event["channel_type"]) == (said.ts, "a &lt; b", "channel")
    assert [one.acked for one in slack.deliveries[0].attempts] == [True]

"""Socket Mode of the stand-in, heard by a real Bolt app."""

import asyncio
import json

import pytest
from aiohttp import ClientSession, WSMsgType
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from tests.servers.slack_api import ADA, PREP, SlackApi
from tests.slack_server.conftest import Bare, Requests


@pytest.mark.usefixtures("socket")
async def test_a_message_arrives(slack: SlackApi, bare: Bare) -> None:
    """What someone says reaches Bolt as it travels, and Bolt's ack reaches the stand-in."""
    said = await slack.say(ADA, PREP, "a < b, see https://example.com")
    await slack.settled()
    (event,) = bare.heard
    assert (event["ts"], event["channel"], event["channel_type"]) == (said.ts, PREP, "channel")
    assert event["text"] == "a &lt; b, see <https://example.com>"
    assert [one.acked for one in slack.deliveries[0].attempts] == [True]


@pytest.mark.usefixtures("socket")
async def test_what_is_not_acked_comes_again(slack: SlackApi, bare: Bare) -> None:
    """A listener that fails is no ack; the retry has the same event id and says that it is one."""
    slack.ack_within = 0.1
    bare.deaf = True
    await slack.say(ADA, PREP, "hello")
    (delivery,) = slack.deliveries
    await slack.wait_until(lambda: len(delivery.attempts) == 2)
    bare.deaf = False
    slack.ack_within = 3.0
    await slack.retry_now()
    await slack.settled()
    assert [one.acked for one in delivery.attempts] == [False, False, True]
    assert bare.attempts == ["2"]


async def test_it_gives_up_when_nobody_listens(slack: SlackApi) -> None:
    """With no connection an event is tried twice at once, after a minute, after five, no more."""
    said = await slack.say(ADA, PREP, "hello")
    (delivery,) = slack.deliveries
    await slack.wait_until(lambda: len(delivery.attempts) == 2)
    slack.clock.skip(59)
    await asyncio.sleep(0)
    assert delivery.waiting
    slack.clock.skip(1)
    await slack.wait_until(lambda: len(delivery.attempts) == 3)
    slack.clock.skip(300)
    await slack.settled()
    assert (len(delivery.attempts), delivery.acked) == (4, False)
    assert said.ts in slack.channel(PREP).messages


@pytest.mark.usefixtures("socket")
async def test_a_late_connection_hears_the_retry(slack: SlackApi, bare: Bare) -> None:
    """What was said while nobody was connected arrives with the next retry."""
    await slack.sockets.drop()
    await slack.say(ADA, PREP, "while you were away")
    await slack.connected(2)
    await slack.retry_now()
    await slack.settled()
    assert bare.texts() == ["while you were away"]


async def test_a_silent_socket(slack: SlackApi, raw: Requests) -> None:
    """A silent connection stays open, hears nothing and says nothing, until it is healed."""
    slack.ack_within = 0.05
    async with raw.session.ws_connect(slack_link(slack), autoping=False) as socket:
        await socket.receive_json(timeout=5)
        slack.sockets.silence()
        await socket.ping(b"anybody?")
        await slack.say(ADA, PREP, "into the void")
        (delivery,) = slack.deliveries
        await slack.wait_until(lambda: len(delivery.attempts) == 2)
        assert [one.arrived for one in delivery.attempts] == [False, False]
        assert len(slack.sockets.open) == 1
        slack.sockets.heal()
        slack.ack_within = 3.0
        retrying = asyncio.create_task(slack.retry_now())
        envelope = await socket.receive_json(timeout=5)
        await socket.send_str(json.dumps({"envelope_id": envelope["envelope_id"]}))
        await retrying
    assert delivery.acked
    assert (envelope["retry_attempt"], envelope["retry_reason"]) == (2, "timeout")


async def test_silence_is_noticed(slack: SlackApi, socket: AsyncSocketModeHandler) -> None:
    """A silent socket answers no ping, so the SDK's watch sees that it is stale and reconnects."""
    slack.sockets.silence()
    await slack.connected(2)
    assert await socket.client.is_connected()


@pytest.mark.usefixtures("socket")
async def test_a_refresh_brings_a_new_connection(slack: SlackApi, bare: Bare) -> None:
    """When Slack asks for it, the app connects anew and hears what is said then."""
    await slack.sockets.disconnect("refresh_requested")
    await slack.connected(2)
    await slack.say(ADA, PREP, "still there?")
    await slack.settled()
    assert bare.texts() == ["still there?"]


@pytest.mark.usefixtures("socket")
async def test_a_warning_does_not_close(slack: SlackApi) -> None:
    """After a warning the old connection is open until the app has a new one."""
    await slack.sockets.disconnect("warning")
    assert len(slack.sockets.open) == 1
    await slack.connected(2)


async def test_each_event_goes_to_one_connection(slack: SlackApi, raw: Requests) -> None:
    """With two connections, two events go one to each."""
    sockets = [await raw.session.ws_connect(slack_link(slack)) for _ in range(2)]
    found = [(await socket.receive_json(timeout=5))["type"] for socket in sockets]
    await slack.say(ADA, PREP, "first")
    await slack.say(ADA, PREP, "second")
    for socket in sockets:
        envelope = await socket.receive_json(timeout=5)
        await socket.send_str(json.dumps({"envelope_id": envelope["envelope_id"]}))
        found.append(envelope["payload"]["event"]["text"])
    await slack.settled()
    for socket in sockets:
        await socket.close()
    assert found == ["hello", "hello", "first", "second"]
    assert [len(one.attempts) for one in slack.deliveries] == [1, 1]


async def test_an_eleventh_connection_is_sent_away(slack: SlackApi, raw: Requests) -> None:
    """There are at most ten connections."""
    sockets = [await raw.session.ws_connect(slack_link(slack)) for _ in range(11)]
    said = await sockets[-1].receive_json(timeout=5)
    assert (said["type"], said["reason"]) == ("disconnect", "too_many_websockets")
    for socket in sockets:
        await socket.close()


async def test_a_ticket_works_once(slack: SlackApi, raw: Requests) -> None:
    """The address of a websocket is for one connection."""
    link = slack_link(slack)
    async with raw.session.ws_connect(link) as socket:
        await socket.receive_json(timeout=5)
        async with raw.session.get(link.replace("ws://", "http://")) as again:
            assert again.status == 403


async def test_a_deaf_socket_does_not_say_goodbye(slack: SlackApi) -> None:
    """A deaf connection does not even answer when the app closes it."""
    async with ClientSession() as session:
        socket = await session.ws_connect(slack_link(slack))
        await socket.receive_json(timeout=5)
        slack.sockets.silence(deaf=True)
        await socket.ping()
        closing = asyncio.create_task(socket.close())
        done, _ = await asyncio.wait({closing}, timeout=0.1)
        assert not done
        slack.sockets.heal()
        await asyncio.wait_for(closing, 5)


async def test_nobody_gets_in_when_the_link_is_disabled(slack: SlackApi, raw: Requests) -> None:
    """Socket Mode that was turned off takes no new connection."""
    async with raw.session.ws_connect(slack_link(slack)) as socket:
        await socket.receive_json(timeout=5)
        slack.sockets.grace = 0.01
        await slack.sockets.disconnect("link_disabled")
        said = await socket.receive_json(timeout=5)
        assert (said["reason"], (await socket.receive(5)).type) == (
            "link_disabled",
            WSMsgType.CLOSED,
        )
    answer = await raw.call("apps.connections.open", slack.app_token)
    assert answer.error == "internal_error"


async def test_an_ack_of_an_event_says_nothing(slack: SlackApi, raw: Requests) -> None:
    """An event's ack with a payload is noted as a fault of the app."""
    async with raw.session.ws_connect(slack_link(slack)) as socket:
        await socket.receive_json(timeout=5)
        await slack.say(ADA, PREP, "hello")
        envelope = await socket.receive_json(timeout=5)
        ack = {"envelope_id": envelope["envelope_id"], "payload": {"text": "hi"}}
        await socket.send_str(json.dumps(ack))
        await slack.settled()
    assert [one.rule for one in slack.violations] == ["ack_payload"]


def slack_link(slack: SlackApi) -> str:
    """Return an address for one websocket."""
    address = slack.url.replace("http://", "ws://")
    return f"{address}/link/?ticket={slack.sockets.ticket()}"

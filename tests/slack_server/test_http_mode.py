"""Signed requests of the stand-in, heard by a real Bolt app."""

import time

import pytest
from aiohttp import web

from tests.servers.slack_api import ADA, PREP, SlackApi
from tests.servers.slack_api.by_http import Request
from tests.slack_server.conftest import Bare


@pytest.mark.usefixtures("http")
async def test_a_message_arrives(slack: SlackApi, bare: Bare) -> None:
    """Bolt accepts the signature, hears the message and acknowledges it."""
    await slack.say(ADA, PREP, "hello")
    await slack.settled()
    assert bare.texts() == ["hello"]
    assert slack.deliveries[0].acked


@pytest.mark.usefixtures("http")
async def test_the_url_is_verified(slack: SlackApi) -> None:
    """Bolt echoes the challenge."""
    assert await slack.verify_url()


@pytest.mark.usefixtures("http")
async def test_a_failure_comes_again(slack: SlackApi, bare: Bare) -> None:
    """A 500 is followed by a retry with its number, its reason and the same event id."""
    bare.deaf = True
    await slack.say(ADA, PREP, "hello")
    (delivery,) = slack.deliveries
    await slack.wait_until(lambda: len(delivery.attempts) == 2)
    bare.deaf = False
    await slack.retry_now()
    await slack.settled()
    problems = [one.problem for one in delivery.attempts]
    assert problems == ["http_error", "http_error", ""]
    assert bare.attempts == ["2"]


@pytest.mark.usefixtures("http")
async def test_slowness_comes_again(slack: SlackApi, bare: Bare) -> None:
    """Who needs longer than the service waits hears it again, though it may have been stored."""
    slack.ack_within = 0.1
    slack.retry_after = (0,)
    bare.gate.clear()
    await slack.say(ADA, PREP, "hello")
    (delivery,) = slack.deliveries
    await slack.wait_until(lambda: len(delivery.attempts) == 1)
    slack.ack_within = 3.0
    bare.gate.set()
    await slack.settled()
    assert [one.problem for one in delivery.attempts] == ["http_timeout", ""]
    assert bare.attempts[-1] == "1"


async def test_nobody_at_the_url(slack: SlackApi) -> None:
    """Where nobody listens, nothing arrives and all attempts are made."""
    slack.deliver_to("http://127.0.0.1:1/slack/events")
    slack.retry_after = (0, 0, 0)
    await slack.say(ADA, PREP, "hello")
    await slack.settled()
    (delivery,) = slack.deliveries
    assert [one.problem for one in delivery.attempts] == ["connection_failed"] * 4
    assert not any(one.arrived for one in delivery.attempts)


async def test_an_app_can_refuse_retries(slack: SlackApi) -> None:
    """A failure with `X-Slack-No-Retry` is not tried again."""

    async def refuse(_: web.Request) -> web.Response:
        return web.Response(status=500, headers={"X-Slack-No-Retry": "1"})

    app = web.Application()
    app.router.add_post("/", refuse)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    slack.deliver_to(f"http://{host}:{port}/")
    await slack.say(ADA, PREP, "hello")
    await slack.settled()
    await runner.cleanup()
    assert len(slack.deliveries[0].attempts) == 1


@pytest.mark.usefixtures("http")
async def test_requests_can_be_mutated(slack: SlackApi, bare: Bare) -> None:
    """A genuine request is let in, and one with another body, time, secret or path of proof not."""
    slack.subscribed = frozenset({"message.channels"})
    await slack.say(ADA, PREP, "hello")
    await slack.settled()
    (request,) = slack.requests()
    now = time.time()
    good = slack.sign(request.body, now)
    twisted = Request(
        url=request.url,
        body=request.body.replace(b"hello", b"hullo"),
        content_type=request.content_type,
        headers={},
    )
    statuses = [
        (await slack.poster.post(one, proof))[0]
        for one, proof in (
            (request, good),
            (twisted, good),
            (request, slack.sign(request.body, now - 301)),
            (request, slack.sign(request.body, now, "another")),
            (request, {}),
        )
    ]
    assert statuses == [200, 401, 401, 401, 401]
    assert bare.texts() == ["hello", "hello"]

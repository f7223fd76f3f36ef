"""A stand-in for Slack, the real SDK, and a bare Bolt app that notes what it hears."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack_api import Limits, SlackApi
from tests.servers.slack_api.world import Json


@dataclass(slots=True)
class Bare:
    """A Bolt app that acknowledges everything, and what it heard."""

    app: AsyncApp
    heard: list[Json] = field(default_factory=list)

    def texts(self) -> list[str]:
        """Return the words of every message."""
        return [event.get("text", "") for event in self.heard]


@pytest.fixture
async def slack() -> AsyncIterator[SlackApi]:
    """Serve a workspace without limits, whose patience is short."""
    server = SlackApi()
    server.limits = Limits.off()
    server.ack_within = 1.0
    async with server.serving():
        yield server


@pytest.fixture
def client(slack: SlackApi) -> AsyncWebClient:
    """Return the real client, without retries."""
    return AsyncWebClient(token=slack.bot_token, base_url=slack.api, retry_handlers=[])


@pytest.fixture
def bare(slack: SlackApi, client: AsyncWebClient) -> Bare:
    """Return an app that is connected to nothing yet."""
    app = AsyncApp(client=client, signing_secret=slack.signing_secret, process_before_response=True)
    bare = Bare(app)

    async def hear(event: Json) -> None:
        bare.heard.append(event)

    for name in ("message", "app_mention", "app_home_opened", "channel_left", "app_uninstalled"):
        app.event(name)(hear)
    return bare


@pytest.fixture
async def socket(slack: SlackApi, bare: Bare) -> AsyncIterator[AsyncSocketModeHandler]:
    """Connect the app through a websocket."""
    handler = AsyncSocketModeHandler(bare.app, slack.app_token, ping_interval=0.2)
    await handler.connect_async()
    await slack.connected()
    yield handler
    await handler.close_async()

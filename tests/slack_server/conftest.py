"""A stand-in for Slack, the real SDK, raw requests, and a bare Bolt app that notes events."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import ClientSession, web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack_api import Limits, SlackApi
from tests.servers.slack_api.world import Json

EVENTS = (
    "message",
    "app_mention",
    "app_home_opened",
    "app_uninstalled",
    "tokens_revoked",
    "channel_left",
    "group_archive",
    "member_joined_channel",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: Json
    headers: dict[str, str]

    @property
    def error(self) -> str | None:
        """The name of what went wrong."""
        return self.body.get("error")

    @property
    def reasons(self) -> str:
        """What exactly was wrong."""
        return " ".join(self.body.get("response_metadata", {}).get("messages", ()))


@dataclass(slots=True)
class Requests:
    """Requests as any client could send them."""

    slack: SlackApi
    session: ClientSession

    async def call(self, method: str, token: str | None = None, **arguments: object) -> Answer:
        """Call a method of the Web API with a JSON body."""
        headers = {"Authorization": f"Bearer {self.slack.bot_token if token is None else token}"}
        address = self.slack.api + method
        async with self.session.post(address, json=arguments, headers=headers) as answer:
            return Answer(answer.status, await answer.json(), dict(answer.headers))

    async def post(self, url: str, **arguments: object) -> Answer:
        """Post to any URL of the stand-in."""
        async with self.session.post(url, json=arguments) as answer:
            return Answer(answer.status, await answer.json(), dict(answer.headers))


@dataclass(slots=True)
class Bare:
    """A Bolt app that notes every event, in the order in which it heard them."""

    app: AsyncApp
    heard: list[Json] = field(default_factory=list)
    attempts: list[str | None] = field(default_factory=list)
    """The retry header of each."""
    deaf: bool = False
    """Whether it fails instead."""
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    """Waited for before anything is acknowledged."""

    def kinds(self) -> list[str]:
        """Return the subtype, or else the type, of everything it heard."""
        return [str(event.get("subtype", event["type"])) for event in self.heard]

    def texts(self) -> list[str]:
        """Return the words of every message."""
        return [str(event.get("text", "")) for event in self.heard]


@pytest.fixture
async def slack() -> AsyncIterator[SlackApi]:
    """Serve a workspace without limits."""
    server = SlackApi()
    server.limits = Limits.off()
    async with server.serving():
        yield server


@pytest.fixture
async def raw(slack: SlackApi) -> AsyncIterator[Requests]:
    """Return raw requests."""
    async with ClientSession() as session:
        yield Requests(slack, session)


@pytest.fixture
def client(slack: SlackApi) -> AsyncWebClient:
    """Return the real client, without retries."""
    return AsyncWebClient(token=slack.bot_token, base_url=slack.api, retry_handlers=[])


@pytest.fixture
def bare(slack: SlackApi, client: AsyncWebClient) -> Bare:
    """Return an app that is connected to nothing yet."""
    app = AsyncApp(client=client, signing_secret=slack.signing_secret, process_before_response=True)
    bare = Bare(app)
    bare.gate.set()

    async def hear(event: Json, request: object) -> None:
        await bare.gate.wait()
        if bare.deaf:
            raise RuntimeError("not stored")
        bare.heard.append(event)
        headers: dict[str, list[str]] = getattr(request, "headers", {})
        bare.attempts.append(headers.get("x-slack-retry-num", [None])[0])

    for name in EVENTS:
        app.event(name)(hear)
    return bare


@pytest.fixture
async def socket(slack: SlackApi, bare: Bare) -> AsyncIterator[AsyncSocketModeHandler]:
    """Connect the app through a websocket."""
    handler = AsyncSocketModeHandler(bare.app, slack.app_token, ping_interval=0.1)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await slack.connected()
    yield handler
    await handler.close_async()  # type: ignore[no-untyped-call]


@pytest.fixture
async def http(slack: SlackApi, bare: Bare) -> AsyncIterator[str]:
    """Serve the app at a URL, and let everything be sent there."""
    runner = web.AppRunner(bare.app.web_app("/slack/events"), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    url = f"http://{host}:{port}/slack/events"
    slack.deliver_to(url)
    yield url
    await runner.cleanup()


def mrkdwn(text: str) -> Json:
    """Return a section of mrkdwn."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def plain(text: str) -> Json:
    """Return a text object."""
    return {"type": "plain_text", "text": text}


def button(name: str = "go", text: str = "Go", **more: object) -> Json:
    """Return an actions block with a button."""
    element = {"type": "button", "action_id": name, "text": plain(text), **more}
    return {"type": "actions", "block_id": "row", "elements": [element]}


def field_of(name: str, element: Json | None = None, **more: object) -> Json:
    """Return an input block."""
    element = element or {"type": "plain_text_input", "action_id": "value"}
    label = plain(name.title())
    return {"type": "input", "block_id": name, "label": label, "element": element, **more}


def modal(*blocks: Json, **more: object) -> Json:
    """Return a modal with a button to send it."""
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain("A form"),
        "submit": plain("Send"),
        "blocks": list(blocks) or [mrkdwn("Hello")],
        **more,
    }

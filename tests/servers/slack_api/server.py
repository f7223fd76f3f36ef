"""A loopback stand-in of Slack for the real SDK and Bolt: Web API, Socket Mode, signed requests.

It listens on 127.0.0.1 alone, and is as strict as the service where an app could get it wrong.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from tests.servers.slack_api import manifests, oauth, response_urls
from tests.servers.slack_api.by_http import Request
from tests.servers.slack_api.deliveries import Carried, Delivery
from tests.servers.slack_api.gate import Gate
from tests.servers.slack_api.interacting import Interacting
from tests.servers.slack_api.refusals import Refused
from tests.servers.slack_api.seeing import Seeing
from tests.servers.slack_api.signing import signed
from tests.servers.slack_api.talking import Talking
from tests.servers.slack_api.world import Json, Workspace, workspace

BIGGEST = 64 * 1024 * 1024
"""Bytes of an upload."""


class SlackApi(Talking, Interacting, Seeing):
    """The server, what people do there, and all that it saw."""

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["SlackApi"]:
        """Listen on a free port of the loopback interface until the block ends."""
        app = web.Application(client_max_size=BIGGEST)
        gate = Gate(self)
        app.router.add_route("*", "/api/{method}", gate.handle)
        app.router.add_get("/link/", self.sockets.connect)
        app.router.add_get("/oauth/v2/authorize", self._authorize)
        app.router.add_post("/upload/v1/{ticket}", self._upload)
        app.router.add_get("/files-pri/{key}/{tail:.*}", self._download)
        app.router.add_get("/login", self._login)
        for kind in ("commands", "actions", "app"):
            app.router.add_post(f"/{kind}/{{team}}/{{id}}", self._response_url)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        try:
            yield self
        finally:
            await self.sending.close()
            await self.sockets.drop()
            await self.poster.close()
            await runner.cleanup()

    @property
    def api(self) -> str:
        """The base URL of the Web API."""
        return f"{self.url}/api/"

    @property
    def authorize_url(self) -> str:
        """The page on which a person consents."""
        return f"{self.url}/oauth/v2/authorize"

    # What goes where.

    def deliver_to(
        self, url: str = "", *, events: str = "", interactivity: str = "", commands: str = ""
    ) -> None:
        """Send everything as signed requests from now on."""
        self.poster.urls["events_api"] = events or url
        self.poster.urls["interactive"] = interactivity or url
        self.poster.urls["slash_commands"] = commands or url
        self.sending.carrier = self.poster

    def deliver_by_socket(self) -> None:
        """Send everything through websockets from now on."""
        self.sending.carrier = self.sockets

    async def verify_url(self) -> bool:
        """Ask the events URL to echo a challenge, as Slack does when it is configured."""
        payload = {
            "type": "url_verification",
            "token": "verification-token",
            "challenge": "echo me",
        }
        delivery = Delivery(wrapping="events_api", name="url_verification", payload=payload)
        carried = await self.poster.carry(delivery, 0, "")
        return carried.acked and "echo me" in (
            carried.body.get("challenge"),
            carried.body.get("text"),
        )

    @property
    def ack_within(self) -> float:
        """Seconds that the app has for an ack."""
        return self.sockets.ack_within

    @ack_within.setter
    def ack_within(self, seconds: float) -> None:
        self.sockets.ack_within = self.poster.ack_within = seconds

    @property
    def retry_after(self) -> tuple[float, ...]:
        """Seconds before each further attempt, by the clock of the stand-in."""
        return self.sending.retry_after

    @retry_after.setter
    def retry_after(self, pauses: tuple[float, ...]) -> None:
        self.sending.retry_after = pauses

    async def connected(self, times: int = 1, timeout: float = 10.0) -> None:  # noqa: ASYNC109
        """Wait until there were so many connections and one is open; raises TimeoutError."""
        await self.wait_until(lambda: self.sockets.opened >= times and self.sockets.open, timeout)

    def hold_deliveries(self) -> None:
        """Keep events back until they are released."""
        self.sending.held = []

    async def release(self, *, reverse: bool = False) -> None:
        """Send what was kept back, the newest first if so wished."""
        self.sending.release(reverse=reverse)

    async def redeliver(self, delivery: Delivery) -> Carried:
        """Send the same once more, under the same event id."""
        return await self.sending.again(delivery)

    async def retry_now(self, timeout: float = 10.0) -> None:  # noqa: ASYNC109
        """Make every retry that is due later, now, and wait for what becomes of it."""
        hurried = self.sending.hurry()
        await self.wait_until(
            lambda: all(len(one.attempts) > before for one, before in hurried), timeout
        )

    def sign(self, body: bytes, at: float, secret: str | None = None) -> dict[str, str]:
        """Return the headers that prove that a body comes from here."""
        return signed(secret or self.signing_secret, at, body)

    def requests(self) -> list[Request]:
        """Return the signed requests that were sent, without their signatures."""
        return list(self.poster.sent)

    async def go_down(self) -> None:
        """Answer nothing and let nobody connect, until the service comes back."""
        self.trouble.down = self.sockets.refuse = True
        await self.sockets.drop()

    def come_back(self) -> None:
        """Answer again."""
        self.trouble.down = self.sockets.refuse = False

    # What the app is.

    def install_manifest(self, manifest: Json) -> None:
        """Grant and deliver what a manifest declares and no more; raises ValueError."""
        if problems := manifests.problems(manifest):
            raise ValueError("; ".join(problems))
        what = manifests.declared(manifest)
        self.granted, self.subscribed = what.scopes, what.events
        self.commands, self.shortcuts = what.commands, what.shortcuts
        self.home_enabled, self.messages_tab = what.home, what.messages

    def add_workspace(self, id_: str, name: str, *, installed: bool = False) -> Workspace:
        """Add a workspace, with people and a channel of its own."""
        self.workspaces[id_] = workspace(id_, name, installed=installed)
        return self.workspaces[id_]

    # Pages that are no Web API.

    async def _authorize(self, request: web.Request) -> web.Response:
        status, text = oauth.authorize(self, dict(request.query))
        if status == web.HTTPFound.status_code:
            return web.Response(status=status, headers={"Location": text})
        return web.Response(status=status, text=text)

    async def _response_url(self, request: web.Request) -> web.Response:
        return await response_urls.answer(self, request)

    async def _upload(self, request: web.Request) -> web.Response:
        team, _, id_ = request.match_info["ticket"].partition("-")
        content = await request.read()
        if self.uploads.get(id_) != len(content):
            return web.Response(status=400, text="the length is not what was announced")
        self.workspaces[team].files[id_].content = content
        return web.Response(text=f"OK - {len(content)}")

    async def _download(self, request: web.Request) -> web.Response:
        team, _, id_ = request.match_info["key"].partition("-")
        space = self.workspaces.get(team)
        file = space.files.get(id_) if space else None
        try:
            value = request.headers.get("Authorization", "").removeprefix("Bearer").strip()
            token = self.keys.find(value, self.clock.now())
            allowed = token.team == team and "files:read" in self.granted
        except Refused:
            allowed = False
        if not allowed or file is None:
            return web.Response(status=302, headers={"Location": "/login"})
        self.record.used_scopes.add("files:read")
        return web.Response(body=file.content, content_type=file.mimetype)

    async def _login(self, _request: web.Request) -> web.Response:
        return web.Response(text="<html><body>Sign in</body></html>", content_type="text/html")

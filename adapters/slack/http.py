"""Requests from Slack over HTTP: events, interactivity, commands; and the installation."""

from collections.abc import Callable, Sequence
from time import time
from typing import TYPE_CHECKING

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow

from adapters.slack.gate import SIGNATURE, TIMESTAMP, Gate, well_formed

if TYPE_CHECKING:
    from adapters.slack.bolt import Reception

log = structlog.get_logger(__name__)

EVENTS = "/slack/events"
INSTALL = "/slack/install"
CALLBACK = "/slack/oauth_redirect"

MOST = 1024 * 1024
"""Bytes of a request; a modal, the largest thing that Slack sends, has 250,000."""


class Door:
    """The routes; requests are taken while there is a reception, else sent away for later."""

    def __init__(
        self,
        signing_secret: str,
        flow: Callable[[], AsyncOAuthFlow] | None,
        now: Callable[[], float] = time,
    ) -> None:
        self.reception: Reception | None = None
        self._gate = Gate(signing_secret, now)
        self._flow = flow

    def routes(self) -> Sequence[web.RouteDef]:
        """Return what is served."""
        found = [web.post(EVENTS, self.events)]
        if self._flow is not None:
            found += [web.get(INSTALL, self.install), web.get(CALLBACK, self.installed)]
        return found

    async def events(self, request: web.Request) -> web.Response:
        """Take what Slack reports."""
        if request.content_length is not None and request.content_length > MOST:
            return _refuse(413, "too large")
        try:
            body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return _refuse(413, "too large")
        signature = request.headers.get(SIGNATURE, "")
        why = self._gate.refuses(body, request.headers.get(TIMESTAMP, ""), signature)
        if why is not None:
            return _refuse(401, why)
        if not well_formed(body.decode(), request.content_type):
            return _refuse(400, "malformed")
        if self.reception is None:
            return web.Response(status=503)
        answer = await self.reception.app.async_dispatch(await to_bolt_request(request))
        if answer.status == 200:  # noqa: PLR2004 - HTTP
            self._gate.took(signature)
        return await to_aiohttp_response(answer)

    async def install(self, request: web.Request) -> web.Response:
        """Send an admin of a workspace to Slack's page of consent."""
        if self._flow is None:
            return web.Response(status=404)
        answer = await self._flow().handle_installation(await to_bolt_request(request))
        return await to_aiohttp_response(answer)

    async def installed(self, request: web.Request) -> web.Response:
        """Take an admin back, with a token for their workspace."""
        if self._flow is None:
            return web.Response(status=404)
        answer = await self._flow().handle_callback(await to_bolt_request(request))
        return await to_aiohttp_response(answer)


def _refuse(status: int, why: str) -> web.Response:
    log.warning("request refused", status=status, why=why)
    return web.Response(status=status)

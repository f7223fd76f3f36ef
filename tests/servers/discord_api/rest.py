"""The HTTP side: what every request passes before and after its own handler."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from aiohttp import BodyPartReader, web

from tests.servers.discord_api.core import TOKEN, Core
from tests.servers.discord_api.rules_messages import LARGEST_FILE
from tests.servers.discord_api.spec import official
from tests.servers.discord_api.trouble import Trouble
from tests.servers.discord_api.wire import (
    EMPTY_MESSAGE,
    INVALID_FORM_BODY,
    INVALID_JSON,
    TOO_LARGE,
    Refused,
    Request,
    Upload,
    Violation,
    invalid,
)

PREFIX = "/api/v10"
BY_TOKEN_IN_PATH = ("/interactions/", "/webhooks/")

BAD_BODIES = (EMPTY_MESSAGE, INVALID_FORM_BODY, INVALID_JSON, TOO_LARGE)

Handler: TypeAlias = Callable[[Core, Request], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Route:
    """One operation; None as its result is a 204."""

    method: str
    path: str
    handler: Handler


class _Cut(Exception):
    """The connection ends without an answer."""


class Rest:
    """Answers requests, by the routes that it is given."""

    def __init__(self, core: Core, routes: tuple[Route, ...]) -> None:
        self._core = core
        self._routes = routes

    def mount(self, app: web.Application) -> None:
        """Add all operations to a web application."""
        for route in self._routes:
            app.router.add_route(route.method, PREFIX + route.path, self._serve(route))
        app.router.add_route("*", PREFIX + "/{rest:.*}", self._serve(None))

    def _serve(self, route: Route | None) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def serve(http: web.Request) -> web.Response:
            request = Request(
                method=http.method,
                route=route.path if route else http.path.removeprefix(PREFIX),
                path=http.path.removeprefix(PREFIX),
                params=dict(http.match_info),
                query=dict(http.query),
                at=self._core.clock.now(),
            )
            self._core.requests.append(request)
            try:
                return await self._answer(http, request, route)
            except _Cut:
                assert http.transport
                http.transport.abort()
                return web.Response()
            except Exception as mistake:
                self._violated(request, f"the stand-in itself failed: {mistake!r}")
                raise
            finally:
                self._core.changed()

        return serve

    async def _answer(
        self, http: web.Request, request: Request, route: Route | None
    ) -> web.Response:
        headers: dict[str, str] = {}
        try:
            await _read(http, request)
            trouble = await self._troubled(request)
            if not trouble.status:
                headers, limited = self._core.limits.check(request)
                trouble = limited or trouble
            if trouble.status:
                return _reply(
                    request, trouble.status, trouble.body, headers | dict(trouble.headers)
                )
            self._authorised(http, request)
            result = await self._handled(request, route)
        except Refused as refused:
            self._record(request, refused)
            return _reply(request, refused.status, refused.body(), headers)
        if trouble.cut:
            raise _Cut
        return _reply(request, 204 if result is None else 200, result, headers)

    async def _troubled(self, request: Request) -> Trouble:
        trouble = self._core.trouble.take(request)
        if trouble.until is not None:
            await trouble.until.wait()
        await asyncio.sleep(trouble.delay)
        if trouble.cut and not trouble.done:
            raise _Cut
        return trouble

    def _authorised(self, http: web.Request, request: Request) -> None:
        if request.route.startswith(BY_TOKEN_IN_PATH):
            return
        if http.headers.get("Authorization") != f"Bot {TOKEN}":
            raise Refused(status=401, code=0, message="401: Unauthorized")

    async def _handled(self, request: Request, route: Route | None) -> Any:
        if route is None:
            self._violated(request, "the stand-in knows no such operation")
            raise Refused(status=404, code=0, message="404: Not Found")
        self._as_described(request)
        # A handler makes its own of what was sent; the record of it stays as it was.
        return await route.handler(self._core, replace(request, body=deepcopy(request.body)))

    def _as_described(self, request: Request) -> None:
        spec = official()
        if spec is None or request.body is None:
            return
        if problems := spec.problems(request.method, request.route, request.body):
            raise invalid(*problems)
        for name in spec.ignored(request.method, request.route, request.body):
            self._violated(request, f"{name}: Discord knows no such field and ignores it")

    def _record(self, request: Request, refused: Refused) -> None:
        request.code = refused.code
        for problem in refused.problems:
            self._violated(request, str(problem))
        if refused.code in BAD_BODIES and not refused.problems:
            self._violated(request, refused.message)

    def _violated(self, request: Request, problem: str) -> None:
        found = Violation(method=request.method, route=request.route, problem=problem)
        self._core.violations.append(found)


async def _read(http: web.Request, request: Request) -> None:
    if http.content_type == "multipart/form-data":
        async for part in await http.multipart():
            assert isinstance(part, BodyPartReader)
            data = bytes(await part.read())
            if part.name == "payload_json":
                request.body = _parsed(data)
            else:
                index = (part.name or "").removeprefix("files[").removesuffix("]")
                request.files.append(Upload(index=index, name=part.filename or "", data=data))
        if sum(len(file.data) for file in request.files) > LARGEST_FILE:
            raise Refused(status=413, code=TOO_LARGE, message="Request entity too large")
    elif data := await http.read():
        request.body = _parsed(data)


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        message = "The request body contains invalid JSON."
        raise Refused(status=400, code=INVALID_JSON, message=message) from None


def _reply(request: Request, status: int, body: Any, headers: dict[str, str]) -> web.Response:
    request.status = status
    if isinstance(body, dict) and status >= 400:
        request.code = body.get("code", 0)
    headers = {"Via": "1.1 google", **headers} if status != 429 else headers
    if isinstance(body, str):
        return web.Response(status=status, text=body, content_type="text/html", headers=headers)
    if status == 204:
        return web.Response(status=204, headers=headers)
    # discord.py reads the body as JSON only where the type has no charset.
    headers = {**headers, "Content-Type": "application/json"}
    return web.Response(status=status, body=json.dumps(body), headers=headers)

"""Where every call of the Web API comes in: token, trouble, limits, scopes, arguments, record."""

import asyncio
import re
from base64 import b64decode
from email.utils import formatdate
from http import HTTPStatus
from typing import TYPE_CHECKING

from aiohttp import web

from tests.servers.slack_api.caller import Caller
from tests.servers.slack_api.methods import METHODS, Method
from tests.servers.slack_api.reading_mode import Reading
from tests.servers.slack_api.record import Call
from tests.servers.slack_api.refusals import Refused, invalid
from tests.servers.slack_api.service import Service
from tests.servers.slack_api.trouble import Trouble
from tests.servers.slack_api.world import Json

if TYPE_CHECKING:
    from tests.servers.slack_api.limits import Tier

ARGUMENT = re.compile(r"[A-Za-z0-9_]{1,50}")
ANYWHERE = frozenset({"token", "team_id"})
"""Arguments that every method takes; `team_id` is for tokens of a whole organisation."""
SLOWED = frozenset({"conversations.history", "conversations.replies"})


class Gate:
    """Answers `/api/{method}`."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        name = request.match_info["method"]
        trouble = self._service.trouble.take(name)
        await asyncio.sleep(trouble.delay)
        if trouble.gate is not None:
            await trouble.gate.wait()
        if trouble.cut == "before":
            return _cut(request)
        status, body, headers = await self._answer(name, request, trouble)
        self._service.watch.stir()
        if trouble.cut == "after":
            return _cut(request)
        if trouble.page:
            page = trouble.page
            return web.Response(status=trouble.status, text=page, content_type="text/html")
        return web.json_response(body, status=status, headers=headers)

    async def _answer(
        self, name: str, request: web.Request, trouble: Trouble
    ) -> tuple[int, Json, dict[str, str]]:
        arguments: Json = {}
        caller: Caller | None = None
        scopes: frozenset[str] = frozenset()
        status, headers = trouble.status, dict[str, str]()
        error: str | None
        try:
            arguments = await _arguments(request)
            method = _method(name)
            caller = self._caller(request, method)
            _refuse(trouble)
            self._limit(name, method, caller)
            scopes = self._scopes(method, caller, arguments)
            self._check(name, method, arguments)
            body = method.handler(self._service, caller, arguments)
            error = None
        except Refused as no:
            body, error = no.body(), no.error
            if (pause := body.pop("retry_after", None)) is not None:
                status = HTTPStatus.TOO_MANY_REQUESTS
                headers["Retry-After"] = str(pause)
        headers["Date"] = formatdate(self._service.clock.now(), usegmt=True)
        if caller is not None and caller.token is not None:
            headers["X-OAuth-Scopes"] = ",".join(sorted(self._granted(caller)))
            headers["X-Accepted-OAuth-Scopes"] = ",".join(sorted(scopes))
        call = Call(
            method=name,
            arguments=arguments,
            team=caller.space.id if caller and caller.space else None,
            at=self._service.clock.now(),
            scopes=scopes if error is None else frozenset(),
            error=error,
            status=status,
        )
        self._service.record.calls.append(call)
        return status, body, headers

    def _caller(self, request: web.Request, method: Method) -> Caller:
        header = request.headers.get("Authorization", "")
        if header.startswith("Basic "):
            login, _, password = b64decode(header.removeprefix("Basic ")).decode().partition(":")
            return Caller(token=None, space=None, basic=(login, password))
        if not method.token:
            return Caller(token=None, space=None)
        value = header.removeprefix("Bearer").strip()
        if "token" in request.query:
            self._service.record.violate("token_in_url", request.path)
        token = self._service.keys.find(value, self._service.clock.now())
        if token.kind != method.token:
            raise Refused("not_allowed_token_type")
        space = self._service.workspaces[token.team] if token.team else None
        return Caller(token=token, space=space)

    def _limit(self, name: str, method: Method, caller: Caller) -> None:
        slow = name in SLOWED and self._service.reading is Reading.SLOW
        tier: Tier = "slow" if slow else method.tier
        team = caller.space.id if caller.space else ""
        pause = self._service.limits.check(name, team, tier, self._service.elapsed())
        if pause is not None:
            raise Refused("ratelimited", retry_after=pause)

    def _granted(self, caller: Caller) -> frozenset[str]:
        if caller.token is None or caller.token.scopes is None:
            return self._service.granted
        return caller.token.scopes

    def _scopes(self, method: Method, caller: Caller, arguments: Json) -> frozenset[str]:
        needed, provided = method.scopes(self._service, arguments), self._granted(caller)
        if needed - provided:
            raise Refused(
                "missing_scope",
                needed=",".join(sorted(needed)),
                provided=",".join(sorted(provided)),
            )
        return needed

    def _check(self, name: str, method: Method, arguments: Json) -> None:
        for argument in arguments:
            if not ARGUMENT.fullmatch(argument):
                raise Refused("invalid_arg_name")
            if argument not in method.required | method.optional | ANYWHERE:
                self._service.record.violate("unknown_argument", f"{name}: {argument}")
        missing = sorted(one for one in method.required if arguments.get(one) in (None, ""))
        if missing:
            raise invalid(*(f"missing required field: {one}" for one in missing))


def _refuse(trouble: Trouble) -> None:
    if trouble.error:
        pause = trouble.retry_after
        raise Refused(trouble.error, **({} if pause is None else {"retry_after": pause}))
    if trouble.page:
        raise Refused(f"http_{trouble.status}")


def _method(name: str) -> Method:
    if name not in METHODS:
        raise Refused("unknown_method")
    return METHODS[name]


async def _arguments(request: web.Request) -> Json:
    found: Json = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = await request.json()
        except ValueError:
            raise Refused("invalid_json") from None
        if not isinstance(body, dict):
            raise Refused("json_not_object")
        return found | body
    if request.content_type == "application/x-www-form-urlencoded":
        form = await request.post()
        return found | {key: value for key, value in form.items() if isinstance(value, str)}
    return found


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()

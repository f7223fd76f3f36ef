"""A loopback stand-in of the Messages API for the real SDK, as strict as the real one.

It listens on 127.0.0.1 alone. `script` holds what goes wrong with the next requests, in order; with
an empty script its `mind` answers.
"""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from tests.servers.api_cache import PromptCache, tokens
from tests.servers.api_rules import MODELS, VERSION, Invalid, Json, Model, check
from tests.servers.api_wire import broken, info, stream
from tests.servers.minds import Asked, Mind, reply, understand

KEY = "sk-ant-test-not-a-key"

THOUGHT_TOKENS = 300
"""Billed for thinking with every reply that has a thinking block."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What happens to one request."""

    status: int = 200
    error: str = ""
    """Type of the error in the body; a status other than 200 needs one."""
    message: str = "an error of the stand-in"
    code: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    delay: float = 0.0
    """Seconds before anything is sent."""
    cut: bool = False
    """The connection ends in the middle of the body."""
    stop: str = "end_turn"
    text: str | None = None
    """Said instead of what the mind says."""
    change: Callable[[Json], None] | None = None
    """Spoils the reply of the mind."""
    page: str = ""
    """Sent instead of a message, as a proxy would."""
    overload: bool = False
    """A stream breaks off with an error event after its first words."""


def rate_limited(retry_after: str | None = None) -> Turn:
    """Return a 429, with the pause that it asks for."""
    headers = () if retry_after is None else (("retry-after", retry_after),)
    return Turn(status=429, error="rate_limit_error", headers=headers)


def _unasked(asked: Asked) -> Json:
    return reply(asked, {}, {}, {})


def _silent(body: Json) -> Json:
    del body
    return {"ask": "", "facts": []}


def _grades(body: Json) -> bool:
    """Return whether a request asks for a grade: its schema has verdicts."""
    return '"verdict"' in json.dumps(body["output_config"])


@dataclass(slots=True)
class MessagesApi:
    """The server and all that it saw."""

    mind: Mind = _unasked
    interviews: Callable[[Json], Json] = _silent
    """What is said to requests that ask for no grade."""
    script: deque[Turn] = field(default_factory=deque)
    models: dict[str, Model] = field(default_factory=lambda: dict(MODELS))
    bodies: list[Json] = field(default_factory=list)
    """Every request that was let in, oldest first."""
    usages: list[Json] = field(default_factory=list)
    attempts: int = 0
    """Every request, also those that were refused."""
    url: str = ""
    every_delay: float = 0.0
    skipped: float = 0.0
    """Seconds that the cache believes to have passed, besides those that did."""
    cache: PromptCache = field(init=False)

    def __post_init__(self) -> None:
        """Give the cache a clock that tests can put forward."""
        self.cache = PromptCache(lambda: asyncio.get_running_loop().time() + self.skipped)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["MessagesApi"]:
        """Listen on a free port of the loopback interface until the block ends."""
        app = web.Application()
        app.router.add_post("/v1/messages", self._messages)
        app.router.add_get("/v1/models", self._models)
        app.router.add_get("/v1/models/{model}", self._model)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        self.attempts += 1
        if refused := self._refused(request):
            return refused
        body = await request.json()
        model = self.models.get(str(body.get("model")))
        if model is None or model.lifecycle == "retired":
            return self._error(404, "not_found_error", f"model: {body.get('model')}")
        try:
            check(body, model)
        except Invalid as invalid:
            return self._error(400, "invalid_request_error", str(invalid))
        self.bodies.append(body)
        turn = self.script.popleft() if self.script else Turn()
        await asyncio.sleep(turn.delay + self.every_delay)
        if turn.status != 200:
            return self._error(turn.status, turn.error, turn.message, turn.code, turn.headers)
        if turn.page:
            return web.Response(text=turn.page, content_type="text/html")
        message = self._message(body, model, turn)
        if turn.cut:
            return await broken(request, message, self._headers())
        if body.get("stream"):
            return await stream(request, message, self._headers(), overload=turn.overload)
        return web.json_response(message, headers=self._headers())

    def _message(self, body: Json, model: Model, turn: Turn) -> Json:
        usage = self.cache.account(body, model)
        text, stop = self._said(body, turn), turn.stop
        thinking = body.get("thinking") or {}
        assert isinstance(thinking, dict)
        thought = THOUGHT_TOKENS if thinking.get("type") in ("adaptive", "enabled") else 0
        limit = body["max_tokens"]
        assert isinstance(limit, int)
        if thought + tokens(text) > limit or stop == "max_tokens":
            text, stop = text[: min(len(text) // 2, 3 * limit)], "max_tokens"
        content: list[Json] = []
        if thought:
            content.append({"type": "thinking", "thinking": "", "signature": "c2lnbmVk"})
        if stop != "refusal":
            content.append({"type": "text", "text": text})
        usage |= {
            "output_tokens": thought + tokens(text),
            "output_tokens_details": {"thinking_tokens": thought},
            "service_tier": "standard",
        }
        self.usages.append(usage)
        details = {"type": "refusal", "category": "frontier_llm", "explanation": None}
        return {
            "id": f"msg_{self.attempts:06}",
            "type": "message",
            "role": "assistant",
            "model": model.id,
            "content": content,
            "stop_reason": stop,
            "stop_sequence": None,
            "stop_details": details if stop == "refusal" else None,
            "usage": usage,
        }

    def _said(self, body: Json, turn: Turn) -> str:
        if turn.text is not None:
            return turn.text
        if turn.stop == "refusal":
            return ""
        said = self.mind(understand(body)) if _grades(body) else self.interviews(body)
        if turn.change is not None:
            turn.change(said)
        return json.dumps(said, ensure_ascii=False)

    def _refused(self, request: web.Request) -> web.Response | None:
        if request.headers.get("anthropic-version") != VERSION:
            return self._error(400, "invalid_request_error", "anthropic-version: unexpected value")
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            return self._error(401, "authentication_error", "invalid bearer token")
        return None

    async def _models(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        data = [info(model) for model in self.models.values()]
        ends = {"has_more": False, "first_id": data[0]["id"], "last_id": data[-1]["id"]}
        return web.json_response({"data": data, **ends}, headers=self._headers())

    async def _model(self, request: web.Request) -> web.Response:
        if refused := self._refused(request):
            return refused
        model = self.models.get(request.match_info["model"])
        if model is None:
            return self._error(404, "not_found_error", "model: not found")
        return web.json_response(info(model), headers=self._headers())

    def _headers(self) -> dict[str, str]:
        return {"request-id": f"req_{self.attempts:06}"}

    def _error(
        self,
        status: int,
        kind: str,
        message: str,
        code: str = "",
        headers: tuple[tuple[str, str], ...] = (),
    ) -> web.Response:
        error: Json = {"type": kind, "message": message}
        if code:
            error["details"] = {"error_code": code}
        body = {"type": "error", "error": error, "request_id": f"req_{self.attempts:06}"}
        return web.json_response(body, status=status, headers={**self._headers(), **dict(headers)})

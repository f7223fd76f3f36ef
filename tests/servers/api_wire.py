"""Bodies of the stand-in: a model's card, a stream of events, and a body that breaks off."""

import json
from collections.abc import Mapping

from aiohttp import web

from tests.servers.api_rules import Json, Model

CHUNK = 200
"""Characters of one event of a stream."""


async def stream(
    request: web.Request, message: Json, headers: Mapping[str, str], *, overload: bool
) -> web.StreamResponse:
    """Send a message as events; with `overload` an error comes after the first words."""
    response = web.StreamResponse(headers={**headers, "Content-Type": "text/event-stream"})
    await response.prepare(request)

    async def send(kind: str, data: Json) -> None:
        text = f"event: {kind}\ndata: {json.dumps({'type': kind, **data})}\n\n"
        await response.write(text.encode())

    content = message["content"]
    assert isinstance(content, list)
    await send("message_start", {"message": {**message, "content": [], "stop_reason": None}})
    for index, block in enumerate(content):
        kind = str(block["type"])
        words = str(block[kind])
        await send("content_block_start", {"index": index, "content_block": {**block, kind: ""}})
        for at in range(0, len(words), CHUNK):
            delta = {"type": f"{kind}_delta", kind: words[at : at + CHUNK]}
            await send("content_block_delta", {"index": index, "delta": delta})
            if overload:
                await send(
                    "error", {"error": {"type": "overloaded_error", "message": "Overloaded"}}
                )
                return response
        await send("content_block_stop", {"index": index})
    end = {"stop_reason": message["stop_reason"], "stop_sequence": None}
    await send("message_delta", {"delta": end, "usage": message["usage"]})
    await send("message_stop", {})
    return response


async def broken(
    request: web.Request, message: Json, headers: Mapping[str, str]
) -> web.StreamResponse:
    """Send half of a message and cut the connection."""
    text = json.dumps(message).encode()
    sizes = {"Content-Type": "application/json", "Content-Length": str(len(text))}
    response = web.StreamResponse(headers={**headers, **sizes})
    await response.prepare(request)
    await response.write(text[: len(text) // 2])
    if request.transport is not None:
        request.transport.abort()
    return response


def info(model: Model) -> Json:
    """Return a model's card: its life cycle and what it can do."""
    yes, no = {"supported": True}, {"supported": False}
    types = {
        kind: yes if kind in model.thinking else no
        for kind in ("adaptive", "between_tools", "disabled", "enabled")
    }
    effort = dict.fromkeys(("low", "medium", "high", "max"), yes if model.effort else no)
    return {
        "id": model.id,
        "type": "model",
        "display_name": model.id,
        "created_at": "2026-10-07T00:00:00Z",
        "lifecycle": model.lifecycle,
        "retires_at": model.retires_at,
        "deprecated_at": None,
        "max_tokens": model.max_tokens,
        "max_input_tokens": 1_000_000,
        "capabilities": {
            "structured_outputs": {"supported": model.structured},
            "effort": {"supported": model.effort, **effort},
            "thinking": {"supported": True, "types": types},
        },
    }

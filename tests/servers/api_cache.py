"""The prompt cache of the stand-in: exact prefixes, a shortest length, and five minutes."""

import hashlib
import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.servers.api_rules import Json, Model

CHARS_PER_TOKEN = 3.1
"""English in the tokenizer of the 5.5 models: the usual four, less 30 % (an estimate)."""

TTL = {"5m": 300.0, "1h": 3600.0}


def tokens(text: str) -> int:
    """Return about how many tokens a text has; characters outside ASCII count one each."""
    ascii_only = len(text.encode("ascii", "ignore"))
    return math.ceil(ascii_only / CHARS_PER_TOKEN) + len(text) - ascii_only


@dataclass(slots=True)
class PromptCache:
    """Prefixes that were sent and are still kept."""

    now: Callable[[], float]
    kept: dict[str, float] = field(default_factory=dict)

    def account(self, body: Json, model: Model) -> Json:
        """Return the input side of `usage` for a request, and keep what it marks."""
        marks = list(_marks(body))
        total = _length(body)
        read = wrote = 0
        usable = [mark for mark in marks if mark[1] >= model.shortest_cached]
        for key, length, ttl in usable:
            name = f"{model.id}/{key}"
            if self.kept.get(name, -1.0) >= self.now():
                read = max(read, length)
            self.kept[name] = self.now() + ttl
        if usable:
            wrote = max(length for _, length, _ in usable) - read
        return {
            "input_tokens": total - read - wrote,
            "cache_read_input_tokens": read,
            "cache_creation_input_tokens": wrote,
            "cache_creation": {
                "ephemeral_5m_input_tokens": wrote,
                "ephemeral_1h_input_tokens": 0,
            },
        }


def _marks(body: Json) -> Iterator[tuple[str, int, float]]:
    """Yield digest, tokens and life of each prefix that ends at a breakpoint."""
    shape = {name: body.get(name) for name in ("tools", "thinking", "output_config")}
    digest = hashlib.sha256(json.dumps(shape).encode())
    length = 0
    for block in _sent(body):
        bare = {name: value for name, value in block.items() if name != "cache_control"}
        digest.update(json.dumps(bare, ensure_ascii=False).encode(errors="replace"))
        length += tokens(str(block.get("text", "")))
        control = block.get("cache_control")
        if isinstance(control, dict):
            yield digest.hexdigest(), length, TTL[str(control.get("ttl", "5m"))]


def _length(body: Json) -> int:
    return sum(tokens(str(block.get("text", ""))) for block in _sent(body))


def _sent(body: Json) -> Iterator[Json]:
    """Yield every block in the order in which it is read: system, then messages."""
    yield from _blocks(body.get("system", []))
    messages = body.get("messages")
    for message in messages if isinstance(messages, list) else []:
        yield from _blocks(message["content"])


def _blocks(content: object) -> list[Json]:
    if isinstance(content, str):
        return [{"type": "text", "text": content}]
    return list(content) if isinstance(content, list) else []

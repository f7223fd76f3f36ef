"""Discord's official OpenAPI description, where a folder with it is named by GREENROOM_SPECS."""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.servers.discord_api.wire import Json, Problem

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator, ValidationError

VARIABLE = "GREENROOM_SPECS"
FILE = "discord-openapi.json"

_IDS = frozenset("message_id channel_id guild_id recipient_id sku_id".split())
"""Fields that hold an id; sent as a number it is as good as in quotes."""

_HARMLESS = frozenset({"nsfw", "tts"})
"""Fields that discord.py always sends, though the description has them in some operations only."""

Steps = tuple[str | int, ...]


class Spec:
    """The request schemas of all operations, each compiled when it is first needed."""

    def __init__(self, document: Json) -> None:
        self._document = document
        self._validators: dict[tuple[str, str], Draft202012Validator | None] = {}

    def problems(self, method: str, route: str, body: object) -> list[Problem]:
        """Return where a body is not as described."""
        validator = self._validator(method, route)
        if validator is None:
            return []
        deepest = [_deepest(error) for error in validator.iter_errors(quoted(body))]
        return [
            Problem(tuple(one.instance_path), "OFFICIAL_DESCRIPTION", one.message[:300])
            for one in deepest
        ]

    def ignored(self, method: str, route: str, body: object) -> list[str]:
        """Return the fields of a body that the description does not know; Discord ignores them."""
        schema = self._schema(method, route)
        return [] if schema is None else list(self._unknown(body, [schema], ()))

    def _validator(self, method: str, route: str) -> "Draft202012Validator | None":
        from jsonschema_rs import Draft202012Validator  # noqa: PLC0415 - only where it is needed

        key = method, route
        if key not in self._validators:
            schema = self._schema(method, route)
            whole = schema and {"allOf": [schema], "components": self._document["components"]}
            self._validators[key] = Draft202012Validator(whole) if whole else None
        return self._validators[key]

    def _schema(self, method: str, route: str) -> Json | None:
        operation = self._document["paths"].get(route, {}).get(method.lower(), {})
        content = operation.get("requestBody", {}).get("content", {})
        schema: Json | None = content.get("application/json", {}).get("schema")
        return schema

    def _unknown(self, value: object, schemas: list[Json], path: Steps) -> Iterator[str]:
        flat = [one for schema in schemas for one in self._flat(schema)]
        if isinstance(value, list):
            items = [one["items"] for one in flat if isinstance(one.get("items"), dict)]
            for n, each in enumerate(value):
                yield from self._unknown(each, items, (*path, n))
        elif isinstance(value, dict):
            fitting = [one for one in flat if _fits(value, one)]
            open_ended = any(one.get("additionalProperties") for one in fitting)
            for key, each in value.items():
                known = [
                    one["properties"][key] for one in fitting if key in one.get("properties", ())
                ]
                if known:
                    yield from self._unknown(each, known, (*path, key))
                elif fitting and not open_ended and key not in _HARMLESS:
                    yield ".".join(map(str, (*path, key)))

    def _flat(self, schema: Json) -> Iterator[Json]:
        if "$ref" in schema:
            name = schema["$ref"].rsplit("/", 1)[1]
            yield from self._flat(self._document["components"]["schemas"][name])
        for kind in ("allOf", "anyOf", "oneOf"):
            for one in schema.get(kind, ()):
                yield from self._flat(one)
        if "properties" in schema or "items" in schema or "additionalProperties" in schema:
            yield schema


def _fits(value: Json, schema: Json) -> bool:
    kinds = schema.get("properties", {}).get("type", {}).get("enum")
    return kinds is None or value.get("type") in kinds


def _deepest(error: "ValidationError") -> "ValidationError":
    context: Any = getattr(error.kind, "context", None) or []
    inner = [_deepest(one) for branch in context for one in branch]
    return max([error, *inner], key=lambda one: len(one.instance_path))


def quoted(value: object, key: str = "") -> object:
    """Return a body with its ids in quotes, as the description wants them."""
    if isinstance(value, dict):
        body = {name: quoted(each, name) for name, each in value.items()}
        if key in ("attachments", "default_values") and isinstance(body.get("id"), int):
            body["id"] = str(body["id"])
        return body
    if isinstance(value, list):
        if key in ("users", "roles"):
            return [str(each) for each in value]
        return [quoted(each, key) for each in value]
    return str(value) if key in _IDS and isinstance(value, int) else value


@cache
def official() -> Spec | None:
    """Return the description, or None where there is none on this machine."""
    folder = os.environ.get(VARIABLE)
    path = Path(folder, FILE) if folder else None
    return Spec(json.loads(path.read_text())) if path and path.exists() else None

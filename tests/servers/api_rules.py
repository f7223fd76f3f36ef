"""What the Messages API of 2026-10-21 refuses, as far as a grader could get it wrong."""

from dataclasses import dataclass

VERSION = "2026-10-21"

PARAMETERS = frozenset(
    """model max_tokens messages cache_control container diagnostics inference_geo metadata
    output_config service_tier speed stop_sequences stream system thinking tool_choice tools
    user_profile_id workspace_id""".split()
)
REMOVED = frozenset({"temperature", "top_p", "top_k", "output_format", "prompt"})
KEYWORDS = frozenset(
    """type properties required additionalProperties items enum const anyOf allOf $ref $defs
    description title format minItems""".split()
)
FORMATS = frozenset("date-time time date duration email hostname uri ipv4 ipv6 uuid".split())
EFFORTS = frozenset({"low", "medium", "high", "xhigh", "max"})
MOST_OPTIONAL = 24
MOST_BREAKPOINTS = 4

Json = dict[str, object]


class Invalid(Exception):
    """The request gets a 400 with this sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model of the stand-in, with the limits of the real one of that name."""

    id: str
    shortest_cached: int = 512
    """Tokens below which nothing is cached, without any error."""
    thinking: frozenset[str] = frozenset({"adaptive", "disabled"})
    max_tokens: int = 128_000
    effort: bool = True
    lifecycle: str = "active"
    retires_at: str | None = None
    structured: bool = True


MODELS = {
    model.id: model
    for model in (
        Model(id="claude-haiku-5-5"),
        Model(id="claude-sonnet-5-5", thinking=frozenset({"adaptive", "between_tools"})),
        Model(id="claude-opus-5-5", thinking=frozenset({"adaptive"})),
        Model(
            id="claude-haiku-4-5",
            shortest_cached=4096,
            thinking=frozenset({"enabled", "disabled"}),
            max_tokens=64_000,
            effort=False,
        ),
        Model(
            id="claude-sonnet-4-5",
            shortest_cached=1024,
            thinking=frozenset({"enabled", "disabled"}),
            effort=False,
            lifecycle="deprecated",
            retires_at="2026-11-30T00:00:00Z",
        ),
        Model(id="claude-3-opus", lifecycle="retired", retires_at="2026-01-05T00:00:00Z"),
    )
}


def check(body: Json, model: Model) -> None:
    """Raise Invalid for the first thing wrong with a request."""
    for name in body:
        if name in REMOVED:
            raise Invalid(f"{name}: this parameter is not supported by this API version")
        if name not in PARAMETERS:
            raise Invalid(f"{name}: Extra inputs are not permitted")
    limit = body.get("max_tokens")
    if not isinstance(limit, int) or not 0 <= limit <= model.max_tokens:
        raise Invalid(f"max_tokens: must be between 0 and {model.max_tokens}")
    _messages(body.get("messages"))
    _blocks("system", body.get("system", []))
    if body.get("tool_choice") and _object("tool_choice", body["tool_choice"]).get("type") in (
        "any",
        "tool",
    ):
        raise Invalid("tool_choice: forced tool use is not supported with this model")
    _thinking(_object("thinking", body.get("thinking", {})), limit, model)
    _output(_object("output_config", body.get("output_config", {})), model)
    metadata = _object("metadata", body.get("metadata", {}))
    if set(metadata) - {"user_id"} or not isinstance(metadata.get("user_id", ""), str):
        raise Invalid("metadata: Extra inputs are not permitted")
    if str(body).count("'cache_control'") > MOST_BREAKPOINTS:
        raise Invalid(f"A maximum of {MOST_BREAKPOINTS} blocks with cache_control may be provided")


def check_schema(schema: object, where: str = "schema") -> int:
    """Raise Invalid outside the subset that can be compiled; return the optional properties."""
    node = _object(where, schema)
    for word in node:
        if word not in KEYWORDS:
            raise Invalid(f"output_config.format.{where}: '{word}' is not supported")
    if node.get("format", "uuid") not in FORMATS or node.get("minItems", 0) not in (0, 1):
        raise Invalid(f"output_config.format.{where}: value not supported")
    optional = 0
    if node.get("type") == "object":
        if node.get("additionalProperties") is not False:
            raise Invalid(f"output_config.format.{where}: additionalProperties must be false")
        properties = _object(where, node.get("properties", {}))
        required = node.get("required", [])
        wanted = set(required) if isinstance(required, list) else set()
        optional += len(set(properties) - wanted)
        for name, one in properties.items():
            optional += check_schema(one, f"{where}.{name}")
    if "items" in node:
        optional += check_schema(node["items"], f"{where}.items")
    for choice in _list(where, node.get("anyOf", [])):
        optional += check_schema(choice, f"{where}.anyOf")
    for name, one in _object(where, node.get("$defs", {})).items():
        optional += check_schema(one, f"{where}.{name}")
    if optional > MOST_OPTIONAL:
        raise Invalid("output_config.format: too many optional parameters")
    return optional


def _messages(messages: object) -> None:
    found = _list("messages", messages)
    if not found:
        raise Invalid("messages: at least one message is required")
    for number, one in enumerate(found):
        message = _object(f"messages.{number}", one)
        if message.get("role") not in ("user", "assistant", "system"):
            raise Invalid(f"messages.{number}.role: unexpected value")
        for block in _blocks(f"messages.{number}", message.get("content")):
            if block.get("citations"):
                raise Invalid(f"messages.{number}: citations are not supported here")
            if block["type"] == "document" and message["role"] == "assistant":
                raise Invalid(f"messages.{number}: document blocks are not supported here")
    if _object("messages", found[-1]).get("role") == "assistant":
        raise Invalid("This model does not support assistant message prefill")


def _blocks(where: str, content: object) -> list[Json]:
    if isinstance(content, str):
        return []
    blocks = [_object(where, one) for one in _list(where, content)]
    for block in blocks:
        if block.get("type") == "text" and not block.get("text"):
            raise Invalid(f"{where}: text content blocks must be non-empty")
        if "type" not in block:
            raise Invalid(f"{where}.type: Field required")
        control = _object(where, block.get("cache_control", {"type": "ephemeral"}))
        if control.get("type") != "ephemeral" or control.get("ttl", "5m") not in ("5m", "1h"):
            raise Invalid(f"{where}.cache_control: unexpected value")
    return blocks


def _thinking(thinking: Json, limit: int, model: Model) -> None:
    if not thinking:
        return
    kind = thinking.get("type")
    if kind not in model.thinking:
        raise Invalid(f"thinking.type: '{kind}' is not supported by {model.id}")
    budget = thinking.get("budget_tokens")
    if kind == "enabled" and (not isinstance(budget, int) or not 1024 <= budget < limit):
        raise Invalid("thinking.budget_tokens: must be at least 1024 and below max_tokens")


def _output(output: Json, model: Model) -> None:
    if unknown := set(output) - {"effort", "format"}:
        raise Invalid(f"output_config.{min(unknown)}: Extra inputs are not permitted")
    effort = output.get("effort")
    if effort is not None and (not model.effort or effort not in EFFORTS):
        raise Invalid(f"output_config.effort: not supported by {model.id}")
    wanted = output.get("format")
    if wanted is not None:
        form = _object("output_config.format", wanted)
        if form.get("type") != "json_schema" or set(form) != {"type", "schema"}:
            raise Invalid("output_config.format: expected type json_schema and a schema")
        check_schema(form["schema"])


def _object(where: str, value: object) -> Json:
    if not isinstance(value, dict):
        raise Invalid(f"{where}: Input should be an object")
    return value


def _list(where: str, value: object) -> list[object]:
    if not isinstance(value, list):
        raise Invalid(f"{where}: Input should be a list")
    return value

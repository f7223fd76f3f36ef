"""What a person fills into a form, as the client checks and sends it."""

from collections.abc import Mapping

from tests.servers.discord_api.interaction import FIELDS, Modal, NotOffered
from tests.servers.discord_api.rules_components import CHECK, MOST_TEXT, RADIO, TEXT, TEXT_INPUT
from tests.servers.discord_api.wire import Json


def submitted(modal: Modal, values: Mapping[str, object]) -> list[Json]:
    """Return the components of a submitted form."""
    if extra := set(values) - set(modal.fields):
        raise NotOffered(f"no fields {sorted(extra)}; there are {sorted(modal.fields)}")
    sent = []
    for one in modal.components:
        outer: Json = {"type": one["type"], "id": one["id"]}
        if "component" in one:
            outer["component"] = _field(one["component"], values)
        elif one["type"] != TEXT:
            outer["components"] = [_field(each, values) for each in one["components"]]
        sent.append(outer)
    return sent


def _field(one: Json, values: Mapping[str, object]) -> Json:
    assert one["type"] in FIELDS
    name = one["custom_id"]
    body: Json = {"type": one["type"], "id": one["id"], "custom_id": name}
    if one["type"] == TEXT_INPUT:
        return body | {"value": _text(one, values.get(name, one.get("value") or ""))}
    if one["type"] == CHECK:
        return body | {"value": bool(values.get(name, one.get("default", False)))}
    preset = [each["value"] for each in one.get("options") or () if each.get("default")]
    chosen = values.get(name, preset)
    listed = (
        [chosen] if isinstance(chosen, str) else list(chosen) if isinstance(chosen, list) else []
    )
    possible = {each["value"] for each in one.get("options") or ()}
    if possible and not set(listed) <= possible:
        raise NotOffered(f"{name} is one of {sorted(possible)}")
    if not listed and one.get("required", True):
        raise NotOffered(f"{name} is required")
    if one["type"] == RADIO:
        return body | {"value": listed[0] if listed else None}
    if len(listed) > (one.get("max_values") or 1):
        raise NotOffered(f"{name}: too many")
    return body | {"values": listed}


def _text(one: Json, value: object) -> str:
    name = one["custom_id"]
    if not isinstance(value, str):
        raise NotOffered(f"{name} is a text")
    if one.get("required", True) and not value:
        raise NotOffered(f"{name} is required")
    least, most = one.get("min_length") or 0, one.get("max_length") or MOST_TEXT
    if value and not least <= len(value) <= most:
        raise NotOffered(f"{name}: {len(value)} characters, between {least} and {most}")
    return value

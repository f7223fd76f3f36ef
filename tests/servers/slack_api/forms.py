"""How a person fills in a modal: the client refuses what Slack's own client would."""

from collections.abc import Mapping
from typing import TypeAlias

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Option

from tests.servers.slack_api.blocks import interactive
from tests.servers.slack_api.world import Json

Value: TypeAlias = str | list[str] | Json | None

MOST_OPTIONS = 100
ONE_OF = frozenset({"static_select", "radio_buttons"})
MANY_OF = frozenset({"multi_static_select", "checkboxes"})
PICKED = {
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "multi_users_select": "selected_users",
    "multi_channels_select": "selected_channels",
    "multi_conversations_select": "selected_conversations",
}


class ClientRefuses(Exception):
    """Slack's own client would not let a person do this; nothing is sent."""


def state(view: Json, values: Mapping[str, Value]) -> Json:
    """Return `view.state.values` after a person set these, by block id."""
    found: Json = {}
    known = set()
    for block, element in interactive(view["blocks"]):
        known.add(block["block_id"])
        if block["type"] != "input" and element["type"] == "button":
            continue
        value = values.get(block["block_id"])
        filled = value if isinstance(value, dict) else _filled(element, value)
        if block["type"] == "input":
            _check(block, element, filled)
        found.setdefault(block["block_id"], {})[element["action_id"]] = filled
    if unknown := sorted(set(values) - known):
        raise ClientRefuses(f"no such fields: {unknown}, there are {sorted(known)}")
    return found


def options_problem(body: Json) -> str:
    """Return what is wrong with suggestions for a select, if anything is."""
    options = body.get("options")
    if set(body) != {"options"} or not isinstance(options, list):
        return f"no options: {body}"
    if len(options) > MOST_OPTIONS:
        return f"more than {MOST_OPTIONS} options"
    try:
        for option in options:
            Option(**option).to_dict()
    except (SlackObjectFormationError, TypeError) as problem:
        return str(problem)
    return ""


def _filled(element: Json, value: str | list[str] | None) -> Json:
    kind = element["type"]
    if kind == "external_select":
        suggested = {"text": {"type": "plain_text", "text": str(value)}, "value": value}
        return {
            "type": kind,
            "selected_option": suggested if value else element.get("initial_option"),
        }
    if kind in ONE_OF:
        chosen = _option(element, value) if value else element.get("initial_option")
        return {"type": kind, "selected_option": chosen}
    if kind in MANY_OF:
        if value is None:
            return {"type": kind, "selected_options": element.get("initial_options", [])}
        return {"type": kind, "selected_options": [_option(element, one) for one in value]}
    if kind in PICKED:
        name = PICKED[kind]
        return {"type": kind, name: value or element.get(name.replace("selected", "initial"))}
    text = element.get("initial_value") if value is None else value
    return {"type": kind, "value": text or None}


def _option(element: Json, value: object) -> Json:
    groups = element.get("option_groups", [])
    options = element.get("options", []) + [one for group in groups for one in group["options"]]
    for option in options:
        if option.get("value") == value:
            return {"text": option["text"], "value": value}
    raise ClientRefuses(f"no option {value!r}, there are {[one.get('value') for one in options]}")


def _check(block: Json, element: Json, filled: Json) -> None:
    content = [value for key, value in filled.items() if key != "type"]
    if not any(content) and not block.get("optional"):
        raise ClientRefuses(f"{block['block_id']} must be filled in")
    if element["type"] == "plain_text_input" and filled.get("value"):
        length = len(filled["value"])
        low, high = element.get("min_length", 0), element.get("max_length", 3000)
        if not low <= length <= high:
            raise ClientRefuses(f"{block['block_id']} takes {low} to {high} characters")

"""Which blocks Slack refuses: what `slack_sdk.models` knows, and what only the service does.

Limits: docs.slack.dev/reference/block-kit. Every problem names the place as a JSON pointer.
"""

from collections.abc import Iterator
from typing import Literal

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block, BlockElement, ConfirmObject, Option

from tests.servers.slack_api.refusals import Refused, invalid
from tests.servers.slack_api.world import Json

Surface = Literal["message", "modal", "home"]

MOST: dict[Surface, int] = {"message": 50, "modal": 100, "home": 100}
TYPES: dict[Surface, frozenset[str]] = {
    "message": frozenset(
        """section header divider image actions context context_actions input markdown
        rich_text video table""".split()
    ),
    "modal": frozenset(
        "section header divider image actions context input rich_text video alert".split()
    ),
    "home": frozenset("section header divider image actions context input rich_text video".split()),
}
IN_ACTIONS = frozenset(
    """button checkboxes channels_select conversations_select datepicker datetimepicker
    external_select multi_static_select overflow radio_buttons rich_text_input static_select
    timepicker users_select workflow_button""".split()
)
IN_INPUT = frozenset(
    """channels_select checkboxes conversations_select datepicker datetimepicker
    email_text_input external_select file_input multi_channels_select
    multi_conversations_select multi_external_select multi_static_select multi_users_select
    number_input plain_text_input radio_buttons rich_text_input static_select timepicker
    url_text_input users_select""".split()
)
PLAIN = frozenset("label hint placeholder title submit close confirm deny".split())
"""Properties whose text cannot be mrkdwn."""
PLAIN_OWNERS = frozenset({"button", "header"})
ELEMENT_PLACES = frozenset({"element", "elements", "accessory"})
OPTION_PLACES = frozenset({"options", "initial_option", "initial_options"})
RADIOS = frozenset({"checkboxes", "radio_buttons"})

MOST_FIELD = 2000
MOST_RADIOS = 10
MOST_INPUT = 3000
MOST_TEXT = 3000
MOST_MARKDOWN = 12_000
"""Characters of all markdown blocks of a message together."""
MOST_MESSAGE = 13_200
"""Characters of all blocks together, as observed (slackapi/bolt-js#2509)."""


def check_blocks(blocks: object, surface: Surface) -> list[Json]:
    """Return the blocks; raises Refused with all that is wrong with them."""
    error = "invalid_blocks" if surface == "message" else "invalid_arguments"
    if not isinstance(blocks, list) or not all(isinstance(one, dict) for one in blocks):
        raise Refused("invalid_blocks_format")
    problems = list(_problems(blocks, surface))
    if problems:
        raise invalid(*problems, error=error)
    if surface == "message" and sum(map(_length, blocks)) > MOST_MESSAGE:
        raise Refused("msg_blocks_too_long")
    return blocks


def _problems(blocks: list[Json], surface: Surface) -> Iterator[str]:
    if len(blocks) > MOST[surface]:
        yield f"no more than {MOST[surface]} items allowed [json-pointer:/blocks]"
    markdown = sum(len(str(one.get("text", ""))) for one in blocks if one.get("type") == "markdown")
    if markdown > MOST_MARKDOWN:
        yield f"markdown blocks: must be less than {MOST_MARKDOWN + 1} characters together"
    seen: set[str] = set()
    for number, block in enumerate(blocks):
        at = f"/blocks/{number}"
        if block.get("type") not in TYPES[surface]:
            yield f"unsupported type: {block.get('type')} [json-pointer:{at}]"
            continue
        name = block.get("block_id")
        if name in seen:
            yield f"`block_id` already exists: {name} [json-pointer:{at}/block_id]"
        if name is not None:
            seen.add(name)
        yield from _by_sdk(block, at)
        yield from _by_service(block, at)


def _by_sdk(block: Json, at: str) -> Iterator[str]:
    try:
        parsed = Block.parse(dict(block))
        if parsed is None:
            yield f"unsupported type: {block.get('type')} [json-pointer:{at}]"
            return
        parsed.to_dict()
    except (SlackObjectFormationError, TypeError, KeyError, AttributeError, ValueError) as problem:
        yield f"{problem} [json-pointer:{at}]"
        return
    for name in sorted(set(block) - set(parsed.attributes)):
        yield f"invalid additional property: {name} [json-pointer:{at}]"


def _by_service(block: Json, at: str) -> Iterator[str]:
    match block["type"]:
        case "section":
            for number, one in enumerate(block.get("fields", ())):
                if len(one.get("text", "")) > MOST_FIELD:
                    yield f"must be less than {MOST_FIELD + 1} characters [{at}/fields/{number}]"
        case "image":
            if ("image_url" in block) == ("slack_file" in block):
                yield f"must be either image_url or slack_file [json-pointer:{at}]"
        case "actions":
            yield from _elements(block, at, IN_ACTIONS)
        case "context":
            yield from _elements(block, at, frozenset({"image", "mrkdwn", "plain_text"}))
        case "input":
            kind = block.get("element", {}).get("type")
            if kind not in IN_INPUT:
                yield f"unsupported type: {kind} [json-pointer:{at}/element]"
        case _:
            pass
    for where, owner, name, value in walk(block, at):
        yield from _node(where, owner, name, value)


def _elements(block: Json, at: str, allowed: frozenset[str]) -> Iterator[str]:
    elements = block.get("elements") or []
    if not elements:
        yield f"must have at least 1 element [json-pointer:{at}/elements]"
    names = [one.get("action_id") for one in elements if one.get("action_id") is not None]
    if len(set(names)) < len(names):
        yield f"`action_id` already exists [json-pointer:{at}/elements]"
    for number, one in enumerate(elements):
        if one.get("type") not in allowed:
            yield f"unsupported type: {one.get('type')} [json-pointer:{at}/elements/{number}]"


def walk(
    node: object, at: str, owner: str = "", name: str = ""
) -> Iterator[tuple[str, str, str, Json]]:
    """Yield every object inside a block: its place, what it is part of, and under which name."""
    if isinstance(node, list):
        for number, one in enumerate(node):
            yield from walk(one, f"{at}/{number}", owner, name)
    elif isinstance(node, dict):
        yield at, owner, name, node
        for key, value in node.items():
            yield from walk(value, f"{at}/{key}", str(node.get("type", owner)), key)


def _node(at: str, owner: str, name: str, node: Json) -> Iterator[str]:
    kind = node.get("type")
    if kind in ("mrkdwn", "plain_text"):
        text = node.get("text")
        if not isinstance(text, str) or not 1 <= len(text) <= MOST_TEXT:
            yield f"must be between 1 and {MOST_TEXT} characters [json-pointer:{at}/text]"
        if kind == "mrkdwn" and (name in PLAIN or (name == "text" and owner in PLAIN_OWNERS)):
            yield f"must be a plain_text object [json-pointer:{at}]"
        allowed = {"type", "text", "emoji" if kind == "plain_text" else "verbatim"}
        for extra in sorted(set(node) - allowed):
            yield f"invalid additional property: {extra} [json-pointer:{at}]"
    if name in ELEMENT_PLACES and kind in IN_ACTIONS | IN_INPUT:
        element = BlockElement.parse(dict(node))
        for extra in sorted(set(node) - set(element.attributes if element else node)):
            yield f"invalid additional property: {extra} [json-pointer:{at}]"
    if name in OPTION_PLACES or (name == "confirm" and "confirm" in node):
        parsed = ConfirmObject.parse(dict(node)) if name == "confirm" else Option(**node)
        try:
            parsed.to_dict()
        except SlackObjectFormationError as problem:
            yield f"{problem} [json-pointer:{at}]"
    if kind in RADIOS and len(node.get("options", ())) > MOST_RADIOS:
        yield f"no more than {MOST_RADIOS} items allowed [json-pointer:{at}/options]"
    if kind == "plain_text_input":
        most = node.get("max_length", MOST_INPUT)
        if not 1 <= most <= MOST_INPUT:
            yield f"max_length must be between 1 and {MOST_INPUT} [json-pointer:{at}]"
        if len(node.get("initial_value", "")) > most:
            yield f"initial_value is too long [json-pointer:{at}/initial_value]"


def _length(block: Json) -> int:
    texts = (node.get("text") for _, _, _, node in walk(block, ""))
    return sum(len(text) for text in texts if isinstance(text, str))


def with_ids(blocks: list[Json]) -> list[Json]:
    """Return blocks as they are stored: with ids where the app gave none."""
    found = []
    for number, block in enumerate(blocks):
        named = {"block_id": f"b{number:03}", **block}
        for place in {"accessory", "element"} & set(block):
            named[place] = {"action_id": "a000", **block[place]}
        if block["type"] == "actions":
            named["elements"] = [
                {"action_id": f"a{index:03}", **one} for index, one in enumerate(block["elements"])
            ]
        found.append(named)
    return found


def interactive(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Yield every element that can be used, after its block."""
    for block in blocks:
        match block["type"]:
            case "actions":
                yield from ((block, one) for one in block["elements"])
            case "section" if "accessory" in block:
                yield block, block["accessory"]
            case "input":
                yield block, block["element"]
            case _:
                pass

"""Whom words would notify, wherever in a message they are."""

import re
from collections.abc import Iterator

from tests.servers.slack_api.blocks import walk
from tests.servers.slack_api.world import Json

FORMED = re.compile(r"<(![a-z]+(?:\^\w+)?|@[UWB]\w+)(?:\|[^<>]*)?>")
NAMED = re.compile(r"(?<![\w@])@(channel|here|everyone|group)\b")
QUIET = frozenset({"!date"})


def targets(message: Json) -> list[str]:
    """Return everybody that the arguments of a call would notify."""
    found: list[str] = []
    for text in _texts(message):
        found += [one for one in FORMED.findall(text) if one.split("^")[0] not in QUIET]
        if message.get("link_names") or message.get("parse") == "full":
            found += [f"!{one}" for one in NAMED.findall(text)]
    found += _rich(message.get("blocks"))
    return found


def _texts(message: Json) -> Iterator[str]:
    for name in ("text", "markdown_text", "initial_comment"):
        if isinstance(message.get(name), str):
            yield message[name]
    for part in ("blocks", "attachments"):
        for _, _, _, node in walk(message.get(part), ""):
            if node.get("type") in ("mrkdwn", "markdown") and isinstance(node.get("text"), str):
                yield node["text"]
            if part == "attachments":
                yield from (str(node[key]) for key in ("text", "pretext") if key in node)


def _rich(blocks: object) -> list[str]:
    found = []
    for _, _, _, node in walk(blocks, ""):
        match node.get("type"):
            case "user" if "user_id" in node:
                found.append(f"@{node['user_id']}")
            case "usergroup" if "usergroup_id" in node:
                found.append(f"!subteam^{node['usergroup_id']}")
            case "broadcast" if "range" in node:
                found.append(f"!{node['range']}")
    return found

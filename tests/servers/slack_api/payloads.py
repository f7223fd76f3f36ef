"""How interactions look (docs.slack.dev/reference/interaction-payloads)."""

from tests.servers.slack_api.service import Service
from tests.servers.slack_api.shapes import file_json, message_json
from tests.servers.slack_api.surfaces import View
from tests.servers.slack_api.world import APP, Ephemeral, Json, Message, Workspace

SHOWN_NAMES = {"public": None, "private": "privategroup", "im": "directmessage"}


def head(service: Service, kind: str, user: str, trigger: str) -> Json:
    """Return what every interaction has."""
    space = service.workspace_of(user=user)
    name = space.people[user].name
    return {
        "type": kind,
        "token": "verification-token",
        "api_app_id": APP,
        "team": {"id": space.id, "domain": space.domain},
        "user": {"id": user, "username": name, "name": name, "team_id": space.id},
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": trigger,
    }


def place(service: Service, channel: str) -> Json:
    """Return a channel as an interaction names it."""
    found = service.channel(channel)
    return {"id": found.id, "name": SHOWN_NAMES[found.kind] or found.name}


def shown(service: Service, said: Message) -> Json:
    """Return a message as an interaction carries it."""
    found = message_json(service.workspaces[said.team], said, metadata=True)
    if said.files:
        found["files"] = [file_json(service.url, one) for one in said.files]
    return found


def pressed(service: Service, where: Message | Ephemeral) -> Json:
    """Return what a press in a message says of the message."""
    hidden = isinstance(where, Ephemeral)
    container: Json = {
        "type": "message",
        "message_ts": where.ts,
        "channel_id": where.channel,
        "is_ephemeral": hidden,
    }
    if where.thread_ts:
        container["thread_ts"] = where.thread_ts
    found = {"container": container, "channel": place(service, where.channel)}
    found["state"] = {"values": {}}
    if isinstance(where, Message):
        found["message"] = shown(service, where)
    return found


def pressed_in(view: View) -> Json:
    """Return what a press in a view says of the view."""
    container = {"type": "view", "view_id": view.id}
    return {"container": container, "view": view.view}


def action(service: Service, block: Json, element: Json, value: str | None) -> Json:
    """Return what was done with an element."""
    found: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": service.mint_ts(),
    }
    match element["type"]:
        case "button":
            kept = {
                key: element[key] for key in ("text", "value", "style", "url") if key in element
            }
            return found | kept
        case "plain_text_input":
            return found | {"value": value}
        case "checkboxes" | "multi_static_select":
            chosen = [one for one in element["options"] if one["value"] == value]
            return found | {"selected_options": chosen}
        case _:
            chosen = [one for one in element.get("options", []) if one["value"] == value]
            if not chosen:
                raise LookupError(f"no option {value!r} in {element['action_id']}")
            return found | {"selected_option": chosen[0]}


def command(
    service: Service, space: Workspace, user: str, channel: str, words: tuple[str, str]
) -> Json:
    """Return a slash command, without its trigger id and response URL."""
    name, text = words
    found = place(service, channel)
    return {
        "token": "verification-token",
        "team_id": space.id,
        "team_domain": space.domain,
        "channel_id": found["id"],
        "channel_name": found["name"],
        "user_id": user,
        "user_name": space.people[user].name,
        "command": name,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
    }

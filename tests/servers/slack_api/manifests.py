"""What an app's manifest declares, and what Slack would refuse in it.

docs.slack.dev/reference/app-manifest; limits as there.
"""

from dataclasses import dataclass

from tests.servers.slack_api.access import SCOPES
from tests.servers.slack_api.events import SCOPE_OF
from tests.servers.slack_api.world import Json

SECTIONS = {
    "": "_metadata display_information features oauth_config settings",
    "_metadata": "major_version minor_version",
    "display_information": "name description long_description background_color",
    "features": "app_home bot_user slash_commands shortcuts agent_view assistant_view",
    "features.app_home": "home_tab_enabled messages_tab_enabled messages_tab_read_only_enabled",
    "features.bot_user": "display_name always_online",
    "oauth_config": "scopes redirect_urls token_management_enabled pkce_enabled",
    "oauth_config.scopes": "bot user bot_optional user_optional",
    "settings": """allowed_ip_address_ranges event_subscriptions incoming_webhooks interactivity
        is_hosted org_deploy_enabled socket_mode_enabled token_rotation_enabled
        function_runtime""",
    "settings.event_subscriptions": "request_url bot_events user_events metadata_subscriptions",
    "settings.interactivity": "is_enabled request_url message_menu_options_url",
}
COMMAND = frozenset("command description url usage_hint should_escape".split())
SHORTCUT = frozenset("name type callback_id description".split())
LONGEST = {"name": 35, "description": 140}
LEAST_LONG, MOST_LONG = 174, 4000
"""Characters of a long description."""
MOST_COMMAND = {"command": 32, "description": 2000, "usage_hint": 1000}
MOST_SHORTCUT = {"name": 24, "callback_id": 255, "description": 150}
MOST_COMMANDS = 50
MOST_SHORTCUTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What an app may do once it is installed from a manifest."""

    scopes: frozenset[str]
    events: frozenset[str]
    commands: frozenset[str]
    shortcuts: frozenset[str]
    home: bool
    messages: bool
    socket_mode: bool


def declared(manifest: Json) -> Declared:
    """Return what a manifest declares."""
    features, settings = manifest.get("features", {}), manifest.get("settings", {})
    home = features.get("app_home", {})
    return Declared(
        scopes=frozenset(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", ())),
        events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", ())),
        commands=frozenset(one.get("command", "") for one in features.get("slash_commands", ())),
        shortcuts=frozenset(one.get("callback_id", "") for one in features.get("shortcuts", ())),
        home=bool(home.get("home_tab_enabled")),
        messages=bool(home.get("messages_tab_enabled")),
        socket_mode=bool(settings.get("socket_mode_enabled")),
    )


def problems(manifest: Json) -> list[str]:
    """Return what is wrong with a manifest; nothing when it can be installed."""
    found = _sections(manifest)
    about = manifest.get("display_information", {})
    if not about.get("name"):
        found.append("display_information.name is required")
    for name, most in LONGEST.items():
        if len(about.get(name, "")) > most:
            found.append(f"display_information.{name} takes {most} characters")
    long = about.get("long_description")
    if long is not None and not LEAST_LONG <= len(long) <= MOST_LONG:
        found.append(f"long_description takes {LEAST_LONG} to {MOST_LONG} characters")
    found += _entry_points(manifest)
    found += _grants(manifest)
    return found


def _sections(manifest: Json) -> list[str]:
    found = []
    for path, names in SECTIONS.items():
        node = manifest
        for step in path.split(".") if path else ():
            node = node.get(step) or {}
        extra = sorted(set(node) - set(names.split()))
        found += [f"unknown property {path}.{one}".replace(" .", " ") for one in extra]
    return found


def _entry_points(manifest: Json) -> list[str]:
    found = []
    features, settings = manifest.get("features", {}), manifest.get("settings", {})
    by_http = not settings.get("socket_mode_enabled")
    commands, shortcuts = features.get("slash_commands", []), features.get("shortcuts", [])
    if len(commands) > MOST_COMMANDS or len(shortcuts) > MOST_SHORTCUTS:
        found.append("too many commands or shortcuts")
    for one in commands:
        name = one.get("command", "")
        if not name.startswith("/") or name != name.lower() or " " in name:
            found.append(f"{name} is no name for a command")
        if not one.get("description"):
            found.append(f"{name} needs a description")
        if by_http and not one.get("url"):
            found.append(f"{name} needs a url")
        found += _fields(name, one, COMMAND, MOST_COMMAND)
    for one in shortcuts:
        name = one.get("callback_id", "a shortcut")
        if one.get("type") not in ("message", "global"):
            found.append(f"{name} must be of type message or global")
        if missing := {"name", "callback_id", "description"} - set(one):
            found.append(f"{name} needs {sorted(missing)}")
        found += _fields(name, one, SHORTCUT, MOST_SHORTCUT)
    interactivity = settings.get("interactivity", {})
    if shortcuts and not interactivity.get("is_enabled"):
        found.append("shortcuts need interactivity")
    subscriptions = settings.get("event_subscriptions", {})
    for part, wanted in ((interactivity, "is_enabled"), (subscriptions, "bot_events")):
        if by_http and part.get(wanted) and not part.get("request_url"):
            found.append(f"{wanted} needs a request_url without Socket Mode")
    if (commands or shortcuts or subscriptions.get("bot_events")) and "bot_user" not in features:
        found.append("features.bot_user is required")
    return found


def _fields(name: str, one: Json, known: frozenset[str], most: dict[str, int]) -> list[str]:
    found = [f"unknown property {extra} of {name}" for extra in sorted(set(one) - known)]
    long = [key for key, limit in most.items() if len(one.get(key, "")) > limit]
    return found + [f"{key} of {name} takes {most[key]} characters" for key in long]


def _grants(manifest: Json) -> list[str]:
    what = declared(manifest)
    found = [f"unknown scope {one}" for one in sorted(what.scopes - SCOPES)]
    found += [f"unknown event {one}" for one in sorted(what.events - set(SCOPE_OF))]
    for event in sorted(what.events & set(SCOPE_OF)):
        scope = SCOPE_OF[event]
        if scope is not None and scope not in what.scopes:
            found.append(f"{event} needs {scope}")
    if (what.commands or what.shortcuts) and "commands" not in what.scopes:
        found.append("commands and shortcuts need the scope commands")
    if "app_home_opened" in what.events and not (what.home or what.messages):
        found.append("app_home_opened needs a tab of the app's home")
    return found

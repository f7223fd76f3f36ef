"""The app as Slack's “create from manifest” takes it: what we may do, and what we are told.

Format: docs.slack.dev/reference/app-manifest.
"""

from adapters.slack.bolt import PICK
from adapters.slack.commands import ADMIN_VERBS, VERBS
from adapters.slack.http import CALLBACK, EVENTS
from adapters.slack.inbound import LOST
from adapters.slack.markup import Json
from bot.ports import Sentences

SCOPES = (
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:write",
    "reactions:write",
    "users:read",
)
"""What the bot token is for."""

EVENT_NAMES = (
    "app_home_opened",
    "app_uninstalled",
    *LOST,
    "message.channels",
    "message.groups",
    "message.im",
    "tokens_revoked",
)
"""What we are told. app_mention is not among it: a message that names us comes as a message."""


def manifest(url: str, sentences: Sentences) -> Json:
    """Return the manifest; for Socket Mode where `url`, at which Slack reaches us, is empty."""
    events = url + EVENTS if url else ""
    where: Json = {"request_url": events} if url else {}
    return {
        "display_information": {"name": "Greenroom", "description": sentences.about},
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Greenroom", "always_online": True},
            "shortcuts": [
                {
                    "name": sentences.grade_this,
                    "type": "message",
                    "callback_id": PICK,
                    "description": sentences.about,
                }
            ],
            "slash_commands": [
                _command(VERBS, sentences.prep, events),
                _command(ADMIN_VERBS, sentences.prep_admin, events),
            ],
        },
        "oauth_config": {
            "scopes": {"bot": list(SCOPES)},
            **({"redirect_urls": [url + CALLBACK]} if url else {}),
        },
        "settings": {
            "event_subscriptions": {**where, "bot_events": sorted(EVENT_NAMES)},
            "interactivity": {
                "is_enabled": True,
                **where,
                **({"message_menu_options_url": events} if url else {}),
            },
            "org_deploy_enabled": False,
            "socket_mode_enabled": not url,
            "token_rotation_enabled": False,
        },
    }


def _command(name: str, description: str, url: str) -> Json:
    return {
        "command": name,
        "description": description,
        "usage_hint": "help",
        "should_escape": False,
        **({"url": url} if url else {}),
    }

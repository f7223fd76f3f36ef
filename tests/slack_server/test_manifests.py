"""Which manifests can be installed, and what they let through."""

import copy

import pytest

from tests.servers.slack_api import ADA, PREP, SECRET, SlackApi
from tests.servers.slack_api.manifests import problems
from tests.servers.slack_api.world import Json
from tests.slack_server.conftest import Requests

GOOD: Json = {
    "display_information": {"name": "Greenroom"},
    "features": {
        "bot_user": {"display_name": "greenroom", "always_online": True},
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "slash_commands": [{"command": "/prep", "description": "Practise", "should_escape": False}],
        "shortcuts": [
            {"name": "Grade", "type": "message", "callback_id": "grade", "description": "Grade it"}
        ],
    },
    "oauth_config": {"scopes": {"bot": ["commands", "chat:write", "channels:history"]}},
    "settings": {
        "event_subscriptions": {"bot_events": ["app_home_opened", "message.channels"]},
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}


def changed(path: str, value: object) -> Json:
    """Return the good manifest with another value at a path."""
    manifest = copy.deepcopy(GOOD)
    node = manifest
    *steps, last = path.split(".")
    for step in steps:
        node = node[step]
    node[last] = value
    return manifest


def test_a_good_manifest() -> None:
    """Nothing is wrong with a manifest that declares what it needs."""
    assert problems(GOOD) == []


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        ("display_information.name", "x" * 36, "35"),
        ("display_information.motto", "x", "unknown property"),
        ("oauth_config.scopes.bot", ["chat:write", "channels:history"], "scope commands"),
        ("oauth_config.scopes.bot", ["commands", "chat:write"], "needs channels:history"),
        ("oauth_config.scopes.bot", ["commands", "channels:history", "fly"], "unknown scope"),
        ("settings.event_subscriptions.bot_events", ["rain"], "unknown event"),
        ("settings.socket_mode_enabled", False, "needs a url"),
        ("settings.interactivity.is_enabled", False, "shortcuts need interactivity"),
        ("features.slash_commands", [{"command": "prep", "description": "x"}], "no name"),
        ("features.slash_commands", [{"command": "/prep"}], "description"),
        ("features.shortcuts", [{"name": "x", "type": "message"}], "needs"),
        ("features.app_home", {}, "app_home_opened needs"),
    ],
)
def test_what_is_wrong(path: str, value: object, reason: str) -> None:
    """What Slack would refuse is named."""
    assert reason in " ".join(problems(changed(path, value)))


async def test_an_installed_manifest_is_all_there_is(slack: SlackApi, raw: Requests) -> None:
    """Scopes and events that it does not declare are not there."""
    slack.install_manifest(GOOD)
    await slack.say(ADA, PREP, "heard")
    await slack.say(ADA, SECRET, "not heard")
    assert [one.name for one in slack.deliveries] == ["message.channels"]
    assert (await raw.call("users.info", user=ADA)).error == "missing_scope"
    with pytest.raises(ValueError, match="35"):
        slack.install_manifest(changed("display_information.name", "x" * 36))

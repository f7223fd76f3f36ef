"""What `greenroom doctor` tells an operator: a line for each check, and how to mend what fails."""

from collections.abc import Callable, Mapping

from bot.findings import Finding
from bot.wording.text import short
from bot.words import visible

Facts = Mapping[str, str]

CHECKS: Mapping[str, Callable[[Facts], str]] = {
    "clock": lambda facts: f"This machine's clock agrees with {facts['platform']}'s.",
    "slack-token": lambda facts: f"Slack knows the bot token; it is for {short(facts['team'])}.",
    "slack-scopes": lambda _: "The bot token may do all that is needed.",
    "slack-socket": lambda _: "Slack answers on a socket.",
    "slack-http": lambda _: (
        "Requests are expected at /slack/events, beside /readyz; Slack's “Verify” shows whether "
        "they arrive."
    ),
    "slack-many": lambda _: (
        "Workspaces install the app at /slack/install; each has a token of its own."
    ),
    "slack-channels": lambda facts: (
        f"I am in {facts['count']} of its channels: {visible(facts['channels'])}."
    ),
    "slack-reading": lambda _: "Threads can be read, so answers missed meanwhile are caught up on.",
}
"""What is in order, by the name of its check."""

REMEDIES: Mapping[str, Callable[[Facts], str]] = {
    "clock-off": lambda facts: (
        f"This machine's clock is {facts['seconds']} s away from {facts['platform']}'s. "
        "Let it follow a time server (NTP)."
    ),
    "slack-not-set": lambda _: (
        "There is no GREENROOM_SLACK_BOT_TOKEN. docs/slack.md says where to get one."
    ),
    "slack-settings-wrong": lambda facts: f"{facts['variable']} {facts['problem']}.",
    "slack-token-dead": lambda facts: (
        f"Slack does not take this GREENROOM_SLACK_BOT_TOKEN ({facts['code']}). Copy it again from "
        "the app's page “OAuth & Permissions”."
    ),
    "slack-away": lambda _: "Slack cannot be reached from here. Check the network, then again.",
    "slack-scopes-missing": lambda facts: (
        f"The bot token lacks: {facts['missing']}. Paste what `greenroom slack manifest` prints "
        "into the app's page “App Manifest”, then install the app again."
    ),
    "slack-app-token-dead": lambda facts: (
        f"Slack does not take this GREENROOM_SLACK_APP_TOKEN ({facts['code']}). Make one with "
        "connections:write on the app's page “Basic Information”."
    ),
    "slack-no-socket": lambda _: (
        "Slack gave no socket. Let connections to wss-primary.slack.com through, then again."
    ),
    "slack-socket-shared": lambda facts: (
        f"Besides this one there are {facts['others']} connections of the same app, and each event "
        "goes to one of them. If greenroom runs once, stop the others."
    ),
    "slack-no-channel": lambda _: (
        "I am in no channel that I can read. Write /invite @Greenroom where your team practises."
    ),
    "slack-reading-refused": lambda _: (
        "I may not read threads back. Answers still come in as they are written; one that Slack "
        "could not deliver is lost. An internal app of your workspace may read."
    ),
    "slack-reading-slow": lambda _: (
        "I may read back once a minute only, so catching up takes a while. An internal app of your "
        "workspace may read as often as it needs."
    ),
}
"""What is wrong and how it is mended, by the name of its problem."""


def line(finding: Finding) -> str:
    """Return the line about one finding."""
    if finding.problem is None:
        return f"ok    {CHECKS[finding.check](finding.facts)}"
    return f"mend  {REMEDIES[finding.problem](finding.facts)}"

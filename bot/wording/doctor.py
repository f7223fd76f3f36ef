"""What `greenroom doctor` tells an operator: a line for each check, and how to mend what fails."""

from collections.abc import Callable, Mapping

from bot.findings import Finding
from bot.wording.text import short
from bot.words import visible

Facts = Mapping[str, str]

CHECKS: Mapping[str, Callable[[Facts], str]] = {
    "clock": lambda facts: f"This machine's clock agrees with {facts['platform']}'s.",
    "discord-token": lambda facts: f"Discord knows the token; I am {short(facts['name'])} there.",
    "discord-invite": lambda facts: f"Invite me to a server with {facts['link']}",
    "discord-content": lambda _: "Messages in threads can be read.",
    "discord-channels": lambda facts: (
        f"On {short(facts['server'])} I can practise in: {visible(facts['channels'])}."
    ),
    "discord-commands": lambda _: "Discord knows the commands of this version.",
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
    "discord-no-token": lambda _: (
        "There is no GREENROOM_DISCORD_TOKEN. docs/discord.md says where to get one."
    ),
    "discord-wrong-token": lambda _: (
        "Discord does not know this GREENROOM_DISCORD_TOKEN. Reset it on the Bot page of your "
        "application, and copy the new one."
    ),
    "discord-away": lambda _: "Discord cannot be reached from here. Check the network, then again.",
    "discord-no-content": lambda facts: (
        "Replies in threads cannot be read, so people answer by button or menu. Switch on "
        f"“Message Content Intent” at {facts['link']} and start again."
    ),
    "discord-no-server": lambda facts: f"I am on no server yet. Invite me with {facts['link']}",
    "discord-channel-gone": lambda facts: (
        f"A channel of {short(facts['server'])} where a team practises is gone, or hidden from me "
        f"({facts['channel']}). Let me see it, or run `/prep-admin setup` in another one."
    ),
    "discord-permissions": lambda facts: (
        f"In #{short(facts['channel'])} of {short(facts['server'])} I lack: {facts['missing']}. "
        "Grant that to my role there."
    ),
    "discord-no-channel": lambda facts: (
        f"On {short(facts['server'])} there is no channel where I may do all I need. My role "
        f"lacks: {facts['missing'] or 'nothing, but every channel takes something away'}."
    ),
    "discord-old-commands": lambda _: (
        "Discord does not know the commands of this version. `greenroom run` sends them at its "
        "start."
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

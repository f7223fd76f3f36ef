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
}
"""What is wrong and how it is mended, by the name of its problem."""


def line(finding: Finding) -> str:
    """Return the line about one finding."""
    if finding.problem is None:
        return f"ok    {CHECKS[finding.check](finding.facts)}"
    return f"mend  {REMEDIES[finding.problem](finding.facts)}"

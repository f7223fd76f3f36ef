"""What a bot needs on a server, and the link that invites it with just that."""

from collections.abc import Mapping

import discord

NEEDED: Mapping[str, str] = {
    "view_channel": "View Channels",
    "send_messages": "Send Messages",
    "create_public_threads": "Create Public Threads",
    "create_private_threads": "Create Private Threads",
    "send_messages_in_threads": "Send Messages in Threads",
    "read_message_history": "Read Message History",
    "add_reactions": "Add Reactions",
    "attach_files": "Attach Files",
}
"""Permissions by the library's names, as Discord shows them."""


def missing(granted: discord.Permissions) -> tuple[str, ...]:
    """Return what is needed and not granted, as Discord shows it."""
    return tuple(shown for name, shown in NEEDED.items() if not getattr(granted, name))


def invite_link(application: int) -> str:
    """Return where an admin of a server invites the bot."""
    return discord.utils.oauth_url(
        application,
        permissions=discord.Permissions(**dict.fromkeys(NEEDED, True)),
        scopes=("bot", "applications.commands"),
    )


def settings_link(application: int) -> str:
    """Return the page with the privileged intents, where reading is switched on."""
    return f"https://discord.com/developers/applications/{application}/bot"

"""Text that comes as a file: clients turn a long paste into one."""

import discord

LARGEST = 64 * 1024
"""Bytes of a file that is read as a part of its message."""

_TEXT_NAMES = (
    ".txt",
    ".md",
    ".py",
    ".json",
    ".yaml",
    ".yml",
    ".toml",
    ".csv",
    ".sql",
    ".js",
    ".ts",
)


def is_text(file: discord.Attachment) -> bool:
    """Return whether a file is text, short enough to be read."""
    kind = (file.content_type or "").partition(";")[0]
    named = kind.startswith("text/") or file.filename.lower().endswith(_TEXT_NAMES)
    return named and file.size <= LARGEST


async def text_of(message: discord.Message) -> tuple[str, tuple[str, ...]]:
    """Return what a message says, text files included, and the names of its other files.

    Raises what the library raises where a file cannot be fetched just now.
    """
    parts, unread = [message.content], []
    for file in message.attachments:
        if not is_text(file):
            unread.append(file.filename)
            continue
        try:
            parts.append((await file.read()).decode("utf-8", "replace"))
        except (discord.NotFound, discord.Forbidden):
            unread.append(file.filename)
    return "\n\n".join(part for part in parts if part.strip()), tuple(unread)

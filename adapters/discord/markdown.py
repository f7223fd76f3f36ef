"""CommonMark as Discord shows it.

Discord breaks a line wherever the text does, so the lines of a paragraph are joined first. What is
not markup is escaped, and nothing in a text becomes a mention.
"""

import re

import discord

from bot.words import visible

_MARKUP = re.compile(r"([\\`*_~|<\[\]])")
_BLOCK = re.compile(r"\s*([-*+]\s|\d+[.)]\s|>|#{1,6}\s|```|$)")
_ADDRESS = re.compile(r"\bdiscord:\d+(?:/\d+)?/(\d+)\b")
_FENCE = "```"


def literal(text: str) -> str:
    """Return plain text on one line so that it reads as it is, behind a line's own prefix."""
    one_line = " ".join(visible(text).split())
    return discord.utils.escape_mentions(_MARKUP.sub(r"\\\1", one_line))


def body(text: str) -> str:
    """Return a body in Discord's own markdown; an address of ours is shown as its channel."""
    return _ADDRESS.sub(r"<#\1>", discord.utils.escape_mentions(reflow(visible(text))))


def reflow(text: str) -> str:
    """Join the lines of each paragraph and list item; code and hard breaks stay as they are."""
    lines: list[str] = []
    in_code, joinable = False, False
    for line in text.strip("\n").split("\n"):
        fence = line.lstrip().startswith(_FENCE)
        if joinable and not in_code and not _BLOCK.match(line):
            lines[-1] += f" {line.strip()}"
        else:
            lines.append(line)
        in_code ^= fence
        hard = line.endswith(("  ", "\\")) or line.lstrip().startswith("#")
        joinable = not (in_code or fence or hard) and bool(line.strip())
    return "\n".join(lines)

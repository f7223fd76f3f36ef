"""What people write on Slack, as the words that they see.

Slack sends mrkdwn with `&`, `<` and `>` escaped, and mentions and links in angle brackets
(docs.slack.dev/messaging/formatting-message-text).
"""

import re

_TAG = re.compile(r"<([^<>]*)>")
_MENTION = re.compile(r"\s*<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>[\s:,]*")

SOMEONE = "@someone"


def words(text: str) -> str:
    """Return a text as people see it; nobody is named in it."""
    shown = _TAG.sub(lambda tag: _shown(tag[1]), text)
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def said_to(text: str, user: str) -> str | None:
    """Return what follows a mention of `user` that begins a text; None where none does."""
    mention = _MENTION.match(text)
    return text[mention.end() :] if mention and mention[1] == user else None


def _shown(tag: str) -> str:
    target, _, label = tag.partition("|")
    match target[:1]:
        case "@":
            return SOMEONE
        case "#":
            return f"#{label or 'channel'}"
        case "!":
            return _special(target, label)
        case _:
            return _link(target, label)


def _link(target: str, label: str) -> str:
    bare = target.removeprefix("mailto:")
    return f"{label} ({target})" if label and label not in {target, bare} else bare


def _special(target: str, label: str) -> str:
    if target.startswith("!subteam"):
        return SOMEONE
    return label or f"@{target[1:].partition('^')[0]}"

"""Whom a message notifies: what its text names, as far as `allowed_mentions` lets it."""

import re

from tests.servers.discord_api.wire import Json, Problem
from tests.servers.discord_api.world import Guild, User

_USER = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")
_EVERYONE = re.compile(r"@(everyone|here)\b")

EVERY_KIND = ("users", "roles", "everyone")


def pinged(
    text: str,
    allowed: Json | None,
    guild: Guild | None,
    *,
    replied_to: User | None = None,
    to_all: bool = False,
    by_interaction: bool = False,
) -> set[str]:
    """Return the ids of users and roles that are notified, and `everyone`.

    Without `allowed` messages notify all that they name, and answers to interactions users alone.
    `to_all`: the author may mention everyone and every role.
    """
    if allowed is None:
        allowed = {"parse": ["users"] if by_interaction else EVERY_KIND, "replied_user": True}
    parse = allowed.get("parse") or ()
    people = set(_USER.findall(text))
    found = people if "users" in parse else people & set(allowed.get("users") or ())
    if replied_to is not None and allowed.get("replied_user"):
        found.add(replied_to.id)
    if guild is None:
        return found
    found &= set(guild.members)
    open_roles = {role.id for role in guild.roles[1:] if role.mentionable or to_all}
    named = set(_ROLE.findall(text)) & open_roles
    found |= named if "roles" in parse else named & set(allowed.get("roles") or ())
    if to_all and "everyone" in parse and _EVERYONE.search(text):
        found.add("everyone")
    return found


def problems(allowed: object) -> list[Problem]:
    """Return what is wrong with an `allowed_mentions`."""
    if allowed is None:
        return []
    at = ("allowed_mentions",)
    if not isinstance(allowed, dict):
        return [Problem(at, "DICT_TYPE_CONVERT", "Only dictionaries may be used here")]
    parse = allowed.get("parse") or ()
    found = [
        Problem((*at, "parse", n), "BASE_TYPE_CHOICES", f"must be one of {EVERY_KIND}")
        for n, kind in enumerate(parse)
        if kind not in EVERY_KIND
    ]
    for kind in ("users", "roles"):
        ids = allowed.get(kind) or ()
        if ids and kind in parse:
            code = "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"
            found.append(Problem(at, code, f'parse:["{kind}"] and {kind}: [ids...] are exclusive'))
        if len(ids) > 100:
            found.append(Problem((*at, kind), "BASE_TYPE_BAD_LENGTH", "Must be 100 or fewer"))
    return found

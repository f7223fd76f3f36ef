"""What a person types into a command, as the client checks and sends it."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.servers.discord_api import payloads
from tests.servers.discord_api.core import Core
from tests.servers.discord_api.interaction import NotOffered
from tests.servers.discord_api.permissions import permissions
from tests.servers.discord_api.rules_commands import (
    BOOLEAN,
    CHANNEL,
    GROUP,
    INTEGER,
    NUMBER,
    STRING,
    SUBCOMMAND,
    USER,
)
from tests.servers.discord_api.wire import Json
from tests.servers.discord_api.world import Channel
from tests.servers.discord_api.world import User as Person

Values = Mapping[str, object]

IN_GUILD, IN_DM = 0, 1

_TYPES: dict[int, type | tuple[type, ...]] = {
    STRING: str,
    INTEGER: int,
    BOOLEAN: bool,
    USER: Person,
    CHANNEL: Channel,
    NUMBER: (int, float),
}


@dataclass(frozen=True, slots=True)
class Found:
    """A command that was found by its full name, such as `prep board`."""

    command: Json
    branches: tuple[Json, ...]
    """Group and subcommand, as far as there are any."""

    @property
    def options(self) -> list[Json]:
        """Return what can be typed."""
        leaf = self.branches[-1] if self.branches else self.command
        return leaf.get("options") or []

    def data(self, typed: list[Json], resolved: Json) -> Json:
        """Return what an interaction says of it."""
        for branch in reversed(self.branches):
            typed = [{"name": branch["name"], "type": branch["type"], "options": typed}]
        command = self.command
        data = {"id": command["id"], "name": command["name"], "type": 1, "options": typed}
        return data | ({"resolved": resolved} if resolved else {})


def offers(core: Core, user: Person, place: Channel) -> list[Json]:
    """Return the commands that somebody is offered in a place."""
    guild = place.guild
    here = core.commands_of.get(guild.id, []) if guild else []
    context = IN_GUILD if guild else IN_DM
    granted = permissions(user, guild, place) if guild else -1
    return [
        one
        for one in (*here, *core.commands_of[None])
        if one["contexts"] is None or context in one["contexts"]
        if granted & int(one["default_member_permissions"] or 0)
        == int(one["default_member_permissions"] or 0)
    ]


def find(core: Core, user: Person, place: Channel, name: str) -> Found:
    """Return the command with a name of one to three words."""
    first, *rest = name.split()
    commands = [one for one in offers(core, user, place) if one["type"] == 1]
    node = _named(commands, first, name)
    command, branches = node, []
    for word in rest:
        inner = [one for one in node.get("options") or () if one["type"] in (SUBCOMMAND, GROUP)]
        node = _named(inner, word, name)
        branches.append(node)
    if any(one["type"] in (SUBCOMMAND, GROUP) for one in node.get("options") or ()):
        raise NotOffered(f"/{name} is no whole command")
    return Found(command, tuple(branches))


def _named(commands: list[Json], word: str, whole: str) -> Json:
    for one in commands:
        if one["name"] == word:
            return one
    raise NotOffered(
        f"/{whole} is not offered here: no {word!r} in {[c['name'] for c in commands]}"
    )


def typed(found: Found, values: Values, place: Channel, *, whole: bool) -> tuple[list[Json], Json]:
    """Return the options of an interaction, and the objects that they name.

    `whole` is false while somebody still types; nothing is required then.
    """
    known = {one["name"]: one for one in found.options}
    if extra := set(values) - set(known):
        raise NotOffered(f"no options {sorted(extra)}; there are {sorted(known)}")
    missing = [name for name, one in known.items() if one.get("required") and name not in values]
    if missing and whole:
        raise NotOffered(f"options {missing} are required")
    sent, resolved = [], Json()
    for name, value in values.items():
        option = known[name]
        if whole:
            _check(option, value)
        if isinstance(value, Person | Channel):
            _resolve(value, place, resolved)
        told = value.id if isinstance(value, Person | Channel) else value
        sent.append({"name": name, "type": option["type"], "value": told})
    return sent, resolved


def _check(option: Json, value: object) -> None:
    name, kind = option["name"], option["type"]
    if not isinstance(value, _TYPES[kind]) or (kind == INTEGER and isinstance(value, bool)):
        raise NotOffered(f"{name} cannot be {value!r}")
    choices = [one["value"] for one in option.get("choices") or ()]
    if choices and value not in choices:
        raise NotOffered(f"{name} is one of {choices}")
    measure = len(value) if isinstance(value, str) else value
    if isinstance(measure, int | float):
        ends = (
            ("min_length", "max_length") if isinstance(value, str) else ("min_value", "max_value")
        )
        least, most = (option.get(end) for end in ends)
        if (least is not None and measure < least) or (most is not None and measure > most):
            raise NotOffered(f"{name} is out of its range")


def _resolve(value: Person | Channel, place: Channel, resolved: Json) -> None:
    if isinstance(value, Channel):
        body = payloads.channel(value, value.owner or Person(id="0", name="")) | {
            "permissions": "0"
        }
        resolved.setdefault("channels", {})[value.id] = body
        return
    resolved.setdefault("users", {})[value.id] = payloads.user(value)
    if place.guild and value.id in place.guild.members:
        member = payloads.member(place.guild.members[value.id], with_user=False)
        member["permissions"] = str(permissions(value, place.guild, place))
        resolved.setdefault("members", {})[value.id] = member

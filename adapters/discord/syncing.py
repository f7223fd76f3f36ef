"""Telling Discord our commands, only when they differ from those that it knows.

What Discord knows is the memory: there is no file that could be lost or be out of date.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from discord import app_commands

from adapters.discord.client import Tree

Declared: TypeAlias = app_commands.Group | app_commands.ContextMenu

_KEPT = frozenset(
    """type name description options required choices value min_value max_value min_length
    max_length autocomplete default_member_permissions contexts""".split()
)


def add(tree: Tree, commands: Iterable[Declared]) -> None:
    """Put commands into a tree that has none."""
    for command in commands:
        tree.add_command(command)


async def sync(tree: Tree) -> bool:
    """Send the commands where Discord knows others; returns whether that was needed."""
    if await are_known(tree):
        return False
    await tree.sync()
    return True


async def are_known(tree: Tree) -> bool:
    """Return whether Discord knows exactly these commands."""
    client = tree.client
    known = await client.http.get_global_commands(client.application_id or 0)
    wanted = [command.to_dict(tree) for command in tree.get_commands()]
    return _normal(known) == _normal(wanted)


def _normal(commands: Sequence[Mapping[str, Any]]) -> list[object]:
    return sorted((_plain(one) for one in commands), key=repr)


def _plain(value: Any) -> object:
    """Return a declaration without what Discord adds, or leaves out where it means nothing."""
    match value:
        case Mapping():
            kept = {key: _plain(value[key]) for key in sorted(_KEPT & value.keys())}
            if kept.get("default_member_permissions") is not None:
                # Sent as a number, and given back as text.
                kept["default_member_permissions"] = str(kept["default_member_permissions"])
            return {
                key: one
                for key, one in kept.items()
                if one is not False and one not in ("", None, [])
            }
        case list() | tuple():
            return [_plain(one) for one in value]
        case _:
            return value

"""The commands as Discord's: `/prep`, `/prep-admin`, and "Grade this message".

Built from `bot.commands`, with typed options. Discord hides `/prep-admin` from others; who may do
what is decided by the core all the same.
"""

from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass
from inspect import Parameter, Signature
from typing import Any, Literal, Optional, TypeAlias

import discord
from discord import app_commands

from bot.commands import COMMANDS, Command, Field, Kind
from bot.ports import Sentences

LONGEST_TEXT = 6000
"""Characters of a text option."""
NAME = 100
"""Characters of a suggestion."""

Interaction: TypeAlias = discord.Interaction[Any]
Option: TypeAlias = int | str | None
SubCommand: TypeAlias = app_commands.Command[Any, ..., None]

SUGGESTED = (Kind.ZONE, Kind.QUESTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Callbacks:
    """What is done when somebody uses a command."""

    invoked: Callable[[Interaction, Command, Mapping[str, str]], Awaitable[None]]
    picked: Callable[[Interaction, discord.Message], Awaitable[None]]
    suggest: Callable[[Field, str], Awaitable[Iterable[str]]]


def all_commands(
    sentences: Sentences, callbacks: Callbacks
) -> tuple[app_commands.Group | app_commands.ContextMenu, ...]:
    """Return everything that a tree has to hold."""
    prep = app_commands.Group(name="prep", description=sentences.prep, guild_only=True)
    admin = app_commands.Group(
        name="prep-admin",
        description=sentences.prep_admin,
        guild_only=True,
        default_permissions=discord.Permissions(manage_guild=True),
    )
    for command in COMMANDS:
        (admin if command.admin else prep).add_command(_command(command, callbacks))

    async def pick(interaction: Interaction, message: discord.Message) -> None:
        await callbacks.picked(interaction, message)

    menu = app_commands.ContextMenu(name=sentences.grade_this, callback=pick)
    menu.guild_only = True
    return prep, admin, menu


def _command(command: Command, callbacks: Callbacks) -> SubCommand:
    fields = {_parameter(field): field for field in command.arguments}

    async def invoke(interaction: Interaction, **options: Option) -> None:
        said = {
            fields[name].name: str(value) for name, value in options.items() if value is not None
        }
        await callbacks.invoked(interaction, command, said)

    # The library reads the types of a command from its function's signature.
    parameters = [Parameter("interaction", Parameter.POSITIONAL_OR_KEYWORD, annotation=Interaction)]
    parameters += [
        Parameter(
            name,
            Parameter.KEYWORD_ONLY,
            annotation=_type(field),
            default=Parameter.empty if field.required else None,
        )
        for name, field in fields.items()
    ]
    setattr(invoke, "__signature__", Signature(parameters))  # noqa: B010 - unknown to mypy
    if fields:
        app_commands.describe(**{name: field.help for name, field in fields.items()})(invoke)
        app_commands.rename(**{name: field.name for name, field in fields.items()})(invoke)
    made: SubCommand = app_commands.Command(
        name=command.name, description=command.help, callback=invoke
    )
    for name, field in fields.items():
        if field.kind in SUGGESTED:
            made.autocomplete(name)(_completion(field, callbacks))
    return made


def _parameter(field: Field) -> str:
    return field.name.replace("-", "_")


def _type(field: Field) -> Any:
    kind: Any = str
    match field.kind:
        case Kind.NUMBER:
            kind = app_commands.Range[int, field.low, field.high]
        case Kind.CHOICE:
            kind = Literal[field.choices]
        case Kind.TEXT | Kind.WORD | Kind.LONG_TEXT | Kind.QUESTION:
            kind = app_commands.Range[str, field.low, min(field.high, LONGEST_TEXT)]
        case _:
            pass
    return kind if field.required else Optional[kind]  # noqa: UP045 - made at run time


def _completion(
    field: Field, callbacks: Callbacks
) -> Callable[[Interaction, str], Coroutine[Any, Any, list[app_commands.Choice[str]]]]:
    async def complete(_: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        found = await callbacks.suggest(field, typed)
        return [app_commands.Choice(name=one, value=one) for one in found if len(one) <= NAME][:25]

    return complete

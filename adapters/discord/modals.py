"""Forms as Discord's modals, and what comes back from one.

A modal is never kept: its custom id says which form it is, so that what is sent in after a restart
is read like any other.
"""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

import discord
from discord import ui

from adapters.discord.ids import form_id
from bot.commands import Field, Form, Kind

LONGEST = 4000
"""Characters of a text input."""
TITLE = 45
LABEL = 45
DESCRIPTION = 100
_SHORT = {Kind.ZONE: 60, Kind.TIME: 5}

_LABELLED = 18


def modal(form: Form, context: str, draft: Mapping[str, str]) -> ui.Modal:
    """Return a form as a modal that is filled in as in `draft`."""
    opened = ui.Modal(
        title=form.title[:TITLE], custom_id=form_id(form.name, context, secrets.token_hex(4))
    )
    for field in form.fields:
        opened.add_item(
            ui.Label(
                text=field.name.replace("-", " ").capitalize()[:LABEL],
                description=field.help[:DESCRIPTION],
                component=_component(field, draft.get(field.name, "")),
            )
        )
    # The library would wait for it to be sent in, and so keep every one that is closed instead.
    opened.stop()
    return opened


def _component(field: Field, typed: str) -> ui.Item[ui.Modal]:
    if field.kind in {Kind.CHOICE, Kind.CHOICES}:
        chosen = {part.strip().lower() for part in typed.split(",")}
        select: ui.Select[ui.Modal] = ui.Select(
            custom_id=field.name,
            required=field.required,
            min_values=int(field.required),
            max_values=len(field.choices) if field.kind is Kind.CHOICES else 1,
            options=[
                discord.SelectOption(label=one, value=one, default=one in chosen)
                for one in field.choices
            ],
        )
        return select
    long = field.kind is Kind.LONG_TEXT
    most = min(_longest(field), LONGEST)
    text: ui.TextInput[ui.Modal] = ui.TextInput(
        custom_id=field.name,
        style=discord.TextStyle.paragraph if long else discord.TextStyle.short,
        required=field.required,
        max_length=most,
        default=typed[:most] or None,
    )
    return text


def _longest(field: Field) -> int:
    if field.kind is Kind.NUMBER:
        return len(str(field.high))
    return _SHORT.get(field.kind, field.high)


def values(components: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return what was filled in, by the names of the fields."""
    found: dict[str, str] = {}
    for component in components:
        one = component["component"] if component.get("type") == _LABELLED else component
        if "custom_id" in one:
            chosen = one.get("values")
            found[one["custom_id"]] = ",".join(chosen) if chosen is not None else one["value"]
        else:
            found |= values(one.get("components", ()))
    return found

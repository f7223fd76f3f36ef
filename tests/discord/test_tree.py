"""The commands as Discord sees them: the real tree, built from the declaration."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from adapters.discord.client import Client
from adapters.discord.commands import Callbacks, all_commands
from bot.commands import COMMANDS, FORMS, Kind
from bot.wording.adapters import sentences
from tests.discord.house import PREFILL, House
from tests.servers.discord_api import trouble

NAME = re.compile(r"[-_'a-z0-9]{1,32}")


async def nothing(*_: object) -> list[str]:
    """Do nothing."""
    return []


@pytest.fixture
def tree() -> Sequence[Mapping[str, Any]]:
    """Return what is sent to Discord."""
    callbacks = Callbacks(invoked=nothing, picked=nothing, suggest=nothing)  # type: ignore[arg-type]
    client = Client(reads=True, ready_timeout=0)
    return [one.to_dict(client.tree) for one in all_commands(sentences(), callbacks)]


def options(command: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield everything inside a command."""
    for one in command.get("options", ()):
        yield one
        yield from options(one)


def size(command: Mapping[str, Any]) -> int:
    """Return the characters that Discord counts: names, descriptions and values."""
    own = len(command["name"]) + len(command.get("description", ""))
    own += sum(len(one["name"]) + len(str(one["value"])) for one in command.get("choices", ()))
    return own + sum(size(one) for one in command.get("options", ()))


async def test_what_there_is(tree: Sequence[Mapping[str, Any]]) -> None:
    """Every command is there: `/prep` is flat, `/prep-admin` is hidden, one acts on a message."""
    prep, admin, menu = tree

    assert [one["name"] for one in prep["options"]] == [c.name for c in COMMANDS if not c.admin]
    assert [one["name"] for one in admin["options"]] == [c.name for c in COMMANDS if c.admin]
    assert all(one["type"] == 1 for one in (*prep["options"], *admin["options"]))
    assert admin["default_member_permissions"] == 1 << 5
    assert prep["default_member_permissions"] is None
    assert (menu["name"], menu["type"]) == ("Grade this message", 3)


async def test_limits_of_a_tree(tree: Sequence[Mapping[str, Any]]) -> None:
    """Names, descriptions, counts and sizes are what Discord takes."""
    for command in tree[:2]:
        assert size(command) <= 8000
        assert len(command["options"]) <= 25
        for one in options(command):
            assert NAME.fullmatch(one["name"])
            assert 1 <= len(one["description"]) <= 100
            assert len(one.get("options", ())) <= 25
            assert len(one.get("choices", ())) <= 25
            wanted = [each.get("required", False) for each in one.get("options", ())]
            assert wanted == sorted(wanted, reverse=True)


async def test_types(tree: Sequence[Mapping[str, Any]]) -> None:
    """Numbers have bounds, choices are given, zones and questions are suggested."""
    known = {(c.name, c.admin): c for c in COMMANDS}
    both = [(one, admin) for admin in (False, True) for one in tree[admin]["options"]]
    for command, admin in both:
        shown = {one["name"]: one for one in command["options"]}
        for field in known[command["name"], admin].arguments:
            option = shown[field.name]
            assert option.get("required", False) == field.required
            assert option.get("autocomplete", False) == (field.kind in {Kind.ZONE, Kind.QUESTION})
            if field.kind is Kind.NUMBER:
                assert (option["min_value"], option["max_value"]) == (field.low, field.high)
            if field.kind is Kind.CHOICE:
                assert [one["value"] for one in option["choices"]] == list(field.choices)


def test_forms_fit_into_modals() -> None:
    """A modal holds five fields, each with a label; a select holds 25 options."""
    for form in FORMS:
        assert len(form.fields) <= 5
        assert len(form.title) <= 45
        for field in form.fields:
            assert len(field.help) <= 100
            assert len(field.choices) <= 25
            assert field.required or field.kind is not Kind.CHOICE


async def test_sent_once(house: House) -> None:
    """The commands are sent to Discord where it knows others, and at no other start."""
    server = house.server
    async with house.open():
        pass
    first = len(server.syncs)
    async with house.open():
        pass
    second = len(server.syncs)
    server.commands()[0]["description"] = "Something else"
    async with house.open():
        pass

    assert (first, second, len(server.syncs)) == (1, 1, 2)


async def test_commands_that_are_not_taken(house: House) -> None:
    """Where Discord takes no commands just now, everything else works."""
    server = house.server
    async with house.open():
        thread = await house.begun()
    server.commands()[0]["description"] = "Something else"
    server.trouble.add(
        "PUT", "/applications/{application_id}/commands", trouble.refused(400, 30034)
    )
    async with house.open():
        answer = await server.say(server.bo, thread, PREFILL)
        await house.until(lambda: house.marked(answer))

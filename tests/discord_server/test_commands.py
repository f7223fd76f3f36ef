"""Which commands can be registered."""

import pytest

from tests.discord_server.raw import Raw, codes
from tests.servers.discord_api import DiscordApi, Json


def option(name: str = "o", **more: object) -> Json:
    """Return an option."""
    return {"type": 3, "name": name, "description": "d", **more}


def command(*options: Json, **more: object) -> Json:
    """Return a slash command."""
    return {"name": "c", "description": "d", "options": list(options), **more}


CHOICES = [{"name": str(n), "value": "v" * 90} for n in range(25)]


@pytest.mark.usefixtures("own_rules_alone")
@pytest.mark.parametrize(
    ("commands", "code"),
    [
        ([command(name="Upper")], "APPLICATION_COMMAND_INVALID_NAME"),
        ([command(name="two words")], "APPLICATION_COMMAND_INVALID_NAME"),
        ([command(name="x" * 33)], "BASE_TYPE_BAD_LENGTH"),
        ([command(description="")], "BASE_TYPE_BAD_LENGTH"),
        ([command(description="x" * 101)], "BASE_TYPE_BAD_LENGTH"),
        ([command(), command()], "APPLICATION_COMMANDS_DUPLICATE_NAME"),
        ([command(name=f"c{n}") for n in range(101)], "BASE_TYPE_BAD_LENGTH"),
        ([command(*(option(f"o{n}") for n in range(26)))], "BASE_TYPE_BAD_LENGTH"),
        ([command(option(), option())], "APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATED"),
        (
            [command(option("a"), option("b", required=True))],
            "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
        ),
        ([command(option(choices=CHOICES * 2))], "BASE_TYPE_BAD_LENGTH"),
        (
            [command(option(choices=CHOICES, autocomplete=True))],
            "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES_INVALID",
        ),
        (
            [command(option(), option("s", type=1))],
            "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
        ),
        (
            [command(*(option(f"o{n}", choices=CHOICES) for n in range(4)))],
            "APPLICATION_COMMAND_TOO_LARGE",
        ),
        ([{"name": "x", "type": 3, "description": "d"}], "BASE_TYPE_BAD_LENGTH"),
        ([{"name": str(n), "type": 3} for n in range(16)], "BASE_TYPE_BAD_LENGTH"),
    ],
)
async def test_commands_that_break_a_rule_are_refused(
    raw: Raw,
    server: DiscordApi,
    commands: list[Json],
    code: str,
) -> None:
    """None of them is registered."""
    status, answer = await raw("PUT", f"/applications/{server.application.id}/commands", commands)
    assert status == 400
    assert code in codes(answer["errors"])
    assert (server.commands(), server.syncs) == ([], [])


async def test_an_overwrite_replaces_everything_but_ids(raw: Raw, server: DiscordApi) -> None:
    """Of those that keep their name."""
    path = f"/applications/{server.application.id}/commands"
    _, first = await raw("PUT", path, [command(), command(name="gone")])
    _, second = await raw("PUT", path, [command(description="new"), command(name="more")])
    assert [one["name"] for one in second] == ["c", "more"]
    assert second[0]["id"] == first[0]["id"]
    assert (await raw("GET", path))[1] == second
    assert len(server.syncs) == 2


async def test_a_guild_has_commands_of_its_own(raw: Raw, server: DiscordApi) -> None:
    """They are not everywhere."""
    path = f"/applications/{server.application.id}/guilds/{server.team.id}/commands"
    await raw("PUT", path, [command()])
    assert len(server.commands(server.team)) == 1
    assert server.commands() == []

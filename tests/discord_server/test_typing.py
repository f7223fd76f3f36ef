"""Commands, as the client lets people type them."""

import pytest

from tests.discord_server.bodies import SUGGEST
from tests.discord_server.raw import Raw
from tests.servers.discord_api import DiscordApi, NotOffered

pytestmark = pytest.mark.usefixtures("registered")


async def test_a_message_command_carries_the_whole_message(server: DiscordApi) -> None:
    """Its content too, without the intent for it."""
    server.application.message_content = False
    message = await server.say(server.ada, server.practice, "my answer")
    picked = await server.pick(server.bo, message, "Grade this message", wait=False)
    assert picked.data["resolved"]["messages"][message.id]["content"] == "my answer"


async def test_suggestions_are_limited(raw: Raw, server: DiscordApi) -> None:
    """To 25, of at most 100 characters."""
    many = [{"name": str(n), "value": str(n)} for n in range(26)]
    long = [{"name": "x" * 101, "value": "x"}]
    for choices in (many, long):
        await server.autocomplete(server.bo, server.practice, "prep explain", "concept", "r")
        (*_, asked) = server.interactions.values()
        assert (await raw.answer(asked, SUGGEST, choices=choices))[0] == 400


async def test_commands_are_typed_as_the_client_lets_people_type_them(
    server: DiscordApi,
) -> None:
    """Unknown commands, missing and wrong options are not sent; nor those for admins alone."""
    here = server.practice
    for name, values in (
        ("nothing", {}),
        ("prep", {}),
        ("prep explain", {}),
        ("prep explain", {"concept": 3}),
        ("prep explain", {"concept": "x", "level": 4}),
        ("prep explain", {"concept": "x", "unknown": "y"}),
        ("admin", {}),
    ):
        with pytest.raises(NotOffered):
            await server.slash(server.bo, here, name, values)
    with pytest.raises(NotOffered):
        await server.autocomplete(server.bo, here, "prep explain", "level", "1")
    sent = await server.slash(server.ada, here, "admin", wait=False)
    assert sent.data["name"] == "admin"


async def test_a_subcommand_comes_nested(server: DiscordApi) -> None:
    """As Discord sends it: the subcommand is an option that has options."""
    values = {"concept": "rag", "level": 2}
    asked = await server.slash(server.bo, server.practice, "prep explain", values, wait=False)
    (branch,) = asked.data["options"]
    assert (asked.data["name"], branch["name"], branch["type"]) == ("prep", "explain", 1)
    assert [(one["name"], one["value"]) for one in branch["options"]] == [
        ("concept", "rag"),
        ("level", 2),
    ]

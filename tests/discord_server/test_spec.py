"""The official description, where it is there."""

import os
from pathlib import Path

import pytest

from tests.discord_server.bodies import V2, button, row, text
from tests.discord_server.raw import Raw
from tests.servers.discord_api import DiscordApi, Json
from tests.servers.discord_api.spec import FILE, VARIABLE

pytestmark = pytest.mark.skipif(
    not Path(os.environ.get(VARIABLE, "/nowhere"), FILE).exists(),
    reason=f"{VARIABLE} names no folder with {FILE}",
)


async def refused(raw: Raw, server: DiscordApi, body: Json) -> str:
    """Send a message; return what was wrong with it."""
    await raw("POST", f"/channels/{server.practice.id}/messages", body)
    (violation,) = server.violations
    return violation.problem


async def test_what_is_not_as_described_is_refused(raw: Raw, server: DiscordApi) -> None:
    """Here a list where a text belongs, which our own rules do not look at."""
    assert "OFFICIAL_DESCRIPTION" in await refused(raw, server, {"content": "x", "tts": "yes"})
    assert server.messages(server.practice) == []


async def test_a_problem_deep_inside_is_found(raw: Raw, server: DiscordApi) -> None:
    """The path leads to the component, not to the list of all of them."""
    components = [{"type": 17, "components": [text("x"), row(button(disabled="yes"))]}]
    problem = await refused(raw, server, {"flags": V2, "components": components})
    assert problem.startswith("components.0.components.1.components.0.disabled:")


async def test_a_field_that_is_ignored_is_recorded(raw: Raw, server: DiscordApi) -> None:
    """It is sent all the same, as Discord does."""
    body = {"content": "x", "components": [row(button(colour=3))]}
    assert await refused(raw, server, body) == (
        "components.0.components.0.colour: Discord knows no such field and ignores it"
    )
    assert len(server.messages(server.practice)) == 1


async def test_ids_may_be_numbers(raw: Raw, server: DiscordApi) -> None:
    """As discord.py sends them."""
    asked = await server.say(server.bo, server.practice, "question")
    reference = {"message_id": int(asked.id), "channel_id": int(server.practice.id)}
    allowed = {"parse": [], "users": [int(server.bo.id)]}
    await raw.say(
        server.practice, content="x", message_reference=reference, allowed_mentions=allowed
    )
    assert server.violations == []

"""Without the message-content intent: nothing typed can be read, and everything else works."""

import pytest

from adapters.discord import desk
from adapters.discord.adapter import Discord
from bot.errors import SettingsError
from bot.wording.adapters import sentences
from tests.discord.house import PREFILL, WAIT, House
from tests.servers.discord_api import DiscordApi


@pytest.fixture
def blind(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """Return a house whose application may not read."""
    monkeypatch.setattr(desk, "SOON", 0.05)
    house.server.application.message_content = False
    return house


async def test_setting_up(blind: House) -> None:
    """Whoever sets up is told how people answer here."""
    server = blind.server
    async with blind.open():
        setup = await server.slash(server.ada, server.practice, "prep-admin setup", {"zone": "UTC"})
        for part in ("I may not read messages here.", "A question is coming"):
            await blind.until(lambda part=part: any(part in one.text for one in setup.messages))  # type: ignore[misc]

    assert all(one.ephemeral for one in setup.messages)


async def test_button_and_menu(blind: House) -> None:
    """The button and the menu of a message are ways to answer; a plain reply is none."""
    server = blind.server
    async with blind.open():
        thread = await blind.begun()
        reply = await server.say(server.bo, thread, PREFILL)
        picked = await server.pick(server.bo, reply, "Grade this message")
        await picked.said(WAIT)
        await blind.until(lambda: blind.marked(reply))
        (question,) = blind.said(server.practice, "Open until")
        opened = await blind.pressed(server.ada, question, "Answer privately")
        assert opened.modal is not None
        sent = await server.submit(server.ada, opened.modal, {"text": PREFILL})
        await blind.until(lambda: any("prefill" in one.text for one in sent.messages))

    assert blind.rows("SELECT count(*) FROM attempt") == [(2,)]


async def test_a_reply_that_cannot_be_read(blind: House) -> None:
    """A message that comes without its words is not taken for an empty answer."""
    server = blind.server
    async with blind.open():
        thread = await blind.begun()
        await server.say(server.bo, thread, PREFILL)
        await blind.told(server.ada, "prep today")

    assert blind.rows("SELECT count(*) FROM attempt") == [(0,)]


async def test_a_wrong_token(server: DiscordApi) -> None:
    """A token that Discord does not know ends the run with what to mend."""

    async def nothing(*_: object) -> list[object]:
        return []

    discord = Discord("wrong.token.entirely", server.clock)
    with pytest.raises(SettingsError, match="GREENROOM_DISCORD_TOKEN"):
        await discord.run(nothing, nothing, nothing, sentences())  # type: ignore[arg-type]

"""`greenroom doctor discord`: each line of it, in order and out of order."""

from datetime import timedelta

import pytest

from adapters.discord.doctor import examine
from bot.messages import Address
from bot.platforms import examinations
from bot.settings import Settings
from bot.wording.adapters import sentences
from bot.wording.doctor import line
from tests.discord.house import House, address
from tests.fakes import FixedClock
from tests.servers.discord_api import TOKEN, DiscordApi, trouble

PORTAL = "https://discord.com/developers/applications"


async def lines(server: DiscordApi, *practising: Address, token: str = TOKEN) -> list[str]:
    """Return what an operator is shown."""

    async def channels() -> tuple[Address, ...]:
        return practising

    found = examine(token, server.clock, sentences(), channels)
    return [line(one) async for one in found]


async def test_all_in_order(house: House) -> None:
    """After a first start everything is in order, and the link to invite with is there."""
    server = house.server
    async with house.open():
        await house.told(server.ada, "prep-admin setup", zone="UTC")
    settings = Settings(database=str(house.database), discord_token=TOKEN, _env_file=None)
    shown = [line(one) async for one in examinations(settings)["discord"]()]

    assert [one for one in shown if not one.startswith("ok ")] == []
    link = next(one for one in shown if "Invite me" in one)
    assert f"client_id={server.application.id}" in link
    assert "scope=bot+applications.commands" in link
    assert "permissions=377957223488" in link
    assert any("practice" in one for one in shown)
    assert any("clock" in one for one in shown)


@pytest.mark.parametrize(
    ("token", "said"),
    [("", "There is no GREENROOM_DISCORD_TOKEN"), ("wrong.token", "does not know this")],
)
async def test_tokens(server: DiscordApi, token: str, said: str) -> None:
    """Without a token that Discord knows there is one line, which says where to get one."""
    (shown,) = await lines(server, token=token)

    assert shown.startswith("mend")
    assert said in shown


async def test_discord_is_away(server: DiscordApi) -> None:
    """Where Discord does not answer, that is said, and nothing else is looked at."""
    server.trouble.add("*", "*", trouble.cut(), times=None)
    (shown,) = await lines(server)

    assert "cannot be reached" in shown


async def test_what_is_not_in_order(server: DiscordApi) -> None:
    """The intent, a permission, a channel that is gone, old commands: each says how to mend it."""
    gone = await server.add_channel("old")
    lost = address(gone)
    await server.delete_channel(gone)
    server.application.message_content = False
    await server.permit(server.practice, create_public_threads=False, add_reactions=False)
    shown = await lines(server, address(server.practice), lost)
    mend = [one for one in shown if one.startswith("mend")]

    assert len(mend) == 4
    assert f"{PORTAL}/{server.application.id}/bot" in mend[0]
    assert "is gone, or hidden from me" in mend[1]
    assert "In #practice of" in mend[2]
    assert "I lack: Create Public Threads, Add Reactions." in mend[2]
    assert "`greenroom run` sends them" in mend[3]


async def test_no_server(server: DiscordApi) -> None:
    """A bot that is on no server is to be invited first."""
    await server.kick(server.team)

    assert any("on no server yet" in one for one in await lines(server))


async def test_no_channel(server: DiscordApi) -> None:
    """Before the first setup, a server without any fitting channel is named."""
    await server.permit(server.practice, send_messages=False)

    assert any("there is no channel where I may" in one for one in await lines(server))


async def test_a_clock_that_is_off(server: DiscordApi) -> None:
    """A clock that is minutes off is named: handles and deadlines would be wrong."""

    async def nowhere() -> tuple[Address, ...]:
        return ()

    clock = FixedClock(server.clock.now() - timedelta(minutes=3))
    shown = [line(one) async for one in examine(TOKEN, clock, sentences(), nowhere)]

    assert any("s away from Discord's" in one for one in shown)

"""Many workspaces: each installs the app, is served with its own token, and may leave."""

import html
import re
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from adapters.slack import ids
from bot.packs import Bank
from storage.store import SqlStore
from tests.fakes import FixedClock
from tests.flows.room import PREFILL
from tests.slack.room import SlackRoom, room_of, words

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
"""The SDK's own use of aiohttp."""

OTHER, CHANNEL, FAY, GIL = "T0OTHER", "C0OTHER", "U0OTHER1", "U0OTHER2"


@pytest.fixture
def clock() -> FixedClock:
    """Return the present: the SDK looks at the machine's time to see how old tokens are."""
    return FixedClock(datetime.now(UTC).replace(microsecond=0))


@pytest.fixture
async def room(store: SqlStore, clock: FixedClock, bank: Bank) -> AsyncIterator[SlackRoom]:
    """Return a room to which Slack sends what happens in every workspace."""
    async with room_of("many", store, clock, bank) as room:
        room.slack.redirect_uri = f"{room.life.url}/slack/oauth_redirect"
        room.slack.add_workspace(OTHER, "The others")
        yield room


async def install(room: SlackRoom, team: str | None = OTHER, *, state: str = "") -> tuple[int, str]:
    """Let an admin install the app; return the status and the page at the end."""
    room.slack.consents = team
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{room.life.url}/slack/install") as page:
            cookie = page.headers["Set-Cookie"].partition(";")[0]
            (link,) = re.findall(r'href="(http[^"]+)"', await page.text())
        async with session.get(html.unescape(link), allow_redirects=False) as consent:
            back = consent.headers["Location"]
        back = f"{back}{state}"
        async with session.get(back, headers={"Cookie": cookie}) as end:
            return end.status, await end.text()


async def set_up(room: SlackRoom) -> None:
    """Let Fay start a daily question, and wait until she is told."""
    before = len(room.slack.ephemerals)
    await room.slack.slash(FAY, CHANNEL, "/prep-admin", "setup time=09:00 zone=UTC")
    await room.told(before)


async def test_an_installation(room: SlackRoom) -> None:
    """A workspace that installed the app can set up, be asked and answer."""
    status, _ = await install(room)
    await set_up(room)
    before = len(room.slack.ephemerals)
    await room.slack.slash(FAY, CHANNEL, "/prep-admin", "post")
    await room.told(before)
    await room.done(lambda: room.slack.posts(CHANNEL))
    (question,) = room.slack.posts(CHANNEL)
    answer = await room.slack.say(GIL, CHANNEL, PREFILL, thread_ts=question.ts)
    await room.advance(seconds=30)

    assert status == 200
    assert "cheaper" in words(question)
    assert "white_check_mark" in room.slack.reactions(answer)
    assert {call.team for call in room.slack.called("chat.postMessage")} == {OTHER}


async def test_no_consent(room: SlackRoom) -> None:
    """Where an admin says no, nothing is installed."""
    await install(room, None)

    assert await room.store.secrets.get("slack-installation", OTHER) is None


async def test_a_state_that_was_used(room: SlackRoom) -> None:
    """A state that we did not issue, or that was used, installs nothing."""
    status, _ = await install(room, state="x")

    assert status in {400, 401}
    assert await room.store.secrets.get("slack-installation", OTHER) is None


async def test_a_workspace_without_installation(room: SlackRoom) -> None:
    """What comes from a workspace that has not installed the app is taken by nobody."""
    room.slack.workspaces[OTHER].installed = True
    await room.slack.say(GIL, CHANNEL, PREFILL)
    await room.quiet()

    assert room.life.taken == []


async def test_tokens_are_encrypted(room: SlackRoom, database: Path) -> None:
    """What the database holds of an installation names neither token nor secret."""
    await install(room)
    kept = await room.store.secrets.get("slack-installation", OTHER)
    connection = sqlite3.connect(database)
    rows = connection.execute("SELECT sealed FROM secret").fetchall()
    connection.close()

    assert kept is not None
    assert "xoxb-" in kept
    assert rows
    assert all(b"xox" not in sealed and OTHER.encode() not in sealed for (sealed,) in rows)


async def test_tokens_that_end(room: SlackRoom) -> None:
    """A token that ends soon is renewed before it is used, once."""
    room.slack.rotate_tokens = True
    await install(room)
    await set_up(room)
    room.clock.advance(timedelta(hours=11))
    before = len(room.slack.ephemerals)
    await room.slack.slash(FAY, CHANNEL, "/prep-admin", "schedule")
    await room.told(before)
    await room.slack.slash(GIL, CHANNEL, "/prep", "board")
    await room.told(before + 1)

    assert len(room.slack.called("oauth.v2.access")) == 2
    assert all(call.error is None for call in room.slack.calls)


@pytest.mark.parametrize("how", ["uninstalled", "revoked"])
async def test_leaving(room: SlackRoom, how: str) -> None:
    """A workspace that leaves takes its token with it, and nothing more is said there."""
    await install(room)
    await set_up(room)
    if how == "uninstalled":
        await room.slack.uninstall(OTHER)
    else:
        await room.slack.revoke_tokens(OTHER)
    await room.quiet()
    await room.advance(hours=30)

    assert await room.store.secrets.get("slack-installation", OTHER) is None
    assert await room.store.teams.channels_in(ids.space(OTHER)) == []
    assert room.slack.posts(CHANNEL) == []


async def test_coming_back(room: SlackRoom) -> None:
    """A workspace that installs the app again sets up again."""
    await install(room)
    await set_up(room)
    await room.slack.uninstall(OTHER)
    await room.quiet()
    await install(room)
    await set_up(room)

    assert await room.store.teams.channels_in(ids.space(OTHER)) == [ids.address(OTHER, CHANNEL)]

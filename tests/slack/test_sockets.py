"""Socket Mode: connections that end, break, or fall silent."""

from collections.abc import AsyncIterator

import pytest

from adapters.slack.sockets import Watchdog
from bot.errors import SettingsError
from bot.packs import Bank
from storage.store import SqlStore
from tests.fakes import FixedClock
from tests.flows.room import MEMORY, PREFILL, REUSE
from tests.servers.slack_api import BEN, EVE, PREP, SlackApi
from tests.slack.room import HASTY, Life, SlackRoom, room_of, stand_in


@pytest.fixture
async def room(store: SqlStore, clock: FixedClock, bank: Bank) -> AsyncIterator[SlackRoom]:
    """Return a room in Socket Mode, whose connection is given up quickly."""
    async with room_of("socket", store, clock, bank) as room:
        await room.restart(timing=HASTY)
        room.slack.ack_within = 0.5
        yield room


async def write_through(room: SlackRoom, trouble: str) -> list[str]:
    """Let people write before, during and after a trouble; return what was graded."""
    question = await room.asked()
    await room.says(BEN, PREFILL)
    connections = room.slack.sockets.opened
    match trouble:
        case "silent":
            room.slack.sockets.silence()
        case "cut":
            await room.slack.sockets.drop()
        case _:
            await room.slack.sockets.disconnect("refresh_requested")
    await room.slack.say(EVE, PREP, REUSE, thread_ts=question.ts)
    await room.slack.wait_until(lambda: room.slack.sockets.opened > connections, timeout=20)
    await room.slack.retry_now()
    await room.says(EVE, MEMORY)
    await room.slack.retry_now()
    await room.advance(seconds=60)
    return sorted(one.answer for one in room.life.grader.history)


@pytest.mark.parametrize("trouble", ["silent", "cut", "refresh"])
async def test_answers_meanwhile(room: SlackRoom, trouble: str) -> None:
    """A connection that is lost, silent or replaced loses no answer and doubles none."""
    assert await write_through(room, trouble) == sorted([PREFILL, f"{REUSE}\n\n{MEMORY}"])


def test_a_silent_minute() -> None:
    """A connection is given up after a minute in which nothing at all was heard, not before."""
    now = 0.0
    dog = Watchdog(60.0, lambda: now)
    dog.sign(17.0)
    now = 59.0
    early = dog.silent()
    dog.sign(17.0)
    now = 60.0
    silent = dog.silent()
    dog.sign(18.0)

    assert not early
    assert silent
    assert not dog.silent()


@pytest.mark.parametrize(
    ("dead", "variable"),
    [("bot_token", "GREENROOM_SLACK_BOT_TOKEN"), ("app_token", "GREENROOM_SLACK_APP_TOKEN")],
)
async def test_a_token_that_is_dead(
    store: SqlStore, clock: FixedClock, bank: Bank, dead: str, variable: str
) -> None:
    """A token that Slack does not take ends the start with the name of its setting."""
    slack = stand_in(clock)
    async with slack.serving():
        life = Life(_with(slack, dead), "socket", store, clock, bank)
        with pytest.raises(SettingsError, match=variable):
            await life.begin()
        await life.end()


def _with(slack: SlackApi, dead: str) -> SlackApi:
    setattr(slack, dead, "xoxb-no" if dead == "bot_token" else "xapp-no")
    return slack

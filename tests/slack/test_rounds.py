"""Rooms: a person's conversation with us, where rounds are held."""

from adapters.slack import ids
from bot.messages import MessageReceived
from bot.ports import OpenThread
from tests.servers.slack_api import BEN, PREP, TEAM
from tests.slack.room import SlackRoom


async def test_a_room(room: SlackRoom) -> None:
    """A room is the direct messages with one person; what is said there is handed in."""
    near, ben = ids.address(TEAM, PREP), ids.user(TEAM, BEN)
    first = await room.life.platform.open_room(near, ben, "A round")
    second = await room.life.platform.open_room(near, ben, "Another round")
    await room.slack.say(BEN, await room.slack.dm(BEN), "I would begin with the numbers.")
    await room.quiet()
    (said,) = [one for one in room.life.taken if isinstance(one, MessageReceived)]

    assert first == second == ids.address(TEAM, await room.slack.dm(BEN))
    assert said.place.here == first
    assert said.text == "I would begin with the numbers."


async def test_a_room_after_a_gap(room: SlackRoom) -> None:
    """What was said in a room while nobody listened is read from it, in order."""
    direct = await room.slack.dm(BEN)
    since = room.clock.now() - room.second

    async def meanwhile() -> None:
        room.slack.retry_after = ()
        for text in ("First.", "Second."):
            await room.slack.say(BEN, direct, text)
        await room.slack.settled()

    room.rooms.append(OpenThread(address=ids.address(TEAM, direct), since=since))
    await room.restart(meanwhile)
    await room.done(lambda: room.life.platform.hears(ids.address(TEAM, direct)))
    said = [one.text for one in room.life.taken if isinstance(one, MessageReceived)]

    assert said == ["First.", "Second."]


async def test_hearing(room: SlackRoom) -> None:
    """We hear once we are connected and have caught up, and not after the end."""
    here = ids.address(TEAM, PREP)
    await room.done(lambda: room.life.platform.hears(here))
    await room.life.end()

    assert not room.life.platform.hears(here)

"""Nothing that was written is lost: gaps of the gateway, of the database, and of this process."""

import asyncio
from contextlib import suppress

import pytest

from adapters.discord import intake
from adapters.discord.adapter import Discord
from bot.errors import NotStored
from bot.messages import Inbound, MessageReceived
from bot.ports import OpenThread
from bot.wording.adapters import sentences
from tests.discord.house import PREFILL, WAIT, House, address
from tests.servers.discord_api import TOKEN, Channel, DiscordApi, Message


async def answers_of(house: House, thread: Channel, many: int) -> list[Message]:
    """Let so many people answer."""
    people = [house.server.add_user(f"P{number}") for number in range(many)]
    return [await house.server.say(one, thread, f"{PREFILL} Says {one.name}.") for one in people]


async def all_graded(house: House, answers: list[Message]) -> None:
    """Wait until every answer is graded and marked, and look that none was twice."""
    await house.until(lambda: all(house.marked(one) for one in answers))
    graded = house.rows("SELECT count(*), count(DISTINCT attempt) FROM grade")
    assert graded == [(len(answers), len(answers))]
    texts = {text for (text,) in house.rows("SELECT text FROM message")}
    assert {one.content for one in answers} <= texts
    assert len(house.said(house.server.practice, "Open until")) == 1


@pytest.mark.parametrize("many", [8, pytest.param(50, marks=pytest.mark.slow)])
async def test_a_minute_without_the_gateway(house: House, many: int) -> None:
    """What people write while the session is lost is read at the next one, once."""
    server = house.server
    async with house.open():
        thread = await house.begun()
        identified = server.gateway.identifies
        server.refuse_connections()
        await server.drop(forget=True)
        answers = await answers_of(house, thread, many)
        server.clock.skip(60)
        server.accept_connections()
        await all_graded(house, answers)

    assert server.gateway.identifies == identified + 1


async def test_a_session_that_goes_on(house: House) -> None:
    """What Discord replays when a session is resumed counts once, though it is backfilled too."""
    server = house.server
    async with house.open():
        thread = await house.begun()
        server.freeze()
        answers = [await server.say(server.bo, thread, PREFILL)]
        await server.drop()
        await server.thaw()
        await all_graded(house, answers)

    assert server.gateway.resumes == 1


async def test_a_restart_in_the_middle(house: House) -> None:
    """What is written before, while and after nobody runs is graded, each answer once."""
    server = house.server
    people = [server.add_user(name) for name in ("Cy", "Di", "Eve")]
    async with house.open():
        thread = await house.begun(settle=20)
        before = await server.say(people[0], thread, PREFILL)
        await house.until(lambda: house.marked(before, "👀"))
    meanwhile = await server.say(people[1], thread, PREFILL)
    async with house.open():
        after = await server.say(people[2], thread, PREFILL)
        await house.until(lambda: house.marked(meanwhile, "👀") and house.marked(after, "👀"))
        await house.passes(seconds=30)
        await all_graded(house, [before, meanwhile, after])


async def test_more_than_a_page(server: DiscordApi) -> None:
    """A gap of several pages of a hundred is read to its end, in order, and nothing before it."""
    thread = await server.start_thread(server.ada, server.practice, "Talk")
    await server.say(server.ada, thread, "Long ago.")
    server.clock.skip(3600)
    since = server.clock.now()
    for number in range(230):
        await server.say(server.ada, thread, f"{number}")
    heard: list[str] = []

    async def handle(event: Inbound) -> None:
        assert isinstance(event, MessageReceived)
        heard.append(event.text)

    async def open_threads() -> list[OpenThread]:
        return [OpenThread(address=address(thread), since=since)]

    async def suggest(*_: object) -> list[str]:
        return []

    discord = Discord(TOKEN, server.clock, ready_timeout=0.0)
    running = asyncio.create_task(discord.run(handle, suggest, open_threads, sentences()))
    await server.wait_until(lambda: len(heard) >= 230, WAIT)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running

    assert heard == [f"{number}" for number in range(230)]


async def test_a_thread_that_came_back_deaf(house: House) -> None:
    """A thread that was archived and wakes is joined again, and what it said meanwhile is read."""
    server = house.server
    async with house.open():
        thread = await house.begun()
        await server.archive(thread)
        thread.deaf = True
        answer = await server.say(server.bo, thread, PREFILL)
        await house.until(lambda: house.marked(answer))
        other = await server.say(server.ada, thread, PREFILL)
        await house.until(lambda: house.marked(other))


async def test_a_database_that_is_away(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message that cannot be stored is tried again, before those after it."""
    monkeypatch.setattr(intake, "PAUSES", (0.01, 0.05))
    server = house.server
    refused = 0
    async with house.open():
        thread = await house.begun()
        take = type(house.store.attempts).take

        async def failing(*args: object) -> object:
            nonlocal refused
            if refused < 3:
                refused += 1
                raise NotStored("busy")
            return await take(*args)  # type: ignore[arg-type]

        monkeypatch.setattr(type(house.store.attempts), "take", failing)
        first = await server.say(server.bo, thread, PREFILL)
        second = await server.say(server.bo, thread, "And that is all.")
        await house.until(lambda: house.marked(first) or house.marked(second))

    assert refused == 3
    order = house.rows("SELECT text FROM message ORDER BY sent_at")
    assert order == [(PREFILL,), ("And that is all.",)]


async def test_stopping(house: House) -> None:
    """A message that is being stored when we stop is stored before the end."""
    server = house.server
    began, go_on = asyncio.Event(), asyncio.Event()
    async with house.open():
        thread = await house.begun()
        take = house.store.attempts.take

        async def slowly(*args: object) -> object:
            began.set()
            await go_on.wait()
            return await take(*args)  # type: ignore[arg-type]

        house.store.attempts.take = slowly  # type: ignore[method-assign,assignment]
        await server.say(server.bo, thread, PREFILL)
        await began.wait()
        asyncio.get_running_loop().call_later(0.05, go_on.set)

    assert house.rows("SELECT text FROM message") == [(PREFILL,)]

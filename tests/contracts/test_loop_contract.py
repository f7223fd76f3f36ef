"""The loop that runs wakes: several at a time, each once, and nothing in hand when it stops."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest

from bot.consequences import Consequences, Wake, WakeKind
from storage.work import AT_ONCE
from tests.contracts.wakes import Bench, in_a_file


async def test_idle(bench: Bench) -> None:
    """Idle means that nothing is running, nor due in the time that is asked about."""
    empty = await bench.idle(3600)
    await bench.puts("a", after=10)
    waiting = await bench.idle(9), await bench.idle(10)
    running = []

    async def looks(wake: Wake) -> None:
        del wake
        running.append(await bench.idle())

    bench.clock.advance(timedelta(seconds=10))
    await bench.works(looks)

    assert empty
    assert waiting == (True, False)
    assert running == [False]
    assert await bench.idle(3600)


@in_a_file
async def test_many_wakes(bench: Bench) -> None:
    """The loop handles each of many wakes once, several at a time, until it is cancelled."""
    keys = {f"key{number}" for number in range(AT_ONCE + 30)}
    at_once = 0
    most = 0

    async def handle(wake: Wake) -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0)
        await bench.handle(wake)
        at_once -= 1

    wakes = [Wake(kind=WakeKind.SETTLE, key=key, at=bench.clock.now()) for key in keys]
    loop = asyncio.create_task(bench.store.work.run(handle))
    await bench.store.outbox.say(Consequences(wakes=wakes))
    await bench.puts("in an hour", after=3600)
    async with asyncio.timeout(10):
        while not await bench.idle():  # noqa: ASYNC110 - nobody says when it is idle
            await asyncio.sleep(0.005)
    loop.cancel()
    with suppress(asyncio.CancelledError):
        await loop

    assert sorted(bench.handled) == sorted(keys)
    assert 1 < most <= AT_ONCE


async def test_two_processes(bench: Bench, reborn: Bench) -> None:
    """Two that take turns never handle the same wake both."""
    for number in range(20):
        await bench.puts(f"key{number}")
    await asyncio.gather(bench.works(), reborn.works())

    assert sorted(bench.handled + reborn.handled) == sorted(f"key{number}" for number in range(20))


@in_a_file
async def test_a_loop_that_is_stopped(
    bench: Bench, reborn: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a loop was handling when it was stopped is free at once, and that is no crash."""
    monkeypatch.setattr("storage.work.GRACE", 0.1)
    begun = asyncio.Event()

    async def never_ends(wake: Wake) -> None:
        del wake
        begun.set()
        await asyncio.Event().wait()

    await bench.puts("a")
    loop = asyncio.create_task(bench.store.work.run(never_ends))
    await begun.wait()
    loop.cancel()
    with suppress(asyncio.CancelledError):
        await loop
    troubles = bench.troubles()

    assert troubles == (0, 0)
    assert await reborn.passes(0) == ["a"]


@in_a_file
async def test_a_loop_that_starts_after_a_crash(bench: Bench, reborn: Bench) -> None:
    """A loop that starts handles at once what a dead process had in hand."""
    done = asyncio.Event()

    async def handle(wake: Wake) -> None:
        await reborn.handle(wake)
        done.set()

    await bench.puts("a")
    await bench.crashes()
    loop = asyncio.create_task(reborn.store.work.run(handle))
    async with asyncio.timeout(5):
        await done.wait()
    loop.cancel()
    with suppress(asyncio.CancelledError):
        await loop

    assert reborn.handled == ["a"]

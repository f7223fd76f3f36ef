"""Wakes: each comes at its time, at least once, and none is lost in a crash or an error."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest

from bot.consequences import Wake
from tests.contracts.wakes import Bench, in_a_file

LEASE = timedelta(seconds=30)


async def test_a_wake_comes_at_its_time(bench: Bench) -> None:
    """A wake is handled when it is due, not before, and once."""
    await bench.puts("a", after=10)
    early = list(await bench.passes(9))
    due = list(await bench.passes(1))

    assert early == []
    assert due == ["a"]
    assert await bench.passes(3600) == ["a"]


@pytest.mark.parametrize("times", [(20, 10), (10, 20)])
async def test_the_earlier_time_wins(bench: Bench, times: tuple[float, float]) -> None:
    """Of two times for the same wake the earlier one holds, and it comes once."""
    for after in times:
        await bench.puts("a", after=after)
    early = list(await bench.passes(9))

    assert early == []
    assert await bench.passes(1) == ["a"]
    assert await bench.passes(60) == ["a"]


async def test_the_longest_due_first(bench: Bench) -> None:
    """What was due first is handled first."""
    for key, after in (("c", 3), ("a", 1), ("b", 2)):
        await bench.puts(key, after=after)

    assert await bench.passes(10) == ["a", "b", "c"]


@pytest.mark.parametrize("after", [0, 60])
async def test_a_wake_that_is_put_while_it_is_handled(bench: Bench, after: float) -> None:
    """A wake that is put while it is handled comes again, at its time."""

    async def puts_it_again(wake: Wake) -> None:
        bench.handled.append(wake.key)
        if len(bench.handled) == 1:
            await bench.puts(wake.key, after=after)

    await bench.puts("a")
    await bench.works(puts_it_again)
    at_once = len(bench.handled)
    await bench.passes(60)

    assert at_once == (1 if after else 2)
    assert bench.handled == ["a", "a"]


@in_a_file
async def test_a_crash(bench: Bench, reborn: Bench) -> None:
    """A wake whose process died comes again when its lease has run out, and the crash counts."""
    await bench.puts("a")
    await bench.crashes()
    early = list(await reborn.passes(LEASE.total_seconds() - 1))
    troubles = []

    async def looks(wake: Wake) -> None:
        troubles.append(bench.troubles())
        await reborn.handle(wake)

    bench.clock.advance(timedelta(seconds=1))
    await reborn.works(looks)

    assert early == []
    assert reborn.handled == ["a"]
    assert troubles == [(1, 0)]
    assert await reborn.idle()


@in_a_file
async def test_a_wake_that_is_put_before_a_crash(bench: Bench, reborn: Bench) -> None:
    """A wake that was put while its handler was dying comes again after that."""

    async def puts_it_again(wake: Wake) -> None:
        await bench.puts(wake.key, after=5)
        raise asyncio.CancelledError

    await bench.puts("a")
    with suppress(asyncio.CancelledError):
        await bench.store.work.step(puts_it_again)

    assert await reborn.passes(LEASE.total_seconds() + 1) == ["a"]


async def test_an_error(bench: Bench) -> None:
    """A handler that fails is tried again after pauses that grow; errors are no crashes."""

    async def fails(wake: Wake) -> None:
        bench.handled.append(wake.key)
        raise ValueError(wake.key)

    await bench.puts("a")
    tries = []
    for seconds in (0, 0.9, 0.1, 1.9, 0.1, 3.9, 0.1):
        bench.clock.advance(timedelta(seconds=seconds))
        await bench.works(fails)
        tries.append(len(bench.handled))

    assert tries == [1, 1, 2, 2, 3, 3, 4]
    assert bench.troubles() == (0, 4)


async def test_an_error_that_is_over(bench: Bench) -> None:
    """After a success the pauses begin small again."""
    fates = [ValueError("once"), ValueError("twice"), None, ValueError("later")]

    async def goes_on(wake: Wake) -> None:
        bench.handled.append(wake.key)
        fate = fates.pop(0)
        if fate:
            raise fate
        await bench.puts(wake.key, after=100)

    await bench.puts("a")
    for seconds in (0, 1, 2, 100):
        bench.clock.advance(timedelta(seconds=seconds))
        await bench.works(goes_on)

    assert len(bench.handled) == 4
    assert bench.troubles() == (0, 1)
    assert len(await bench.passes(1)) == 5


async def test_one_error_holds_up_nothing_else(bench: Bench) -> None:
    """While one wake fails the others are handled."""

    async def fails_for_a(wake: Wake) -> None:
        if wake.key == "a":
            raise ValueError(wake.key)
        await bench.handle(wake)

    for key in "abc":
        await bench.puts(key)
    await bench.works(fails_for_a)

    assert bench.handled == ["b", "c"]

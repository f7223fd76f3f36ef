"""Money set aside for calls that run side by side."""

import asyncio

from bot.report_card.purse import Purse


async def test_a_dear_call_is_not_overtaken() -> None:
    """A call that has to wait for money gets it before a cheaper one that came later."""
    purse = Purse(100, spent=0, dearest=None)
    order: list[str] = []

    async def reserve(name: str, estimate: int) -> None:
        assert await purse.reserve(estimate) == estimate
        order.append(name)

    assert await purse.reserve(60) == 60
    dear = asyncio.create_task(reserve("dear", 80))
    await asyncio.sleep(0)
    cheap = asyncio.create_task(reserve("cheap", 10))
    await asyncio.sleep(0)
    assert order == []
    await purse.settle(60, 5)
    await asyncio.gather(dear, cheap)

    assert order == ["dear", "cheap"]


async def test_what_does_not_fit_is_refused_once_nothing_can_come_back() -> None:
    """Ninety of a hundred are spent: twenty more are refused, ten are not."""
    purse = Purse(100, spent=90, dearest=None)

    assert await purse.reserve(20) is None
    assert await purse.reserve(10) == 10


async def test_without_a_limit_everything_fits() -> None:
    """No budget, no bound, and nothing is set aside."""
    purse = Purse(None, spent=10**9, dearest=None)

    assert await purse.reserve(10**9) == 0

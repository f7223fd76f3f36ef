"""Pauses that the service asks for, and the breaker that keeps them for every answer."""

import asyncio
import time

import pytest
from anthropic import AsyncAnthropic

from bot.claude import ClaudeGrader
from bot.claude.failures import CLOSED_FOR, SPENT_FOR
from bot.grading import Graded
from bot.packs import Bank
from tests.claude.asking import fails, judged
from tests.claude.conftest import make
from tests.servers.messages_api import MessagesApi, Turn, rate_limited


async def test_retry_after_is_handed_on(grader: ClaudeGrader, api: MessagesApi, bank: Bank) -> None:
    """A 429 that names a time is raised at once with it, and no call is made until then."""
    api.script.append(rate_limited("40"))

    down = await fails(grader, bank)
    again = await fails(grader, bank)

    assert (down.reason, down.retry_after, down.operator) == ("rate limited", 40, False)
    assert again.retry_after == pytest.approx(40, abs=1)
    assert api.attempts == 1


async def test_retry_after_of_an_hour_blocks_nothing(
    grader: ClaudeGrader, api: MessagesApi, bank: Bank
) -> None:
    """The SDK would sleep for as long as it is told; we return within a second."""
    api.script.append(rate_limited("7200"))
    started = time.perf_counter()

    down = await fails(grader, bank)

    assert time.perf_counter() - started < 1
    assert down.retry_after == 3600


async def test_short_retry_after_is_waited_out(
    grader: ClaudeGrader, api: MessagesApi, bank: Bank
) -> None:
    """A pause of a moment is taken within the call, so that nobody is told to wait."""
    api.script.append(rate_limited("0.05"))

    assert isinstance((await judged(grader, bank)).outcome, Graded)
    assert api.attempts == 2


async def test_429_without_a_time_opens_the_breaker(
    grader: ClaudeGrader, api: MessagesApi, bank: Bank
) -> None:
    """A monthly cap is not asked about again for a quarter of an hour, by any answer."""
    api.script.append(rate_limited())

    first = await fails(grader, bank)
    second = await fails(grader, bank)

    assert first.retry_after == CLOSED_FOR
    assert second.retry_after == pytest.approx(CLOSED_FOR, abs=1)
    assert api.attempts == 1


async def test_the_breaker_closes_again(
    client: AsyncAnthropic, api: MessagesApi, bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When its time is over calls are made again."""
    monkeypatch.setattr("bot.claude.failures.CLOSED_FOR", 0.05)
    grader = make(client, bank)
    api.script.append(rate_limited())
    await fails(grader, bank)
    await asyncio.sleep(0.06)

    assert isinstance((await judged(grader, bank)).outcome, Graded)


@pytest.mark.parametrize(
    ("turn", "reason"),
    [
        (
            Turn(
                status=400,
                error="invalid_request_error",
                message="You have reached your specified API usage limits.",
            ),
            "spending limit reached at the API",
        ),
        (
            Turn(status=429, error="rate_limit_error", code="enforced_spend_limit_reached"),
            "spending limit reached at the API",
        ),
        (Turn(status=402, error="billing_error"), "spending limit reached at the API"),
        (Turn(status=401, error="authentication_error"), "the API refuses ANTHROPIC_API_KEY"),
        (Turn(status=403, error="permission_error"), "the API refuses ANTHROPIC_API_KEY"),
        (Turn(status=404, error="not_found_error"), "the API does not know the model"),
    ],
)
async def test_what_the_operator_has_to_mend_stops_all_calls(
    grader: ClaudeGrader, api: MessagesApi, bank: Bank, turn: Turn, reason: str
) -> None:
    """Limits, keys and unknown models: down for an hour, with a reason that names what to do."""
    api.script.append(turn)

    down = await fails(grader, bank)
    await fails(grader, bank)

    assert (down.reason, down.retry_after, down.operator) == (reason, SPENT_FOR, True)
    assert api.attempts == 1

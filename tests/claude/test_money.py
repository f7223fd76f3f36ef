"""What grading costs, how much of it the cache saves, and how long we take ourselves."""

import asyncio
import time

import pytest
from anthropic import AsyncAnthropic

from bot.claude import ClaudeGrader
from bot.errors import SettingsError
from bot.packs import Bank
from bot.prices import Price, Prices, list_prices, tokens_at_most
from bot.spend import Usage
from tests.claude.conftest import about, make
from tests.servers.api_rules import MODELS, Json
from tests.servers.messages_api import MessagesApi
from tests.servers.minds import Asked, reply

ONE = "attention-root-dk"


@pytest.mark.parametrize("model", ["claude-haiku-5-5", "claude-sonnet-5-5"])
async def test_second_answer_reads_the_cache(
    client: AsyncAnthropic, bank: Bank, model: str
) -> None:
    """From the second answer to a question on, all but the answer comes from the cache."""
    one = bank.questions[ONE]
    grader = ClaudeGrader(
        client, dimensions=bank.dimensions, prices=list_prices(), salt=b"s", model=model
    )
    first = await grader.judge(about(one, one.exemplars.good.answer))
    second = await grader.judge(about(one, one.exemplars.bad.answer))

    assert first.spent[0].usage.cache_write > 0
    assert second.spent[0].usage.cache_read == first.spent[0].usage.cache_write
    assert second.spent[0].usage.cache_write == 0
    assert second.spent[0].micro_dollars < first.spent[0].micro_dollars


async def test_another_question_reads_the_system_prompt(grader: ClaudeGrader, bank: Bank) -> None:
    """The first breakpoint serves every question."""
    one, two, *_ = bank.questions.values()
    await grader.judge(about(one, one.exemplars.good.answer))
    judged = await grader.judge(about(two, two.exemplars.good.answer))

    assert judged.spent[0].usage.cache_read > MODELS["claude-haiku-5-5"].shortest_cached
    assert judged.spent[0].usage.cache_write > 0


async def test_the_cache_forgets_after_five_minutes(
    grader: ClaudeGrader, api: MessagesApi, bank: Bank
) -> None:
    """The stand-in keeps a prefix for its time to live, counted from its last use."""
    one = bank.questions[ONE]
    await grader.judge(about(one, one.exemplars.good.answer))
    api.skipped = 301.0
    judged = await grader.judge(about(one, one.exemplars.bad.answer))

    assert judged.spent[0].usage.cache_read == 0


async def test_a_new_ruling_writes_only_the_question_anew(grader: ClaudeGrader, bank: Bank) -> None:
    """A ruling changes the second prefix, never the first."""
    one = bank.questions[ONE]
    await grader.judge(about(one, one.exemplars.good.answer))
    judged = await grader.judge(about(one, one.exemplars.good.answer, "Accept temperature too."))

    assert judged.spent[0].usage.cache_read > 0
    assert judged.spent[0].usage.cache_write > 0


async def test_a_thousand_answers_cost_less_than_a_dollar(grader: ClaudeGrader, bank: Bank) -> None:
    """Default model, cached prefix, answers of the bank; tokens are estimated."""
    calls = []
    for question in list(bank.questions.values())[::3]:
        for name, exemplar in question.exemplars.each():
            judged = await grader.judge(about(question, exemplar.answer))
            first = judged.spent[0]
            if name != "good":
                assert first.usage.cache_write == 0
                calls.append(first)
    dollars = sum(call.micro_dollars for call in calls) / len(calls) / 1000
    output = sum(call.usage.output for call in calls) / len(calls)
    prompt = sum(call.usage.prompt for call in calls) / len(calls)
    print(f"${dollars:.2f} per 1,000 answers, {prompt:.0f} prompt and {output:.0f} output tokens")  # noqa: T201
    assert dollars < 1


async def test_reservation_covers_what_is_spent(grader: ClaudeGrader, bank: Bank) -> None:
    """The estimate before is never below the sum of the calls after, and is in micro-dollars."""
    for question in list(bank.questions.values())[::6]:
        request = about(question, question.exemplars.partial.answer)
        judged = await grader.judge(request)

        assert sum(one.micro_dollars for one in judged.spent) <= grader.estimate(request)
        assert grader.estimate(request) < 500_000


def test_costs_are_whole_micro_dollars_by_kind() -> None:
    """A million tokens of each kind cost what the list says, on the short and the long tier."""
    prices = list_prices()
    million = 1_000_000

    def haiku(usage: Usage) -> int:
        return prices.cost("claude-haiku-5-5", usage)

    assert haiku(Usage(output=million)) == 500_000
    assert haiku(Usage(input=100_000)) == 10_000
    assert haiku(Usage(input=100_001)) == 50_001
    assert haiku(Usage(cache_read=million)) == 50_000
    assert haiku(Usage(cache_read=10_000, cache_write=10_000)) == 1_350
    assert prices.cost("claude-sonnet-5-5", Usage(input=million, output=million)) == 12_000_000
    assert haiku(Usage(input=1)) == 1


def test_prices_can_be_overridden() -> None:
    """JSON in dollars per million tokens replaces or adds a model; nonsense names its field."""
    text = '{"m": [{"input": 1, "output": 2, "cache_write": 1.25, "cache_read": 0.1}]}'
    prices = list_prices().with_overrides(text)

    assert prices.cost("m", Usage(input=1000, output=1000)) == 3000
    assert prices.knows("claude-haiku-5-5")
    with pytest.raises(SettingsError, match=r"m\.0\.output"):
        list_prices().with_overrides('{"m": [{"input": 1}]}')


def test_an_unknown_model_is_billed_as_the_dearest() -> None:
    """A cap must hold for a model without a price; a snapshot has the price of its model."""
    prices = list_prices()

    assert not prices.knows("llama")
    assert prices.cost("llama", Usage(output=1000)) == 40_000
    assert prices.knows("claude-haiku-4-5-20251001")
    assert not Prices({"a": (Price(input=1, output=1, cache_write=1, cache_read=1),)}).knows("ab")


def test_tokens_are_not_underestimated() -> None:
    """Two bytes a token is above the tokenizer's three characters of English and one of Chinese."""
    assert tokens_at_most("a" * 300) >= 100
    assert tokens_at_most("注意力" * 100) >= 300


async def test_added_time_is_small_with_32_in_flight(
    client: AsyncAnthropic, api: MessagesApi, bank: Bank
) -> None:
    """A model that takes 2 s, 32 answers in flight: our own time is small, and is printed.

    Asserted is processor time, the stand-in's included: a busy machine does not change it.
    """
    one = bank.questions[ONE]
    grader = make(client, bank)
    # Its reply is made once, so that the stand-in's own work is hardly counted as ours.
    made: list[Json] = []

    def mind(asked: Asked) -> Json:
        if not made:
            made.append(reply(asked, {}, {}, {}))
        return made[0]

    api.mind = mind
    await grader.judge(about(one, one.exemplars.good.answer))
    api.every_delay = 2.0
    took: list[float] = []

    async def ask(number: int) -> None:
        await asyncio.sleep(number * api.every_delay / 32)
        started = time.perf_counter()
        await grader.judge(about(one, f"{one.exemplars.good.answer} Number {number}."))
        took.append(time.perf_counter() - started - api.every_delay)

    busy = time.process_time()
    await asyncio.gather(*(ask(number) for number in range(64)))
    busy = (time.process_time() - busy) / 64

    took.sort()
    print(  # noqa: T201
        f"added: median {1000 * took[32]:.0f} ms, slowest of 64 {1000 * took[-1]:.0f} ms, "
        f"processor {1000 * busy:.0f} ms an answer, stand-in included"
    )
    assert busy < 0.05

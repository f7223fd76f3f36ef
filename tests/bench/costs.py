"""What 1,000 graded answers cost by model: tokens as the stand-in estimates them, list prices.

No paid service is asked, so these are estimates: 3.1 characters a token, 300 tokens of thinking.
"""

import asyncio
import logging
from collections.abc import Sequence
from statistics import fmean

import structlog
from rich.console import Console
from rich.table import Table

from bot.claude import ClaudeGrader, connect
from bot.packs import load
from bot.ports import GradeRequest
from bot.prices import list_prices
from bot.settings import PACK
from bot.spend import Usage
from tests.servers.messages_api import KEY, MessagesApi
from tests.servers.minds import honest

MODELS = (
    "claude-haiku-5-5",
    "claude-sonnet-5-5",
    "claude-opus-5-5",
    "claude-fable-5-2",
    "claude-haiku-4-5",
)


async def usages() -> Sequence[Usage]:
    """Return what the first call for each exemplar of the pack used."""
    bank = load(PACK)
    found = []
    async with (
        MessagesApi(mind=honest(bank.questions)).serving() as api,
        connect(KEY, api.url) as client,
    ):
        grader = ClaudeGrader(
            client, dimensions=bank.dimensions, prices=list_prices(), salt=b"bench"
        )
        for question in bank.questions.values():
            for _, exemplar in question.exemplars.each():
                request = GradeRequest(question=question, answer=exemplar.answer)
                found.append((await grader.judge(request)).spent[0].usage)
    return found


def table(found: Sequence[Usage]) -> Table:
    """Return dollars for 1,000 answers: prefix cached, written to the cache, without a cache."""
    own = round(fmean(one.input for one in found))
    prompt = round(fmean(one.prompt for one in found))
    output = round(fmean(one.output for one in found))
    prices = list_prices()
    rows = Table("model", "cached", "cache write", "no cache")
    rows.title = f"$ per 1,000 answers · {prompt} prompt and {output} output tokens, estimated"
    for model in MODELS:
        kinds = (
            Usage(input=own, cache_read=prompt - own, output=output),
            Usage(input=own, cache_write=prompt - own, output=output),
            Usage(input=prompt, output=output),
        )
        rows.add_row(model, *(f"{prices.cost(model, one) / 1000:.2f}" for one in kinds))
    return rows


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    Console().print(table(asyncio.run(usages())))

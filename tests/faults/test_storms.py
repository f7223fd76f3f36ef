"""Both platforms refuse most of what we ask of them, for a while: in the end all is there once."""

import asyncio
import random
from pathlib import Path

import pytest

from bot.packs import Bank
from tests.contracts.rows import rows
from tests.flows.room import BATCH, MEMORY, PREFILL, REUSE
from tests.servers.discord_api import trouble
from tests.servers.slack_api import (
    ADA,
    BEN,
    EVE,
    PREP,
    lost,
    page,
    rate_limited,
    server_error,
)
from tests.servers.slack_api.trouble import Trouble, cut
from tests.service.both import ASKED, WAIT, Both, between
from tests.slack.room import words

SEED = 20261122
SHARE = 0.5
"""Of the requests go wrong."""
ANSWERS = (PREFILL, f"{PREFILL} {REUSE}", f"{MEMORY} {BATCH}")
PEOPLE = 5
LINE = "your answer is graded"
STORMS = {
    "429": (
        [trouble.rate_limited(0.05), trouble.rate_limited(90, via=False)],
        [rate_limited(1), rate_limited(30)],
    ),
    "5xx": (
        [trouble.broken(503), trouble.cut(), trouble.cut(done=True)],
        [server_error(), server_error(503), page(), cut(), lost()],
    ),
}


def breaks_out(both: Both, name: str, chance: random.Random) -> None:
    """Let requests go wrong from now on."""
    for one in STORMS[name][0]:
        both.discord.trouble.add(
            "*",
            "*",
            one,
            times=None,
            where=lambda request: "callback" not in request.route and chance.random() < SHARE / 2,
        )
    kinds = STORMS[name][1]
    both.slack.trouble.coming["*"].extend(
        chance.choice(kinds) if chance.random() < SHARE else Trouble() for _ in range(2000)
    )


def is_over(both: Both) -> None:
    """Let everything go well again."""
    both.discord.trouble.clear()
    both.slack.trouble.coming.clear()


@pytest.mark.slow
@pytest.mark.parametrize("storm", STORMS)
async def test_a_storm(
    database: Path, bank: Bank, storm: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The question is there once in each channel, and so is what is said of each answer."""
    chance = random.Random(SEED)  # noqa: S311 - the same every time
    left = "SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending')"
    async with between(database, bank) as both:
        discord, slack = both.discord, both.slack
        await both.begins()
        breaks_out(both, storm, chance)
        await both.passes(minutes=30)
        while not (discord.threads(discord.practice) and both.asked_on_slack()):
            await both.passes(minutes=1)
            await both.rests()
        (thread,) = discord.threads(discord.practice)
        root = next(one for one in both.roots() if ASKED.search(words(one)))
        heard = 0
        for said in ANSWERS:
            for user in (discord.ada, discord.bo):
                await discord.say(user, thread, said)
            for name in (ADA, BEN, EVE):
                await slack.say(name, PREP, said, thread_ts=root.ts)
            heard += PEOPLE
            async with asyncio.timeout(6 * WAIT):
                while rows(database, "SELECT count(*) FROM message") < [(heard,)]:
                    # What was not acknowledged comes again, in its time.
                    await slack.retry_now()
                    await both.rests()
            for _ in range(4):
                await both.passes(minutes=1)
                await both.rests()
        waiting = rows(database, left)[0][0]
        is_over(both)
        for _ in range(60):
            await both.passes(minutes=6)
            await both.rests()
            if rows(database, left) == [(0,)]:
                break
        lines = (
            [one.text.count(LINE) for one in discord.messages(thread)],
            [words(one).count(LINE) for one in slack.posts(PREP)],
        )
    states = rows(database, "SELECT state, count(*) FROM attempt GROUP BY state")
    twice = "SELECT attempt FROM grade GROUP BY attempt, revision HAVING count(*) > 1"
    outbox = rows(database, "SELECT DISTINCT state FROM outbox")
    with capsys.disabled():
        print(f"\n{storm}: {len(ANSWERS) * PEOPLE} answers, {waiting} things waited at its end")  # noqa: T201

    assert len(both.asked_on_discord()) == len(both.asked_on_slack()) == 1
    assert states == [("graded", len(ANSWERS) * PEOPLE)]
    assert rows(database, twice) == []
    assert [sum(one) for one in lines] == [6, 9]
    assert outbox == [("sent",)]
    assert discord.violations == []
    assert slack.violations == []

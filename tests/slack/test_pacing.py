"""Keeping within Slack's limits before it has to say so."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack import ids
from adapters.slack.adapter import Slack
from adapters.slack.pacing import TIERS, Pace, Window
from bot.errors import PlatformDown, RateLimited
from bot.messages import OutboxKey, Post, Sent
from bot.packs import Bank
from storage.store import SqlStore
from tests.fakes import FixedClock
from tests.servers.slack_api import PREP, TEAM, Limits, SlackApi, rate_limited, slow
from tests.servers.slack_api.methods import METHODS
from tests.slack.room import Life, stand_in

HERE = ids.address(TEAM, PREP)


@given(
    st.integers(1, 5),
    st.floats(0.5, 60),
    st.lists(st.floats(0, 20), min_size=1, max_size=40),
)
def test_windows(count: int, seconds: float, pauses: list[float]) -> None:
    """In no stretch of time are there more turns than allowed, and no turn is put off in vain."""
    window, now, turns = Window(count, seconds), 0.0, list[float]()
    for pause in pauses:
        now += pause
        at = now + window.wait(now)
        window.take(at)
        turns.append(at)
        early = [turn for turn in turns[:-1] if turn > at - seconds + 1e-6]
        assert len(early) < count
        assert (
            at == now or len([turn for turn in turns[:-1] if turn >= at - seconds - 1e-6]) >= count
        )


async def test_a_turn_that_is_far_off() -> None:
    """Whoever would have to wait for long is told for how long, and takes no turn."""
    now = 100.0
    pace = Pace(tiers={"reactions.add": 2}, longest=5.0, now=lambda: now)
    for _ in range(2):
        await pace.turn(TEAM, "reactions.add")
    with pytest.raises(RateLimited) as told:
        await pace.turn(TEAM, "reactions.add")
    await pace.turn("T0OTHER", "reactions.add")
    now += 60.0
    await pace.turn(TEAM, "reactions.add")

    assert told.value.retry_after == pytest.approx(60.0)


def test_tiers() -> None:
    """No method is called more often than its page allows, and none of ours is left out."""
    counted = {name: method.tier for name, method in METHODS.items() if name in TIERS}

    assert {name: TIERS[name] for name in counted} == {
        name: {"2": 20, "3": 50, "4": 100}[tier] for name, tier in counted.items()
    }
    assert set(TIERS) <= set(METHODS)


@asynccontextmanager
async def speaking(
    slack: SlackApi, store: SqlStore, clock: FixedClock, bank: Bank
) -> AsyncIterator[Slack]:
    """Give the adapter with a pace, for its verbs alone."""
    async with slack.serving():
        life = Life(slack, "socket", store, clock, bank, pace=Pace(message_every=0.3))
        async with life.platform as platform:
            yield platform


async def test_strict_limits(store: SqlStore, clock: FixedClock, bank: Bank) -> None:
    """Posts to one channel that are said at once go out one by one, and none is refused."""
    slack = SlackApi()
    slack.limits = Limits(message_every=0.1, tiers=False)
    async with speaking(slack, store, clock, bank) as platform:
        posts = (Post(body=f"No. {number}") for number in range(4))
        sent = await asyncio.gather(
            *(platform.post(HERE, post, OutboxKey(post.body), again=False) for post in posts)
        )

        assert all(isinstance(one, Sent) for one in sent)
        assert [call.error for call in slack.calls] == [None] * 5
        assert len(slack.posts(PREP)) == 4


async def test_a_short_pause(store: SqlStore, clock: FixedClock, bank: Bank) -> None:
    """A pause of a second is waited for at once; a long one is told to whoever called."""
    slack = stand_in(clock)
    async with speaking(slack, store, clock, bank) as platform:
        slack.trouble.add("chat.postMessage", 1, rate_limited(1))
        short = await platform.post(HERE, Post(body="1"), OutboxKey("1"), again=False)
        slack.trouble.add("chat.postMessage", 1, rate_limited(90))
        with pytest.raises(RateLimited) as told:
            await platform.post(HERE, Post(body="2"), OutboxKey("2"), again=False)

        assert isinstance(short, Sent)
        assert told.value.retry_after == 90
        assert len(slack.posts(PREP)) == 1


async def test_a_pause_between_two_parts(store: SqlStore, clock: FixedClock, bank: Bank) -> None:
    """Where the first part of a long post is there, the next try looks, and sends the rest."""
    slack = stand_in(clock)
    long = Post(body="\n\n".join(f"Paragraph {number}. " + "word " * 200 for number in range(6)))
    async with speaking(slack, store, clock, bank) as platform:
        await platform.post(HERE, Post(body="Before."), OutboxKey("0"), again=False)
        slack.trouble.add("chat.postMessage", 1, slow(0))
        slack.trouble.add("chat.postMessage", 1, rate_limited(90))
        with pytest.raises(PlatformDown):
            await platform.post(HERE, long, OutboxKey("1"), again=False)
        first = len(slack.posts(PREP))
        sent = await platform.post(HERE, long, OutboxKey("1"), again=True)

        assert first == 2
        assert isinstance(sent, Sent)
        assert len(sent.receipt.refs) == len(slack.posts(PREP)) - 1 > 2

"""Plans: the minutes add up, and the right things are asked."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content import Difficulty, Track
from bot.packs import Bank, load
from bot.rounds.making import Wish, planned
from bot.rounds.plans import GRAIN, SHORTEST, scaled
from bot.settings import PACK

LENGTHS = (15, 20, 30, 45, 60)


@pytest.fixture(scope="module")
def shipped() -> Bank:
    """Return the pack that is shipped."""
    return load(PACK)


def wish(kind: Track, minutes: int, **more: object) -> Wish:
    """Return a wish of somebody new."""
    known: dict[str, object] = {"avoid": set(), "hidden": set(), "seed": "one"}
    return Wish(
        kind=kind,
        difficulty=Difficulty.MID,
        minutes=minutes,
        shared=False,
        settle=timedelta(seconds=20),
        zone="Europe/Berlin",
        **(known | more),  # type: ignore[arg-type]
    )


@settings(deadline=None)
@given(
    st.lists(st.floats(0.1, 50), min_size=1, max_size=10),
    st.integers(0, 100).map(lambda more: timedelta(minutes=10) + more * GRAIN),
)
def test_spans_add_up(weights: list[float], total: timedelta) -> None:
    """Whatever the weights, the spans fill the time, each whole and long enough."""
    spans = scaled(weights, total)

    assert sum(spans, timedelta()) == total
    assert min(spans) >= SHORTEST
    assert all(span % GRAIN == timedelta() for span in spans)


@settings(deadline=None)
@given(st.lists(st.integers(1, 40), min_size=2, max_size=8, unique=True))
def test_more_weight_is_never_less_time(weights: list[int]) -> None:
    """A stage of more weight never has less time, but for what rounding takes."""
    spans = scaled(weights, timedelta(hours=2))
    pairs = zip(weights, spans, strict=True)

    ordered = [span for _, span in sorted(pairs)]
    assert all(one <= other + GRAIN for one, other in pairwise(ordered))


@pytest.mark.parametrize("kind", Track)
def test_every_kind_at_every_length(shipped: Bank, kind: Track) -> None:
    """The shipped pack has a round of each kind and length, whose stages fill its minutes."""
    for minutes in LENGTHS:
        plan = planned(shipped, wish(kind, minutes))
        assert plan is not None
        spans = [stage.lasts for stage in plan.stages]
        assert sum(spans, timedelta()) == timedelta(minutes=minutes)
        asked = [question.id for question in plan.questions]
        assert len(asked) == len(set(asked))
        for stage in plan.stages:
            known = {point.id for point in plan.questions[stage.question].rubric.points}
            assert stage.points
            assert set(stage.points) <= known


def test_the_six_steps(shipped: Bank) -> None:
    """A design round has the module's steps, in its proportions, and every point has a step."""
    plan = planned(shipped, wish(Track.SYSTEM_DESIGN, 45))

    assert plan is not None
    names = [stage.name for stage in plan.stages]
    lasts = [stage.lasts for stage in plan.stages]
    assert len(names) == 6
    assert lasts[2] == max(lasts) > timedelta(minutes=15)
    assert lasts[0] == min(lasts)
    points = [point for stage in plan.stages for point in stage.points]
    assert sorted(points) == sorted(point.id for point in plan.questions[0].rubric.points)
    assert len(plan.facts) >= 6
    assert set(plan.failures) == {"data", "model", "infrastructure", "security"}


def test_what_comes_last_and_what_never_comes(shipped: Bank) -> None:
    """What the person had before comes last; what is open elsewhere never comes."""
    ids = {one.id for one in shipped.questions.values() if one.track is Track.FUNDAMENTALS}
    fresh = "kv-cache-second-token"
    for seed in "abcdef":
        new = planned(
            shipped, wish(Track.FUNDAMENTALS, 15, seed=seed, avoid=ids - {fresh}, hidden=set())
        )
        without = planned(shipped, wish(Track.FUNDAMENTALS, 60, seed=seed, hidden={fresh}))
        assert new is not None
        assert without is not None
        assert new.questions[0].id == fresh
        assert fresh not in {question.id for question in without.questions}


def test_the_same_seed_gives_the_same_plan(shipped: Bank) -> None:
    """Chance follows from the round alone, and differs from one to the next."""
    plans = [planned(shipped, wish(Track.APPLIED, 30, seed=seed)) for seed in "aabcdefg"]

    assert plans[0] == plans[1]
    assert len({tuple(q.id for q in one.questions) for one in plans if one}) > 1

"""Clarifying questions: what they bring to light, and what they do not."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.packs import load
from bot.round_content import DesignPrompt
from bot.rounds.sheet import MOST, look_up, questions
from bot.settings import PACK

from .prompts import design


@pytest.fixture(scope="module")
def prompts() -> Sequence[DesignPrompt]:
    """Return the design prompts that are shipped."""
    return [one for one in load(PACK).rounds.values() if isinstance(one, DesignPrompt)]


@pytest.mark.parametrize(
    ("said", "found", "left"),
    [
        ("How many visitors are there?", ["scale"], 0),
        ("What is the budget, and what latency is fine?", ["latency", "budget"], 0),
        ("what about the gdpr", ["privacy"], 0),
        ("How fast must it be? And who owns the cat?", ["latency"], 1),
        ("I would assume a budget of 10 dollars.", [], 0),
        ("What is the right answer?", [], 1),
        ("Tell me everything.", [], 1),
        ("", [], 0),
    ],
)
def test_what_is_asked_for(said: str, found: list[str], left: int) -> None:
    """A question brings to light what its words name; a statement brings nothing."""
    seen = look_up(design().facts, said)

    assert [fact.id for fact in seen.facts] == found
    assert seen.open == left


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text(said: str) -> None:
    """Whatever is written, what is told is on the sheet, and never all of it."""
    facts = design().facts
    seen = look_up(facts, said)

    assert set(seen.facts) <= set(facts)
    assert len(seen.facts) <= MOST
    assert seen.open <= len(questions(said))


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("How many per day?", "scale"),
        ("What QPS do we expect?", "scale"),
        ("How quickly must it come back?", "latency"),
        ("Who will use it?", "users"),
        ("What can we spend?", "budget"),
        ("How long do we have?", "time"),
    ],
)
def test_the_usual_words(prompts: Sequence[DesignPrompt], said: str, topic: str) -> None:
    """What everybody asks, in the words that everybody uses, is told from every shipped sheet."""
    told = [look_up(one.facts, said) for one in prompts]
    with_topic = [any(fact.topic == topic for fact in one.facts) for one in prompts]

    assert [bool(seen.facts) for seen in told] == with_topic
    assert sum(with_topic) >= 14


def test_the_shipped_sheets(prompts: Sequence[DesignPrompt]) -> None:
    """Each entry of each sheet is found by its own phrases, put as a question."""
    unfound = [
        (prompt.id, fact.id, ask)
        for prompt in prompts
        for fact in prompt.facts
        for ask in fact.asks
        if fact not in look_up((fact,), f"Could you say something on {ask}?").facts
    ]

    assert unfound == []

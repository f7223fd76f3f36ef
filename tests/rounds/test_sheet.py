"""Clarifying questions: what they bring to light, and what they do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.packs import load
from bot.round_content import DesignPrompt
from bot.rounds.sheet import MOST, look_up, questions
from bot.settings import PACK

from .prompts import design


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


@given(st.text(max_size=300))
def test_any_text(said: str) -> None:
    """Whatever is written, what is told is on the sheet, and never all of it."""
    facts = design().facts
    seen = look_up(facts, said)

    assert set(seen.facts) <= set(facts)
    assert len(seen.facts) <= MOST
    assert seen.open <= len(questions(said))


def test_the_shipped_sheets() -> None:
    """Each entry of each sheet is found by its own phrases, put as a question."""
    unfound = [
        (prompt.id, fact.id, ask)
        for prompt in load(PACK).rounds.values()
        if isinstance(prompt, DesignPrompt)
        for fact in prompt.facts
        for ask in fact.asks
        if fact not in look_up((fact,), f"Could you say something on {ask}?").facts
    ]

    assert unfound == []

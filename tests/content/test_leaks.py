"""Sentences that give a key point away, and those that only point to it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content import Point
from bot.leaks import gives_away

PROMPT = "Queries and keys have 128 dimensions per head. Explain what went wrong in the softmax."
POINT = Point.model_validate(
    {
        "id": "formula",
        "says": "scores are divided by the square root of the dimension before the softmax",
        "about": "what is missing from the line",
        "weight": 3,
        "dimension": "depth",
        "evidence": "Gives the scaled formula.",
        "aliases": ["scaled dot product", "variance explodes", "temperature"],
    }
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Should the scores be divided by the square root of something?",
        "What if you DIVIDED scores by a square   root?",
        "Dividing the score by a squared root: why?",
        "By which square root is it divided?",
        "Have you heard of the scaled dot product?",
        "What is a dot product that is scaled for?",
        "Why does the variance explode here?",
    ],
)
def test_gives_away(sentence: str) -> None:
    """Most of a point's own words, or all of an alias, in any order and form, state the point."""
    assert gives_away(sentence, POINT, PROMPT)


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "What is missing from her line?",
        "What happens to the softmax with 128 dimensions?",
        "How large do the scores become?",
        "Is there a square somewhere?",
        "Is there a square root somewhere?",
        "Which temperature would you set?",
        "What does the dot tell you?",
    ],
)
def test_gives_nothing_away(sentence: str) -> None:
    """Words of the prompt, one word of the point, or a part of an alias are only a direction."""
    assert not gives_away(sentence, POINT, PROMPT)


def test_the_point_itself_gives_it_away() -> None:
    """What a point says, and each alias of more than one word, gives the point away."""
    assert gives_away(POINT.says, POINT, PROMPT)
    assert gives_away(POINT.aliases[0], POINT, PROMPT)


def test_words_of_the_prompt_are_no_secret() -> None:
    """The same sentence gives nothing away where the prompt has said it all."""
    assert not gives_away(POINT.says, POINT, f"{PROMPT} {POINT.says}")


def test_one_word_is_a_topic() -> None:
    """Where the prompt leaves a point a single word of its own, naming that is no leak."""
    point = POINT.model_copy(update={"says": "the softmax of queries and keys has a temperature"})

    assert not gives_away("What is the temperature here?", point, PROMPT)


WORDS = st.sampled_from([*POINT.says.split(), "banana", "temperature", "scaled", "dot", "product"])


@settings(max_examples=100)
@given(st.lists(WORDS, max_size=8), st.lists(WORDS, max_size=4))
def test_saying_more_gives_no_less_away(said: list[str], more: list[str]) -> None:
    """Further words never take back what a sentence has given away."""
    before = gives_away(" ".join(said), POINT, PROMPT)

    assert gives_away(" ".join([*said, *more]), POINT, PROMPT) >= before

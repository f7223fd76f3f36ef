"""Long texts in parts: short enough, complete, and with code that stays code."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.splitting import FENCE, SHORTEST, split

from .arbitrary import anything

words = st.sampled_from(["token", "cache", "a", "x" * 30, "日本語", "👩‍💻", "`q`", "=="])
prose = st.lists(words, min_size=1, max_size=30).map(" ".join)
lines = st.lists(words, min_size=1, max_size=6).map(" ".join)
languages = st.sampled_from(["", "python", "json"])
blocks = st.tuples(languages, st.lists(lines, max_size=8)).map(
    lambda block: "\n".join((FENCE + block[0], *block[1], FENCE))
)
documents = st.lists(prose | blocks, max_size=6).map("\n\n".join)
"""Paragraphs and code blocks as model answers have them, each block closed."""

limits = st.integers(60, 400)


def said(text: str) -> str:
    """Return a text without fences and white space, which splitting may add and drop."""
    without = re.sub(rf"^{FENCE}\w*$", "", text, flags=re.MULTILINE)
    return "".join(without.split())


def fences(part: str) -> list[str]:
    """Return the lines of a part that begin or end a code block."""
    return [line for line in part.split("\n") if line.startswith(FENCE)]


@given(anything | st.text(max_size=300) | documents, st.integers(SHORTEST, 100))
@example("a" * 50 + "\n" + FENCE + "averyveryverylonglanguagename\n" + "b" * 90, 20)
def test_parts_fit(text: str, limit: int) -> None:
    """Whatever the text is, every part has something in it and is within the limit."""
    for part in split(text, limit):
        assert len(part) <= limit
        assert part.strip()


@given(st.text(max_size=300), st.integers(SHORTEST, 100))
def test_nothing_is_lost(text: str, limit: int) -> None:
    """White space aside, the parts of a text without code blocks together are the text."""
    whole = text.replace("`", "'")

    assert "".join("".join(split(whole, limit)).split()) == "".join(whole.split())


@given(documents, limits)
def test_nothing_is_lost_from_code(text: str, limit: int) -> None:
    """White space and fences aside, the parts of a text with code blocks together are the text."""
    assert "".join(said(part) for part in split(text, limit)) == said(text)


@given(documents, limits)
def test_blocks_are_closed(text: str, limit: int) -> None:
    """No part ends inside a code block."""
    for part in split(text, limit):
        assert len(fences(part)) % 2 == 0


@given(languages, st.lists(lines, min_size=20, max_size=40), limits)
def test_blocks_are_opened_again(language: str, code: list[str], limit: int) -> None:
    """Each part of a long code block is a code block of the same language."""
    parts = split("\n".join((FENCE + language, *code, FENCE)), limit)

    for part in parts:
        assert fences(part) == [FENCE + language, FENCE]
        assert part.startswith(FENCE)
        assert part.endswith(FENCE)


@given(st.lists(st.lists(lines, min_size=1, max_size=4).map("\n".join), min_size=1, max_size=8))
def test_paragraphs_stay_whole(paragraphs: list[str]) -> None:
    """Where paragraphs fit into parts, cuts are made between them and nowhere else."""
    limit = 2 * max(map(len, paragraphs)) + 50
    parts = split("\n\n".join(paragraphs), limit)

    assert [one for part in parts for one in part.split("\n\n")] == paragraphs


@given(st.lists(st.sampled_from(["token", "cache", "a"]), min_size=1, max_size=80), limits)
def test_words_stay_whole(text: list[str], limit: int) -> None:
    """Where there are spaces, no word is cut."""
    parts = split(" ".join(text), limit)

    assert [word for part in parts for word in part.split()] == text


@given(anything)
def test_short_texts_stay_as_they_are(text: str) -> None:
    """What fits is one part, or none where nothing can be seen."""
    kept = text.strip("\n")

    assert split(text, 200) == ((kept,) if kept.strip() else ())


def test_a_limit_that_cannot_be_met_is_refused() -> None:
    """Below the shortest limit there is no way to close and open a block in each part."""
    with pytest.raises(ValueError, match=str(SHORTEST)):
        split("text", SHORTEST - 1)

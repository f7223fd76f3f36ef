"""Texts as words: what is invisible goes, what is stored can be stored, twice is as once."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.words import runs, similarity, squash, stems, storable, tokens, visible

from .arbitrary import anything

every_character = st.text(st.characters(), max_size=40)
"""Lone surrogates included, which a chat platform may well send."""

texts = (
    anything
    | every_character
    | st.text(
        st.sampled_from("e\u0301\u200d\u0345ſKﬁßİǰ ’'“\"\n\t\r\x00\u0000\u2028Ａ"), max_size=12
    )
)


@given(texts)
def test_visible_leaves_nothing_unseen(text: str) -> None:
    """Of characters that control, format or are half of a pair, only line breaks and tabs stay."""
    left = {char for char in visible(text) if unicodedata.category(char) in {"Cc", "Cf", "Cs"}}

    assert left <= {"\n", "\t"}


@given(texts)
@example("e\u200d\u0301")
def test_visible_twice_is_visible_once(text: str) -> None:
    """What was made visible stays as it is."""
    assert visible(visible(text)) == visible(text)


@given(texts)
def test_visible_keeps_plain_text(text: str) -> None:
    """Letters and digits of a plain text all stay, in order."""
    plain = "".join(char for char in text if char.isascii() and char.isprintable())

    assert visible(plain) == plain


@given(texts)
def test_storable_can_be_stored(text: str) -> None:
    """What is stored is UTF-8 without NUL, and storing it again changes nothing."""
    kept = storable(text)

    assert "\x00" not in kept
    assert kept.encode("utf-8").decode("utf-8") == kept
    assert storable(kept) == kept


@given(anything)
def test_storable_changes_nothing_that_can_be_stored(text: str) -> None:
    """A text without NUL that UTF-8 can hold is stored as it is."""
    plain = text.replace("\x00", "")

    assert storable(plain) == plain


@given(texts)
def test_squash_twice_is_squash_once(text: str) -> None:
    """What was made comparable stays as it is, or a checked quote could fail its next check."""
    assert squash(squash(text)) == squash(text)


@given(anything)
def test_squash_forgets_case_and_space(text: str) -> None:
    """A quote in capitals, with spaces around it, is the same quote."""
    ascii_only = "".join(char for char in text if char.isascii())

    assert squash(f"  {ascii_only.upper()}\n") == squash(ascii_only)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("\uff21\uff22 \ufb01n", "ab fin"),
        ("\u201cSo\u201d it\u2019s", '"so" it\'s'),
        ("STRASSE", "straße"),
        ("soft\u00adware", "software"),
        ("a\u00a0\n b", "a b"),
        ("Cafe\u0301", "caf\u00e9"),
    ],
)
def test_squash_forgets_how_it_was_typed(typed: str, plain: str) -> None:
    """Width, ligatures, curly quotes, soft hyphens and accents set apart are no difference."""
    assert squash(typed) == squash(plain)


@given(texts)
def test_every_text_has_stems(text: str) -> None:
    """Any text has words and stems, each of them a word, and no more stems than words."""
    assert len(stems(text)) <= len(tokens(text))
    assert all(stem and not set(stem) & set(" \n\t") for stem in stems(text))


@given(texts, texts)
def test_similarity_is_a_share(left: str, right: str) -> None:
    """Similarity is the same both ways, from 0 to 1, and 1 for a text with itself."""
    assert 0 <= similarity(left, right) == similarity(right, left) <= 1
    assert similarity(left, left) == bool(stems(left))


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=8), st.integers(1, 4))
def test_runs_are_what_stands_in_a_row(words: list[str], length: int) -> None:
    """A run is in the set exactly where these words stand side by side."""
    found = runs(" ".join(words), length)

    assert found == {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}

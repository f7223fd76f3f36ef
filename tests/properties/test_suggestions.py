"""What is offered while somebody types."""

import pytest

from bot.commands import Field, Kind
from bot.suggesting import MOST, suggestions

QUESTION = Field(name="question", help="Its id", kind=Kind.QUESTION)
ZONE = Field(name="zone", help="Time zone", kind=Kind.ZONE)


def test_what_begins_comes_before_what_contains() -> None:
    """Ids that begin with what was typed come first, then those that contain it."""
    assert suggestions(QUESTION, "Cache", ["kv-cache", "cache-keys", "rag"]) == (
        "cache-keys",
        "kv-cache",
    )


def test_a_city_is_enough() -> None:
    """A zone is found by its city, even with a slip."""
    assert "Europe/Berlin" in suggestions(ZONE, "berlin", ())
    assert "Europe/Berlin" in suggestions(ZONE, "Berlni", ())


def test_no_more_than_fit() -> None:
    """However many match, no more are offered than a platform shows."""
    assert len(suggestions(ZONE, "", ())) == MOST


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.LONG_TEXT, Kind.NUMBER, Kind.TIME])
def test_nothing_is_made_up(kind: Kind) -> None:
    """Values that only the person knows are not guessed."""
    assert suggestions(Field(name="x", help="x", kind=kind), "a", ["abc"]) == ()

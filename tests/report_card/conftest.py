"""What these tests share: the pack that is shipped, and three questions of it."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.packs import Bank, load
from bot.report_card.labelled import Labelled, labelled

PACK = Path(__file__).parents[2] / "content" / "ai-engineering"


@pytest.fixture(scope="session")
def pack() -> Bank:
    """Return the pack that is shipped."""
    return load(PACK)


@pytest.fixture(scope="session")
def small(pack: Bank) -> Bank:
    """Return three questions of it."""
    return replace(pack, questions=dict(list(pack.questions.items())[:3]))


@pytest.fixture(scope="session")
def nine(small: Bank) -> tuple[Labelled, ...]:
    """Return the nine exemplars of the three."""
    return labelled(small)

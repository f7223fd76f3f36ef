"""What console sessions are played with."""

from pathlib import Path

import pytest

from .sessions import BILL, KV, environment, small_pack


@pytest.fixture(scope="session")
def one_question(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Set nothing but a pack whose only question is about the KV cache."""
    pack = small_pack(tmp_path_factory.mktemp("one"), KV)
    return environment(GREENROOM_PACK=str(pack))


@pytest.fixture(scope="session")
def two_questions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Set nothing but a pack of two questions."""
    pack = small_pack(tmp_path_factory.mktemp("two"), KV, BILL)
    return environment(GREENROOM_PACK=str(pack))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a folder for a new room."""
    return tmp_path / "room"

"""A room that was used before, and copies of it to be spoilt."""

import shutil
from pathlib import Path

import pytest

from .operator import console, pack_of

KV = "questions/fundamentals/kv-cache-second-token.yaml"


@pytest.fixture(scope="session")
def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a room that was opened once."""
    base = tmp_path_factory.mktemp("used")
    pack = pack_of(base / "pack", KV)
    opened = console(base / "room", {"GREENROOM_PACK": str(pack)})
    assert (opened.code, opened.err) == (0, "")
    return base / "room"


@pytest.fixture
def room(used: Path, tmp_path: Path) -> Path:
    """Return a copy of that folder."""
    return Path(shutil.copytree(used, tmp_path / "room"))

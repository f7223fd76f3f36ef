"""What every run of faults is about."""

import shutil
from pathlib import Path

import pytest

from bot.settings import PACK

QUESTION = "questions/fundamentals/kv-cache-second-token.yaml"


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a pack of one question."""
    folder = tmp_path_factory.mktemp("pack")
    for name in ("pack.yaml", "dimensions.yaml", "framework.yaml", QUESTION):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PACK / name, folder / name)
    return folder

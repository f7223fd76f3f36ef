"""Running `greenroom` as an operator does, and noting what it did to the files."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.settings import PACK

PATIENCE = 45.0
"""Seconds until a command that should have ended counts as hanging."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """The one line of standard error."""
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        return lines[0]


def greenroom(
    *words: str,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    prefix: Sequence[str] = (),
) -> Said:
    """Run a command with nothing set but `env`, and no input."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("GREENROOM_")}
    done = subprocess.run(
        [*prefix, sys.executable, "-m", "bot", *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**kept, **(env or {})},
        timeout=PATIENCE,
        check=False,
    )
    return Said(code=done.returncode, out=done.stdout, err=done.stderr)


def console(data: Path, env: Mapping[str, str] | None = None, prefix: Sequence[str] = ()) -> Said:
    """Open the practice room in a folder."""
    return greenroom("console", "--data", str(data), cwd=data.parent, env=env, prefix=prefix)


def contents(folder: Path) -> dict[str, str]:
    """Return a digest of every file in a folder, but for those that SQLite keeps beside it."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith((".lock", "-wal", "-shm"))
    }


def pack_of(folder: Path, *questions: str) -> Path:
    """Copy the pack, with these questions only."""
    for name in ("pack.yaml", "dimensions.yaml", "framework.yaml", *questions):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PACK / name, folder / name)
    return folder

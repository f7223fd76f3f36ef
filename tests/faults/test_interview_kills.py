"""A round whose process is killed again and again goes on: no stage lost, none asked twice."""

import json
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from tests.console.sessions import small_pack

from .driver import KILLED, ROOT

PROMPT = "answers-from-the-wiki"
POINTS = ("after-room", "after-commit", "before-post", "after-post", "in-grader", "before-finish")
PATIENCE = 60


def live(folder: Path, pack: Path, point: str = "", nth: int = 1) -> int:
    """Live one life; returns how it ended."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.interview", folder, pack, point, str(nth)],
        cwd=ROOT,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode in {0, KILLED}, done.stderr.decode()[-2000:]
    return done.returncode


def a_pack(folder: Path) -> Path:
    """Return a pack of one design prompt."""
    return small_pack(folder / "pack", "kv-cache-second-token", f"rounds/{PROMPT}")


def check(folder: Path) -> None:
    """Check what is left of a round that came to its end."""
    lines = (folder / "transcript.jsonl").read_text(encoding="utf-8").splitlines()
    entries = [json.loads(line) for line in lines]
    posts = [entry for entry in entries if entry["kind"] == "post"]
    keys = Counter(entry["key"] for entry in posts)
    asked = [
        entry["text"] for entry in posts if "Step " in entry["text"] and " of 6" in entry["text"]
    ]
    with closing(sqlite3.connect(folder / "greenroom.db")) as connection:
        rows = connection.execute
        ended = rows("SELECT state FROM round").fetchall()
        stages = rows("SELECT stage FROM turn WHERE speaker = 'asked' ORDER BY n").fetchall()
        said = rows("SELECT ref FROM turn WHERE ref IS NOT NULL").fetchall()
        points = rows("SELECT count(*) FROM award WHERE round IS NOT NULL").fetchall()
        waiting = rows(
            "SELECT count(*) FROM outbox WHERE state IN ('pending','sending')"
        ).fetchall()

    assert ended == [("ended",)]
    assert stages == [(number,) for number in range(6)]
    assert [f"Step {number} of 6" in text for number, text in enumerate(asked, 1)] == [True] * 6
    assert max(keys.values()) == 1
    assert sum(key.startswith("scorecard/") for key in keys) == 1
    assert len(said) == len(set(said)) >= 6
    assert points == [(1,)]
    assert waiting == [(0,)]


@pytest.mark.slow
def test_a_round_that_is_killed(tmp_path: Path) -> None:
    """Killed after a commit, the same round goes on."""
    pack = a_pack(tmp_path)
    killed = live(tmp_path, pack, "after-commit", 6)
    live(tmp_path, pack)

    assert killed == KILLED
    check(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS)
def test_killed_at_every_stage(tmp_path: Path, point: str) -> None:
    """Killed in one life after the other, at each further passage of a point, the round goes on."""
    pack = a_pack(tmp_path)
    kills = sum(live(tmp_path, pack, point, nth) == KILLED for nth in (1, 2, 3, 4, 2, 5, 3, 1))
    live(tmp_path, pack)

    print(f"{point}: killed {kills} times in 8 lives")  # noqa: T201 - shown with -s
    assert kills
    check(tmp_path)

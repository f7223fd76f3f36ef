"""How long the console takes until it has shown today's question, and what memory it needs."""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

from tests.bench.figures import Figure
from tests.bench.memory import highest

STARTS = 5
SECONDS, MEGABYTES = 1.5, 110
"""Bounds that we hold ourselves to."""


def measure() -> Sequence[Figure]:
    """Return the medians of a first start, of a later one, and of a bare interpreter."""
    firsts, laters, bare = [], [], []
    memory = 0.0
    for _ in range(STARTS):
        with tempfile.TemporaryDirectory() as folder:
            firsts.append(_until_question(Path(folder))[0])
            seconds, memory = _until_question(Path(folder))
            laters.append(seconds)
        started = perf_counter()
        subprocess.run([sys.executable, "-c", "pass"], check=True)
        bare.append(perf_counter() - started)
    return (
        *(
            Figure(
                name=f"console: {which} start, until today's question is shown",
                value=median(seconds),
                unit="s",
                beside=median(bare),
                at_most=SECONDS,
            )
            for which, seconds in (("first", firsts), ("later", laters))
        ),
        Figure(name="console: memory", value=memory, unit="MB", at_most=MEGABYTES),
    )


def _until_question(folder: Path) -> tuple[float, float]:
    started = perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "console", "--data", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the console has no pipes")
        for line in process.stdout:
            if "Open until" in line:
                break
        seconds = perf_counter() - started
        memory = highest(process.pid)
        process.stdin.close()
        process.stdout.read()
    return seconds, memory

"""How long the console takes until it has shown today's question, and what memory it needs."""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

from tests.bench.figures import Figure

STARTS = 5


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
        Figure(name="console, first start", value=median(firsts), unit="s", beside=median(bare)),
        Figure(name="console, later start", value=median(laters), unit="s", beside=median(bare)),
        Figure(name="console, memory", value=memory, unit="MB"),
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
        status = Path(f"/proc/{process.pid}/status").read_text()
        process.stdin.close()
        process.stdout.read()
    high = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return seconds, int(high.split()[1]) / 1024

"""`make bench`: one table, and the same as JSON in `var/bench.json`."""

from pathlib import Path

from tests.bench import boards, console, discord, grader, replies
from tests.bench.figures import show

if __name__ == "__main__":
    parts = (grader, replies, boards, console, discord)
    show([figure for part in parts for figure in part.measure()], Path("var/bench.json"))

"""`make bench`: one table, and the same as JSON in `var/bench.json`."""

from pathlib import Path

from tests.bench import boards, console, discord, grader, replies, slack
from tests.bench.figures import show

BENCHES = (grader, replies, boards, console, discord, slack)

if __name__ == "__main__":
    found = [figure for bench in BENCHES for figure in bench.measure()]
    show(found, Path("var/bench.json"))

"""`make bench`: one table, and the same as JSON in `var/bench.json`."""

from pathlib import Path

from tests.bench import boards, console, grader, replies, slack
from tests.bench.figures import show

if __name__ == "__main__":
    found = [
        *grader.measure(),
        *replies.measure(),
        *boards.measure(),
        *console.measure(),
        *slack.measure(),
    ]
    show(found, Path("var/bench.json"))

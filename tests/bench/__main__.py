"""`make bench`: one table, and the same as JSON in `var/bench.json`.

`python -m tests.bench replies ingest` measures only these.
"""

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import monotonic
from traceback import print_exc

from bot import logs
from tests.bench import (
    boards,
    console,
    crowds,
    discord,
    grader,
    ingest,
    replies,
    schedules,
    servers,
    slack,
    starts,
)
from tests.bench.figures import Figure, show, write, write_page

BENCHES: Mapping[str, Callable[[], Sequence[Figure]]] = {
    "grader": grader.measure,
    "console": console.measure,
    "starts": starts.measure,
    "crowds": crowds.measure,
    "ingest": ingest.measure,
    "replies": replies.measure,
    "servers": servers.measure,
    "schedules": schedules.measure,
    "boards": boards.measure,
    "discord": discord.measure,
    "slack": slack.measure,
}


def main() -> int:
    """Measure, and return 1 where something could not be."""
    parser = ArgumentParser(prog="python -m tests.bench", description="What things cost.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHES))
    parser.add_argument("--json", type=Path, default=Path("var/bench.json"), metavar="PATH")
    parser.add_argument("--markdown", type=Path, metavar="PATH", help="write a page, too")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(BENCHES):
        parser.error(f"no bench is called {', '.join(sorted(unknown))}")
    found: list[Figure] = []
    failed = 0
    for name in asked.names or BENCHES:
        began = monotonic()
        print(f"{name} ...", end=" ", file=sys.stderr, flush=True)  # noqa: T201
        try:
            found += BENCHES[name]()
        except Exception:  # noqa: BLE001 - the others are measured all the same
            failed = 1
            print_exc()
        print(f"{monotonic() - began:.0f} s", file=sys.stderr)  # noqa: T201
        # What was measured stays, even if the rest is cut short.
        write(found, asked.json)
        if asked.markdown:
            write_page(found, asked.markdown)
    show(found, asked.json)
    return failed


if __name__ == "__main__":
    logs.configure(level="WARNING", readable=True)
    sys.exit(main())

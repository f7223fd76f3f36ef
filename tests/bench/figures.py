"""A measured figure, and a table of them: for the terminal, as JSON and as Markdown."""

import json
import os
import platform
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

from rich.console import Console
from rich.table import Table

HEADINGS = ("what", "measured", "bare", "ratio", "bound")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table; `beside` is what the same machine does bare, in the same unit."""

    name: str
    value: float
    unit: str
    beside: float | None = None
    at_most: float | None = None
    at_least: float | None = None

    @property
    def holds(self) -> bool:
        """Whether it keeps to its bounds."""
        too_much = self.at_most is not None and self.value > self.at_most
        too_little = self.at_least is not None and self.value < self.at_least
        return not too_much and not too_little

    def cells(self) -> tuple[str, ...]:
        """Return its line, as `HEADINGS` says."""
        bare = ratio = bound = ""
        if self.beside is not None:
            bare = f"{_rounded(self.beside)} {self.unit}"
            ratio = f"{self.value / self.beside:.3g}" if self.beside else ""
        if self.at_most is not None:
            bound = f"≤ {self.at_most:g}"
        if self.at_least is not None:
            bound = f"≥ {self.at_least:g}"
        if not self.holds:
            bound += " missed"
        return self.name, f"{_rounded(self.value)} {self.unit}", bare, ratio, bound


def percentile(values: Sequence[float], percent: int) -> float:
    """Return a percentile, 1 to 99."""
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def machine() -> str:
    """Say what was measured on, and how busy it was with other things."""
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, load {load:.1f} at the end, "
        f"{datetime.now(UTC):%Y-%m-%d}"
    )


def show(figures: Sequence[Figure], path: Path) -> None:
    """Print a table, and write the same as JSON."""
    table = Table(*HEADINGS, caption=machine())
    for one in figures:
        table.add_row(*one.cells(), style="" if one.holds else "red")
    Console().print(table)
    write(figures, path)


def write(figures: Sequence[Figure], path: Path) -> None:
    """Write figures as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    found = {"machine": machine(), "figures": [asdict(one) for one in figures]}
    path.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def write_page(figures: Sequence[Figure], path: Path) -> None:
    """Write the table as a page of the documentation."""
    rows = [HEADINGS, ("---",) * len(HEADINGS), *(one.cells() for one in figures)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    path.write_text(
        "# Figures\n\n"
        "Written by `python -m tests.bench --markdown docs/figures.md`; `bare` is what the same\n"
        "machine does without us in the same run, `ratio` ours by that, `bound` what we hold\n"
        "ourselves to. Where the load is above the number of cores, other work is in it.\n\n"
        f"{machine()}.\n\n{table}\n",
        encoding="utf-8",
    )


def _rounded(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"

"""A measured figure, and a table of them."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import quantiles

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table; `beside` is what the same machine does bare, in the same unit."""

    name: str
    value: float
    unit: str
    beside: float | None = None


def percentile(values: Sequence[float], percent: int) -> float:
    """Return a percentile, 1 to 99."""
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def show(figures: Sequence[Figure], path: Path) -> None:
    """Print a table, and write the same as JSON."""
    table = Table("what", "measured", "bare", "ratio")
    for one in figures:
        bare = f"{one.beside:.4g} {one.unit}" if one.beside is not None else ""
        ratio = f"{one.value / one.beside:.2f}" if one.beside else ""
        table.add_row(one.name, f"{one.value:.4g} {one.unit}", bare, ratio)
    Console().print(table)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(one) for one in figures], indent=2) + "\n")

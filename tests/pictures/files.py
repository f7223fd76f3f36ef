"""Pictures as files, for the documents."""

from collections.abc import Mapping
from pathlib import Path

from bot.charts import DARK, LIGHT, draw
from bot.pictures import Chart

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"


def write(folder: Path, charts: Mapping[str, Chart]) -> None:
    """Draw charts in both themes."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, chart in charts.items():
        for theme, colours in (("dark", DARK), ("light", LIGHT)):
            (folder / f"{name}-{theme}.png").write_bytes(draw(chart, colours).png)

"""Draws the pictures of the documents: python -m tests.pictures."""

import sys
from pathlib import Path

from bot.charts import DARK, LIGHT, draw

from .samples import samples

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"


def main(folder: Path) -> None:
    """Draw every sample in both themes."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, chart in samples().items():
        for theme, colours in (("dark", DARK), ("light", LIGHT)):
            (folder / f"{name}-{theme}.png").write_bytes(draw(chart, colours).png)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)

"""Draws the pictures of docs/pictures.md: python -m tests.pictures [FOLDER]."""

import sys
from pathlib import Path

from .files import FOLDER, write
from .samples import samples

if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER, samples())

"""How the processes of a room live, and how they die."""

from pathlib import Path

from pydantic import BaseModel

POINTS = ("in-migration", "after-commit", "before-post", "after-post", "in-grader", "before-finish")
"""Where a process can be made to kill itself."""


class Said(BaseModel):
    """An answer, under the reference that its platform would give it every time."""

    ref: str
    who: str
    text: str


class Life(BaseModel):
    """One process: where it lives, what it is told, and how it dies."""

    folder: Path
    pack: Path
    answers: list[Said]
    point: str = ""
    nth: int = 1
    """It kills itself when it passes this point for the nth time."""
    after: float | None = None
    """It is killed after so many seconds."""

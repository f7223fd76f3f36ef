"""The process is killed, again and again; nothing may be lost, and nothing done twice."""

import random
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from .driver import Figures, Nursery, nursery, play
from .lives import POINTS, Life

SEED = 20261122
LONGEST = 0.9
"""Seconds that a life takes when nobody ends it, or a little less."""

NTH = {
    "in-migration": (1, 9, 20, 3),
    "after-commit": (1, 2, 5, 3),
    "before-post": (1, 1, 4, 9),
    "after-post": (1, 2, 5, 12),
    "in-grader": (1, 2, 1, 4),
    "before-finish": (1, 3, 8, 2),
}
"""At which passage of a point the lives of a room end, one after the other."""


@pytest.fixture(scope="module")
def home() -> Iterator[Nursery]:
    """Return the process whose children are killed."""
    with nursery() as started:
        yield started


def kill_at(point: str, kills: int, home: Nursery, pack: Path, tmp_path: Path) -> Figures:
    """Kill at a point until that has happened `kills` times."""
    figures = Figures()
    for room in count():
        wanted = kills - figures.kills[point]
        if wanted <= 0 or figures.not_opened[2:]:
            return figures
        nth = [NTH[point][(room + at) % len(NTH[point])] for at in range(min(wanted, 4))]
        deaths = [
            Life(folder=tmp_path, pack=pack, answers=[], point=point, nth=passage)
            for passage in nth
        ]
        play(home, tmp_path / f"room{room}", pack, deaths, figures)
        assert figures.kills[point], f"{point} is never passed"
    raise AssertionError(point)


def kill_at_random(kills: int, home: Nursery, pack: Path, tmp_path: Path) -> Figures:
    """Kill from outside, after times that a seed decides."""
    figures = Figures()
    chance = random.Random(SEED)  # noqa: S311 - the same every time
    for room in count():
        wanted = kills - figures.kills["random"]
        if wanted <= 0:
            return figures
        deaths = [
            Life(folder=tmp_path, pack=pack, answers=[], after=chance.uniform(0.0, LONGEST))
            for _ in range(min(wanted, 5))
        ]
        play(home, tmp_path / f"room{room}", pack, deaths, figures)
    raise AssertionError("random")


def say(figures: Figures, capsys: pytest.CaptureFixture[str]) -> None:
    """Print the figures."""
    with capsys.disabled():
        print(f"\n{figures.report()}")  # noqa: T201


@pytest.mark.parametrize("point", POINTS)
def test_two_kills_at_a_point(point: str, home: Nursery, pack: Path, tmp_path: Path) -> None:
    """After two kills at a point, every acknowledged answer is graded and told once."""
    figures = kill_at(point, 2, home, pack, tmp_path)

    assert figures.faults() == 0, [figures.report(), *figures.not_opened[:1]]
    assert figures.duplicates == 0, figures.report()


def test_five_kills_at_random(home: Nursery, pack: Path, tmp_path: Path) -> None:
    """After five kills at any moment, every acknowledged answer is graded and told once."""
    figures = kill_at_random(5, home, pack, tmp_path)

    assert figures.faults() == 0, [figures.report(), *figures.not_opened[:1]]


@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS)
def test_many_kills_at_a_point(
    point: str, home: Nursery, pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """After a dozen kills at a point, nothing is lost, and nothing is done twice."""
    figures = kill_at(point, 12, home, pack, tmp_path)
    say(figures, capsys)

    assert figures.faults() == 0, figures.not_opened[:1]
    assert figures.kills[point] >= 10


@pytest.mark.slow
def test_many_kills_at_random(
    home: Nursery, pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """After dozens of kills at any moment, nothing is lost, and nothing is done twice."""
    figures = kill_at_random(40, home, pack, tmp_path)
    say(figures, capsys)

    assert figures.faults() == 0, figures.not_opened[:1]
    assert figures.kills["random"] >= 30

"""One process for each database file."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from textwrap import dedent

import pytest

from bot.errors import StorageError
from storage.lock import only_process

HOLDER = dedent(
    """
    import sys
    from pathlib import Path
    from storage.lock import only_process

    with only_process(Path(sys.argv[1])):
        print("held", flush=True)
        sys.stdin.read()
    """
)


@contextmanager
def holder(path: Path) -> Iterator[Popen[str]]:
    """Run a process that holds a file until it is told to end."""
    with Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=PIPE, stdout=PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process


def test_a_second_process(tmp_path: Path) -> None:
    """A second process is refused with a sentence while the first one runs."""
    path = tmp_path / "greenroom.db"
    with holder(path), pytest.raises(StorageError) as caught, only_process(path):
        pass

    assert str(caught.value) == (
        f"{path} is in use by another Greenroom. Stop that one, or name another file."
    )


def test_a_process_that_was_killed(tmp_path: Path) -> None:
    """The file is free as soon as its process is gone, however that came."""
    path = tmp_path / "greenroom.db"
    with holder(path) as process:
        process.kill()
        process.wait()
        with only_process(path):
            free = True

    assert free


def test_twice_in_one_process(tmp_path: Path) -> None:
    """A file can be held again after it was let go, but not before."""
    path = tmp_path / "greenroom.db"
    with only_process(path), pytest.raises(StorageError, match="in use"), only_process(path):
        pass
    with only_process(path):
        held = [one.name for one in tmp_path.iterdir()]

    assert held == ["greenroom.db.lock"]


def test_two_files(tmp_path: Path) -> None:
    """Two files in one folder are held apart."""
    with only_process(tmp_path / "one.db"), only_process(tmp_path / "two.db"):
        held = sorted(one.name for one in tmp_path.iterdir())

    assert held == ["one.db.lock", "two.db.lock"]

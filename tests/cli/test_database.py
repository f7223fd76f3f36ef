"""A database that cannot be used: one sentence with a remedy, exit code 2, nothing changed."""

import fcntl
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from .operator import Said, console, contents

AS_OTHERS = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")
"""Root may write anywhere; without these two rights it is bound by modes like everybody else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What came of opening a room, and whether its files are as before."""

    room: Path
    said: Said
    untouched: bool


Rights = tuple[str, ...]
"""What a command is started with, where it may do less than we may."""


def newer(room: Path, _until: ExitStack) -> Rights:
    """Make the database one of a later version."""
    with closing(sqlite3.connect(room / "greenroom.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    return ()


def foreign(room: Path, _until: ExitStack) -> Rights:
    """Make the database one of another program."""
    (room / "greenroom.db").unlink()
    with closing(sqlite3.connect(room / "greenroom.db")) as connection, connection:
        connection.execute("CREATE TABLE photos (name TEXT)")
    return ()


def letter(room: Path, _until: ExitStack) -> Rights:
    """Put something else in its place."""
    (room / "greenroom.db").write_text("Dear Sir or Madam,\n" * 100, encoding="utf-8")
    return ()


def damaged(room: Path, _until: ExitStack) -> Rights:
    """Overwrite most of the database."""
    with (room / "greenroom.db").open("r+b") as file:
        file.seek(20_000)
        file.write(b"\x07" * 300_000)
    return ()


def cut_short(room: Path, _until: ExitStack) -> Rights:
    """Lose the second half of the database."""
    os.truncate(room / "greenroom.db", 100_000)
    return ()


def read_only(room: Path, _until: ExitStack) -> Rights:
    """Take the right to write to the database."""
    (room / "greenroom.db").chmod(0o444)
    return _rights()


def in_use(room: Path, until: ExitStack) -> Rights:
    """Have the room open elsewhere, where half a line of the transcript is written already."""
    with (room / "transcript.jsonl").open("ab") as file:
        file.write(b'{"kind": "tell", "key": "half')
    lock = until.enter_context((room / "greenroom.db.lock").open("w"))
    fcntl.flock(lock, fcntl.LOCK_EX)
    return ()


def edited(room: Path, _until: ExitStack) -> Rights:
    """Put a line into the transcript that is none of ours."""
    with (room / "transcript.jsonl").open("ab") as file:
        file.write(b"not json\n")
    return ()


def _rights() -> Rights:
    if os.geteuid() != 0:
        return ()
    if shutil.which(AS_OTHERS[0]) is None:
        pytest.skip("root may write to read-only files, and there is no setpriv to give that up")
    return AS_OTHERS


CASES: dict[Callable[[Path, ExitStack], Rights], tuple[str, ...]] = {
    newer: ("greenroom.db", "was made by a newer Greenroom", "9999", "Install that version"),
    foreign: ("greenroom.db", "another program's tables", "Name another file."),
    letter: ("greenroom.db", "is not a Greenroom database", "Name another file."),
    damaged: ("greenroom.db", "is damaged", "Put a copy in its place"),
    cut_short: ("greenroom.db", "is damaged", "Put a copy in its place"),
    read_only: ("greenroom.db", "cannot be written to", "permissions"),
    in_use: ("greenroom.db", "is in use by another Greenroom. Stop that one"),
    edited: ("transcript.jsonl",),
}
"""What is wrong with a room, and the words with which that is said."""


def _open(room: Path, spoil: Callable[[Path, ExitStack], Rights]) -> Opened:
    with ExitStack() as until:
        rights = spoil(room, until)
        before = contents(room)
        said = console(room, prefix=rights)
        return Opened(room=room, said=said, untouched=contents(room) == before)


@pytest.fixture(scope="module")
def opened(
    used: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Opened]]:
    """Open every spoilt room, two at a time; each test asks for its own."""
    base = tmp_path_factory.mktemp("spoilt")
    with ThreadPoolExecutor(2) as pool:
        opening = {
            spoil.__name__: pool.submit(
                _open, Path(shutil.copytree(used, base / spoil.__name__)), spoil
            )
            for spoil in CASES
        }
        yield lambda name: opening[name].result()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_an_unfit_room_is_refused(
    case: Callable[[Path, ExitStack], Rights], opened: Callable[[str], Opened]
) -> None:
    """What cannot be used is named in one sentence with a remedy, and left as it is."""
    one = opened(case.__name__)

    assert refused(one.said, str(one.room), *CASES[case]), one.said
    assert one.untouched


def refused(said: Said, *words: str) -> bool:
    """Return whether a start was refused in one sentence that has these words."""
    return (said.code, said.out) == (2, "") and all(word in said.sentence for word in words)


def test_a_locked_file_is_refused(used: Path) -> None:
    """While another program writes to the database, the start is refused within seconds."""
    with closing(sqlite3.connect(used / "greenroom.db", isolation_level=None)) as other:
        # To read the file here would let go of the lock, so nothing is compared.
        other.execute("BEGIN IMMEDIATE")
        said = console(used)
        other.execute("ROLLBACK")

    assert refused(said, "Another program holds it. Stop that one"), said


def test_a_read_only_folder_is_refused(tmp_path: Path) -> None:
    """A folder where nothing can be made is named."""
    folder = tmp_path / "fixed"
    folder.mkdir(mode=0o555)
    said = console(folder / "room", prefix=_rights())

    assert refused(said, str(folder / "room"), "Permission denied"), said
    assert list(folder.iterdir()) == []


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """Where the folder's name belongs to a file, that is said."""
    (tmp_path / "room").write_text("a file", encoding="utf-8")
    said = console(tmp_path / "room")

    assert refused(said, str(tmp_path / "room")), said
    assert (tmp_path / "room").read_text(encoding="utf-8") == "a file"


def _tiny_disk(room: Path, disk: Path, kilobytes: int) -> Said:
    """Open a room that was copied to a disk with little space, which ends with the command."""
    disk.mkdir()
    mount = f'mount -t tmpfs -o size={kilobytes}k none "$1"'
    if subprocess.run(
        ["/usr/bin/env", "unshare", "-m", "sh", "-c", mount, "sh", str(disk)],
        capture_output=True,
        check=False,
    ).returncode:
        pytest.skip("this machine does not let us mount a small disk")
    copy = 'if [ -d "$2" ]; then cp -r "$2" "$1/room"; fi; shift 2; exec "$@"'
    return console(
        disk / "room",
        prefix=("unshare", "-m", "sh", "-c", f"{mount} && {copy}", "sh", str(disk), str(room)),
    )


def test_a_full_disk_is_refused(tmp_path: Path) -> None:
    """Where there is no space for the database, that is said."""
    said = _tiny_disk(tmp_path / "nothing", tmp_path / "disk", 200)

    assert refused(said, "The disk is full. Make room, then start again."), said


@pytest.mark.parametrize("spare", [24, 36])
def test_a_disk_that_is_full_later_is_said(spare: int, room: Path, tmp_path: Path) -> None:
    """Where there is no space to go on, the console ends with a sentence about it."""
    size = sum(path.stat().st_size for path in room.iterdir()) // 1024
    said = _tiny_disk(room, tmp_path / "disk", size + spare)

    assert said.code == 2
    assert "disk" in said.sentence

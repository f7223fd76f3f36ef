"""Playing the console as a person would: a real process, its lines and what it shows."""

import os
import re
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.settings import PACK

PATIENCE = 45.0
"""Seconds until a process that should have done something counts as hanging."""

UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Characters that move the cursor, change the direction of text, or cannot be seen."""

KV = "kv-cache-second-token"
BILL = "long-context-bill"

PREFILL = "Before anything comes out the prompt goes through the model once, all 6000 tokens."
REUSE = "Each later step reuses cached keys and values, so it computes one new token only."
MEMORY = "The cache eats GPU memory, it grows with the tokens of every user."


def afternoon() -> str:
    """Return a zone where it is about three, far from a day's end and the next question."""
    ahead = (15 - datetime.now(UTC).hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+d}"


def environment(**variables: str) -> dict[str, str]:
    """Return the environment of a user who has set nothing but these."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("GREENROOM_")}
    return {**kept, "TZ": afternoon(), "PYTHONWARNINGS": "", **variables}


def small_pack(folder: Path, *questions: str) -> Path:
    """Make a pack of these questions only, and `rounds/` prompts, taken from the real one."""
    for name in ("pack.yaml", "dimensions.yaml", "framework.yaml"):
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(PACK / name, folder)
    for question in questions:
        kind, _, name = question.rpartition("/")
        source = next(PACK.glob(f"{kind or 'questions'}/*/{name}.yaml"))
        target = folder / source.relative_to(PACK)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)
    return folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """How a session ended, and what it showed."""

    code: int
    out: str
    err: str
    data: Path

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Read the database that the session left behind."""
        return rows(self.data, query)


def rows(data: Path, query: str) -> list[tuple[object, ...]]:
    """Read the database of a folder."""
    with closing(sqlite3.connect(data / "greenroom.db")) as connection:
        return connection.execute(query).fetchall()


def command(data: Path) -> list[str]:
    """Return how the console is started."""
    return [sys.executable, "-m", "bot", "console", "--data", str(data)]


def play(
    data: Path,
    *lines: str | bytes,
    env: Mapping[str, str],
    from_file: bool = False,
    patience: float = PATIENCE,
) -> Played:
    """Play a whole session from its lines, through a pipe or from a file."""
    typed = b"".join((line if isinstance(line, bytes) else line.encode()) + b"\n" for line in lines)
    data.mkdir(parents=True, exist_ok=True)
    if from_file:
        script = data / "lines.txt"
        script.write_bytes(typed)
        with script.open("rb") as source:
            done = subprocess.run(
                command(data),
                stdin=source,
                capture_output=True,
                env=dict(env),
                timeout=patience,
                check=False,
            )
    else:
        done = subprocess.run(
            command(data),
            input=typed,
            capture_output=True,
            env=dict(env),
            timeout=patience,
            check=False,
        )
    return Played(
        code=done.returncode, out=done.stdout.decode(), err=done.stderr.decode(), data=data
    )


def shell(script: str, env: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
    """Run a line of a shell; whatever it started ends with it."""
    with subprocess.Popen(
        ["/bin/sh", "-c", script],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=dict(env),
        start_new_session=True,
    ) as process:
        try:
            out, err = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    return subprocess.CompletedProcess(script, process.returncode, out, err)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What is typed from one start to its end."""

    lines: tuple[str, ...]
    from_file: bool = False


def sessions(data: Path, env: Mapping[str, str], story: Iterable[Session]) -> list[Played]:
    """Play sessions in the same room, one after the other."""
    return [play(data, *one.lines, env=env, from_file=one.from_file) for one in story]


class Live:
    """A session that is under way."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process
        self.started = time.perf_counter()
        self.shown = ""

    def type(self, line: str) -> None:
        """Type one line."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n".encode())

    def until(self, text: str) -> float:
        """Wait until a text is shown; returns the seconds since the start."""
        assert self.process.stdout is not None
        source = self.process.stdout.fileno()
        raw = self.shown.encode()
        while text not in self.shown:
            ready, _, _ = select.select([source], [], [], PATIENCE)
            more = os.read(source, 65536) if ready else b""
            assert more, f"{text!r} never came after:\n{self.shown}"
            raw += more
            self.shown = raw.decode(errors="ignore")
        return time.perf_counter() - self.started

    def end(self, how: int) -> tuple[float, str, str]:
        """Send a signal; returns the seconds until the end, and both outputs since then."""
        begun = time.perf_counter()
        self.process.send_signal(how)
        out, err = self.process.communicate(timeout=PATIENCE)
        return time.perf_counter() - begun, out.decode(), err.decode()


@contextmanager
def live(data: Path, env: Mapping[str, str]) -> Iterator[Live]:
    """Start a session whose lines come one by one; it never outlives the context."""
    with subprocess.Popen(
        command(data),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        env=dict(env),
    ) as process:
        try:
            yield Live(process)
        finally:
            process.kill()

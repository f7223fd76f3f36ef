"""A session at a real terminal: a prompt, a toolbar, colours, and Ctrl-D."""

import os
import pty
import re
import select
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .sessions import PATIENCE, PREFILL, command, rows

CODES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07]*\x07|[()][A-Z0-9]|[=>78])")


class Screen:
    """What a terminal was sent."""

    def __init__(self, terminal: int) -> None:
        self._terminal = terminal
        self.raw = b""

    @property
    def text(self) -> str:
        """All that was shown so far, without the codes that place and colour it."""
        return CODES.sub("", self.raw.decode(errors="ignore"))

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._terminal, keys.encode())

    def until(self, *texts: str) -> None:
        """Wait until all of these were shown."""
        deadline = time.monotonic() + PATIENCE
        while not all(text in self.text for text in texts):
            assert time.monotonic() < deadline, f"{texts} never came after:\n{self.text}"
            self._read()

    def leave(self) -> bool:
        """Press Ctrl-D until the terminal is closed; False where that never comes.

        Pressed while something is being shown, it is lost, so a person presses it again.
        """
        deadline = time.monotonic() + PATIENCE
        with suppress(OSError):  # that is how Linux says that the other end is closed
            while time.monotonic() < deadline:
                if not self._read():
                    self.type("\x04")
            return False
        return True

    def _read(self) -> bytes:
        ready, _, _ = select.select([self._terminal], [], [], 0.3)
        more = os.read(self._terminal, 65536) if ready else b""
        self.raw += more
        if b"\x1b[6n" in more:  # a terminal that is asked where its cursor is, says so
            self.type("\x1b[1;1R")
        return more


@contextmanager
def at_terminal(
    data: Path, env: dict[str, str]
) -> Iterator[tuple[Screen, "subprocess.Popen[bytes]"]]:
    """Start the console at a terminal of its own."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command(data),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        env={**env, "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "40"},
    ) as process:
        os.close(theirs)
        try:
            yield Screen(ours), process
        finally:
            process.kill()
            os.close(ours)


def test_a_session_at_a_terminal(data: Path, one_question: dict[str, str]) -> None:
    """One types an answer, sees it waited for, marked and graded, and leaves with Ctrl-D."""
    with at_terminal(data, one_question) as (screen, process):
        screen.until("KV cache: why is the second token so cheap?", "you >")
        screen.type(f"{PREFILL}\r")
        screen.until("👀", "Waiting a moment in case you adds something")
        screen.type("/done\r")
        screen.until("✅", "(only to you)", "offline estimate", "1 What is graded here?")
        assert screen.leave(), screen.text[-2000:]
        ended = process.wait(PATIENCE)

    assert ended == 0
    assert b"\x1b[0;1m" in screen.raw
    assert "Traceback" not in screen.text
    assert rows(data, "SELECT text, count(*) FROM message") == [(PREFILL, 1)]
    assert rows(data, "SELECT count(*) FROM grade") == [(1,)]

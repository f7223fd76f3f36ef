"""Where lines come from and where text goes: a terminal with a prompt, or a pipe."""

import asyncio
import os
import stat
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from io import TextIOWrapper
from os import fstat
from typing import Protocol

from prompt_toolkit import PromptSession, print_formatted_text
from prompt_toolkit.formatted_text import ANSI
from prompt_toolkit.patch_stdout import patch_stdout

from bot.errors import UserError

LONGEST_LINE = 16 * 1024 * 1024
"""Bytes; a longer line through a pipe is an error of whoever sends it."""

WIDTH = 88
"""Columns where there is no terminal to ask."""


class Lines(Protocol):
    """A source of lines, and a place to show text."""

    interactive: bool

    @property
    def width(self) -> int:
        """Columns to fill."""
        ...

    def open(self) -> AbstractContextManager[None]:
        """Make output safe beside a prompt, while the context is open."""
        ...

    async def read(self, prompt: str, status: Callable[[], str]) -> str | None:
        """Return the next line without its end, or None at the end."""
        ...

    def show(self, text: str) -> None:
        """Show text above the prompt."""
        ...


class Terminal:
    """prompt_toolkit: what is shown never disturbs what is being typed."""

    interactive = True

    def __init__(self) -> None:
        self._session: PromptSession[str] = PromptSession()

    @property
    def width(self) -> int:
        """Columns to fill: what the terminal has, but never more than reads well."""
        return max(40, min(100, self._session.output.get_size().columns))

    def open(self) -> AbstractContextManager[None]:
        """Draw output above the prompt."""
        return patch_stdout(raw=True)

    async def read(self, prompt: str, status: Callable[[], str]) -> str | None:
        """Return the next line; None at Ctrl-D or Ctrl-C."""
        try:
            return await self._session.prompt_async(
                prompt, bottom_toolbar=lambda: status() or None, refresh_interval=0.5
            )
        except (EOFError, KeyboardInterrupt):
            return None

    def show(self, text: str) -> None:
        """Show text above the prompt."""
        print_formatted_text(ANSI(text), end="")


class Pipe:
    """Plain lines from standard input to standard output."""

    interactive = False
    width = WIDTH

    def __init__(self) -> None:
        self._reader: asyncio.StreamReader | None = None
        self._left = False
        """Whether whoever read what we show has gone."""
        if isinstance(sys.stdout, TextIOWrapper):
            # A plain locale must not decide what can be shown.
            sys.stdout.reconfigure(encoding="utf-8", errors="replace")

    def open(self) -> AbstractContextManager[None]:
        """Nothing has to be prepared."""
        return nullcontext()

    async def read(self, prompt: str, status: Callable[[], str]) -> str | None:
        """Return the next line."""
        del prompt, status
        if self._reader is None:
            self._reader = await _standard_input()
        if self._left:
            return None
        try:
            said = await self._reader.readline()
        except ValueError as error:
            raise UserError("A line of more than 16 MB came in. Send it in parts.") from error
        line = said.decode("utf-8", "replace").rstrip("\r\n")
        if not line and self._reader.at_eof():
            return None
        return line

    def show(self, text: str) -> None:
        """Write text out."""
        if self._left:
            return
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except BrokenPipeError:
            # Nobody reads any more, which ends the session. What is left must not be flushed.
            self._left = True
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


async def _standard_input() -> asyncio.StreamReader:
    reader = asyncio.StreamReader(limit=LONGEST_LINE)
    if sys.stdin is None:
        reader.feed_eof()
        return reader
    source = sys.stdin.buffer
    mode = fstat(source.fileno()).st_mode
    if not (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or source.isatty()):
        # The event loop cannot wait for files and /dev/null, which never make anybody wait.
        reader.feed_data(await asyncio.to_thread(source.read))
        reader.feed_eof()
        return reader
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), source)
    return reader


def choose_lines() -> Lines:
    """Return the terminal where there is one at both ends, else the pipe."""
    at_both_ends = (one is not None and one.isatty() for one in (sys.stdin, sys.stdout))
    return Terminal() if all(at_both_ends) else Pipe()

"""Everything the console showed, one JSON line each, on disk before it is on the screen.

After a crash this is where delivery looks for what was said already.
"""

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from bot.errors import StorageError
from bot.messages import Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that was shown."""

    kind: Literal["post", "tell", "edit", "thread", "mark"]
    key: str
    """Outbox key, or what else makes the entry unique within its kind."""
    address: str = ""
    who: str = ""
    """Whom it was told to."""
    text: str = ""
    choices: tuple[Choice, ...] = ()


_ENTRY = TypeAdapter(Entry)


class Transcript:
    """An append-only file of entries, with an index of what is in it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.entries: list[Entry] = []
        self._found: dict[tuple[str, str], Entry] = {}

    def load(self) -> None:
        """Read the file; a line that a crash cut short was never shown, and is taken out."""
        if not self._path.exists():
            return
        data = self._path.read_bytes()
        whole = data[: data.rfind(b"\n") + 1]
        if whole != data:
            os.truncate(self._path, len(whole))
        for number, line in enumerate(whole.splitlines(), 1):
            try:
                self._remember(_ENTRY.validate_json(line))
            except ValidationError as error:
                raise StorageError(
                    f"{self._path}, line {number}, is no entry of a transcript. "
                    "Take that line out, or name another folder."
                ) from error

    def find(self, kind: str, key: str) -> Entry | None:
        """Return the entry of that kind and key, if it was shown."""
        return self._found.get((kind, key))

    async def append(self, entry: Entry) -> None:
        """Store an entry; it is on the disk when this returns."""
        await asyncio.to_thread(self._write, _ENTRY.dump_json(entry) + b"\n")
        self._remember(entry)

    async def keep(self, name: str, data: bytes) -> Path:
        """Store a file beside the transcript, for nobody else to read; returns where it is."""
        path = self._path.parent / "files" / Path(name).name
        await asyncio.to_thread(_store, path, data)
        return path

    def _remember(self, entry: Entry) -> None:
        self.entries.append(entry)
        self._found[entry.kind, entry.key] = entry

    def _write(self, line: bytes) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("ab") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())


def _store(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(data)

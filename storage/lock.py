"""One process for each SQLite file."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import StorageError


@contextmanager
def only_process(path: Path) -> Iterator[None]:
    """Hold the file for this process; the system lets go of it however the process ends.

    Raises StorageError where another process holds it, or its folder cannot be written to.
    """
    lock = path.with_name(f"{path.name}.lock")
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StorageError(
            f"{path} cannot be used: {error.strerror}. Check its folder, or name another file."
        ) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StorageError(
                f"{path} is in use by another Greenroom. Stop that one, or name another file."
            ) from error
        yield
    finally:
        os.close(descriptor)

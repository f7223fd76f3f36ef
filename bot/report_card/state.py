"""The state file: each finished judgement as a JSON line, so that no answer is paid for twice.

It holds verdicts and scores, and not a word of any answer.
"""

from collections.abc import Collection, Sequence
from pathlib import Path

from pydantic import ValidationError

from bot.errors import UserError
from bot.report_card.results import Result


class State:
    """Remembers results in a file, or nowhere."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def load(self, keys: Collection[str]) -> Sequence[Result]:
        """Return what is known of these keys, oldest first.

        A last line that was cut off is taken away. Raises UserError where the file is another's or
        cannot be written, since that would be found out only after something was paid.
        """
        if self._path is None:
            return ()
        try:
            with self._path.open("ab"):
                raw = self._path.read_bytes()
        except OSError as error:
            raise UserError(f"{self._path} cannot be written: {error.strerror}") from error
        lines = raw.split(b"\n")
        found = []
        for number, line in enumerate(lines[:-1], start=1):
            try:
                found.append(Result.model_validate_json(line))
            except ValidationError as error:
                raise UserError(
                    f"{self._path}:{number} is no line of an earlier report card; "
                    "name another state file, or move this one away"
                ) from error
        if lines[-1]:
            self._cut_off(raw, lines[-1])
        return [one for one in found if one.key in keys]

    def add(self, result: Result) -> None:
        """Append a line, written before this returns."""
        if self._path is not None:
            with self._path.open("ab") as file:
                file.write(f"{result.model_dump_json()}\n".encode())

    def _cut_off(self, raw: bytes, rest: bytes) -> None:
        """Take away a line that was not finished; it starts as ours do, or it is not ours."""
        if self._path is None or not b'{"key":'.startswith(rest[:7]):
            raise UserError(f"{self._path} is no state file of a report card; name another one")
        with self._path.open("r+b") as file:
            file.truncate(len(raw) - len(rest))

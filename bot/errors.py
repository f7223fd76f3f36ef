"""Exceptions, sorted by who must act.

BotError
├── ContentError    the author of a pack: every problem at once; start is refused
├── SettingsError   the operator: said before anything starts
├── StorageError    the operator: the database cannot be used as it is; nothing was changed
├── UserError       the person typing: told privately
├── PlatformError   the network or the platform
│   ├── RateLimited     wait, then try again
│   ├── PlatformDown    try again later
│   ├── Undeliverable   this person cannot be reached; nobody else may read it instead
│   └── Refused         this place will not take it, now or later
├── NotStored       the platform must deliver the event again
└── GraderDown      a wake tries again, then the attempt is ungraded

What is expected to happen is a value, never one of these.
"""

from dataclasses import dataclass

from bot.spend import Spent


class BotError(Exception):
    """The root of everything we raise on purpose."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Problem:
    """One thing wrong with a pack, said so that its author finds it at once."""

    file: str
    line: int
    field: str
    problem: str

    def __str__(self) -> str:
        """Return `file:line: field: problem`, the form that editors make clickable."""
        where = f"{self.file}:{self.line}" if self.line else self.file
        return (
            f"{where}: {self.field}: {self.problem}" if self.field else f"{where}: {self.problem}"
        )


class ContentError(BotError):
    """A pack is not fit to be used; `problems` names every reason, in file order."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class SettingsError(BotError):
    """An environment variable is missing or wrong."""

    def __init__(self, variable: str, problem: str) -> None:
        super().__init__(f"{variable}: {problem}")
        self.variable = variable
        self.problem = problem


class StorageError(BotError):
    """The database cannot be used as it is; the sentence says what to do about it."""


class UserError(BotError):
    """Someone typed something that cannot be done; the sentence says what to do instead."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class PlatformError(BotError):
    """A platform did not do what was asked of it."""


class RateLimited(PlatformError):
    """The platform asks for a pause of `retry_after` seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"rate limited for {retry_after:g} s")
        self.retry_after = retry_after


class PlatformDown(PlatformError):
    """The platform did not answer, or answered with a fault of its own."""


class Undeliverable(PlatformError):
    """A person cannot be reached privately."""

    def __init__(self, user: str) -> None:
        super().__init__("cannot be reached privately")
        self.user = user


class Refused(PlatformError):
    """The platform will never take this at this address (deleted, forbidden, left)."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(reason)
        self.address = address
        self.reason = reason


class NotStored(BotError):
    """An event could not be committed; it must not be acknowledged."""


class GraderDown(BotError):
    """The grader cannot answer just now; `retry_after` is in seconds where it said so."""

    def __init__(
        self,
        reason: str,
        retry_after: float | None = None,
        *,
        spent: tuple[Spent, ...] = (),
        operator: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after
        self.spent = spent
        """What may have been billed all the same."""
        self.operator = operator
        """Whether it stays like this until the operator does something."""

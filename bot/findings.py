"""What an examination of the outside world found; `wording` makes sentences of it."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at: in order where `problem` is None."""

    check: str
    """What was looked at, as a name that `wording.doctor` knows, such as `discord-token`."""
    problem: str | None = None
    """What is wrong, as a name that `wording.doctor` knows."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What the sentence about it names: a channel, a permission, a link."""


Examine: TypeAlias = Callable[[], AsyncIterator[Finding]]

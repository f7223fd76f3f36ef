"""What calls to a paid model used and cost."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens that one call was billed for; the four kinds do not overlap."""

    input: int = 0
    cache_write: int = 0
    cache_read: int = 0
    output: int = 0
    thinking: int = 0
    """How many of `output` were thinking."""

    @property
    def prompt(self) -> int:
        """Return how long the prompt was, from the cache or not."""
        return self.input + self.cache_write + self.cache_read


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What one paid call cost."""

    model: str
    usage: Usage
    micro_dollars: int
    estimated: bool = False
    """The call was cut off, so that the service may have billed this much, or nothing."""

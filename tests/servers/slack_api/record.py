"""What the stand-in saw: calls, words that would have pinged, and rules that were broken."""

from dataclasses import dataclass, field
from typing import Literal

from tests.servers.slack_api.world import Json

Rule = Literal[
    "no_text",
    "unacked",
    "unknown_argument",
    "ack_payload",
    "bad_ack",
    "token_in_url",
    "reply_as_parent",
    "update_without_blocks",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request to the Web API that was understood."""

    method: str
    arguments: Json
    team: str | None
    at: float
    scopes: frozenset[str] = frozenset()
    """What it needed; empty where it was refused before that was asked."""
    error: str | None = None
    status: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """The service would have let it pass, but a good app does not do this."""

    rule: Rule
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ping:
    """Somebody would have been notified by words of ours."""

    target: str
    """`!channel`, `!here`, `!everyone`, `!subteam^S1`, `@U0ADA`."""
    channel: str
    how: str
    """The method that said it."""


@dataclass(slots=True)
class Record:
    """Everything that was seen, oldest first."""

    calls: list[Call] = field(default_factory=list)
    pings: list[Ping] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    used_scopes: set[str] = field(default_factory=set)
    """What events, commands, shortcuts and downloads needed."""
    events: set[str] = field(default_factory=set)
    """Subscriptions under which something was sent."""

    def violate(self, rule: Rule, detail: str) -> None:
        """Note that a rule was broken."""
        self.violations.append(Violation(rule=rule, detail=detail))

    def needed_scopes(self) -> frozenset[str]:
        """Return the scopes without which something that was seen could not have been."""
        calls = (call.scopes for call in self.calls)
        return frozenset(self.used_scopes).union(*calls)

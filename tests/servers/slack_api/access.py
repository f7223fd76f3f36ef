"""Tokens: whose they are, what they allow, and how they grow old."""

from dataclasses import dataclass, field
from typing import Literal

from tests.servers.slack_api.refusals import Refused

SCOPES = frozenset(
    """app_mentions:read channels:history channels:join channels:read chat:write
    chat:write.public chat:write.customize commands files:read files:write groups:history
    groups:read im:history im:read im:write mpim:history reactions:read reactions:write
    team:read users:read""".split()
)
"""Every bot scope that the stand-in asks for anywhere."""

USUAL = SCOPES - {"chat:write.public", "chat:write.customize"}
"""What is granted unless a test says otherwise: nothing that lets an app be careless."""

LIFETIME = 43_200
"""Seconds that a rotated token lives (docs.slack.dev/authentication/using-token-rotation)."""


@dataclass(slots=True, kw_only=True)
class Token:
    """A token of the app in one workspace, or of the app itself."""

    value: str
    kind: Literal["bot", "app"]
    team: str | None
    scopes: frozenset[str] | None = None
    """What was granted when it was made; None is whatever is granted now."""
    expires_at: float | None = None
    dead: Literal["", "account_inactive", "token_revoked"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What a person's consent gives the app."""

    team: str
    user: str
    scopes: frozenset[str]
    redirect_uri: str
    at: float


@dataclass(slots=True)
class Keyring:
    """Every token that was ever given away."""

    tokens: dict[str, Token] = field(default_factory=dict)
    refreshers: dict[str, str] = field(default_factory=dict)
    """Refresh token to the workspace that it is for; each works once."""
    minted: int = 0

    def app_level(self, value: str) -> Token:
        """Make a token for `apps.connections.open`."""
        return self.tokens.setdefault(value, Token(value=value, kind="app", team=None))

    def bot(self, team: str, value: str | None = None, *, scopes: frozenset[str] | None) -> Token:
        """Make a bot token that never expires."""
        self.minted += 1
        value = value or f"xoxb-{team}-{self.minted}"
        self.tokens[value] = Token(value=value, kind="bot", team=team, scopes=scopes)
        return self.tokens[value]

    def rotating(self, team: str, now: float, scopes: frozenset[str]) -> tuple[Token, str]:
        """Make a bot token that expires, and what it can be renewed with."""
        token = self.bot(team, f"xoxe.xoxb-1-{team}-{self.minted + 1}", scopes=scopes)
        token.expires_at = now + LIFETIME
        refresher = f"xoxe-1-{team}-{self.minted}"
        self.refreshers[refresher] = team
        return token, refresher

    def find(self, value: str, now: float) -> Token:
        """Return a token that works; raises Refused."""
        if not value:
            raise Refused("not_authed")
        token = self.tokens.get(value)
        if token is None:
            raise Refused("invalid_auth")
        if token.dead:
            raise Refused(token.dead)
        if token.expires_at is not None and token.expires_at <= now:
            raise Refused("token_expired")
        return token

    def kill(self, team: str, why: Literal["account_inactive", "token_revoked"]) -> None:
        """Let no token of a workspace work any more."""
        for token in self.tokens.values():
            if token.team == team:
                token.dead = why
        self.refreshers = {key: of for key, of in self.refreshers.items() if of != team}

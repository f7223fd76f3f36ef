"""Who calls the Web API."""

from dataclasses import dataclass

from tests.servers.slack_api.access import Token
from tests.servers.slack_api.world import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The bearer of a token, or nobody."""

    token: Token | None
    space: Workspace | None
    basic: tuple[str, str] | None = None
    """Client id and secret of the Authorization header."""

    @property
    def here(self) -> Workspace:
        """The workspace of a bot token."""
        assert self.space is not None
        return self.space

"""Who people are: their name, their zone, and whether they are admins."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic

from adapters.slack import ids
from adapters.slack.calls import Calls
from adapters.slack.failures import Declined
from adapters.slack.workspaces import Workspaces
from bot.errors import PlatformError
from bot.messages import Author

FRESH = 300.0
"""Seconds for which an answer holds."""
KEPT = 5000
"""People that are remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    author: Author
    until: float


class People:
    """People by workspace and user id; admins of a workspace are ours, and so are `admins`."""

    def __init__(
        self,
        calls: Calls,
        workspaces: Workspaces,
        admins: frozenset[str],
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._calls = calls
        self._workspaces = workspaces
        self._admins = admins
        self._now = now
        self._known: OrderedDict[tuple[str, str], _Known] = OrderedDict()

    async def author(self, team: str, user: str) -> Author:
        """Return a person as the workspace knows them; by their id where it does not answer."""
        known = self._known.get((team, user))
        if known is not None and known.until > self._now():
            return known.author
        try:
            answer = await self._calls.make(
                await self._workspaces.get(team),
                "users.info",
                lambda client: client.users_info(user=user),
            )
        except (PlatformError, Declined):
            stranger = Author(user=ids.user(team, user), name=user, admin=user in self._admins)
            return known.author if known else stranger
        author = self._read(team, user, answer)
        self._known[team, user] = _Known(author=author, until=self._now() + FRESH)
        if len(self._known) > KEPT:
            self._known.popitem(last=False)
        return author

    def _read(self, team: str, user: str, answer: Mapping[str, object]) -> Author:
        found = _mapping(answer.get("user"))
        profile = _mapping(found.get("profile"))
        names = (profile.get("display_name"), profile.get("real_name"), found.get("name"))
        zone = found.get("tz")
        return Author(
            user=ids.user(team, user),
            name=next((str(name) for name in names if name), user),
            admin=bool(found.get("is_admin") or found.get("is_owner")) or user in self._admins,
            zone=zone if isinstance(zone, str) and zone else None,
        )


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}

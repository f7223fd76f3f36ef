"""Workspaces that the app is installed in: their tokens, and who we are there."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from bot.errors import PlatformDown


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """One of them."""

    team: str
    token: str = field(repr=False)
    bot: str
    """Our user id."""
    bot_id: str


class Workspaces(Protocol):
    """All of them."""

    async def get(self, team: str) -> Workspace | None:
        """Return a workspace; None where the app is not installed. Raises PlatformErrors."""
        ...

    async def forget(self, team: str) -> None:
        """Forget a workspace whose tokens work no more."""
        ...


class OneWorkspace:
    """The workspace of the one token in the settings."""

    def __init__(self, identify: Callable[[], Awaitable[Workspace]]) -> None:
        self._identify = identify
        self._known: Workspace | None = None
        self._asking = asyncio.Lock()

    async def get(self, team: str) -> Workspace | None:
        """Return the workspace; it is asked for once, also by many at the same time."""
        async with self._asking:
            known = self._known = self._known or await self._identify()
        if known.team != team:
            # The token may be changed back, so what there is to say waits.
            raise PlatformDown("the token is for another workspace")
        return known

    async def forget(self, team: str) -> None:
        """Ask again who we are, should the token work again."""
        del team
        self._known = None

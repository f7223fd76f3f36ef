"""Installations and OAuth states in the store of secrets, as slack_sdk wants them.

One installation for each workspace: the app asks for no more than a bot token.
"""

import json
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from logging import Logger

from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from adapters.slack.log import sdk_logger
from bot.ports import Secrets

INSTALLATION = "slack-installation"
STATE = "slack-state"
STATE_LIFE = timedelta(minutes=10)


class Installations(AsyncInstallationStore):
    """Who installed the app where, and the tokens that came of it."""

    def __init__(self, kept: Secrets) -> None:
        self._kept = kept

    @property
    def logger(self) -> Logger:
        """A logger that prints nothing of it."""
        return sdk_logger()

    async def async_save(self, installation: Installation) -> None:
        """Keep an installation in the place of an earlier one."""
        team = installation.team_id or ""
        text = json.dumps(installation.to_dict_for_copying(), default=_moment)
        await self._kept.put(INSTALLATION, team, text, None)

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """Return the installation of a workspace, whoever made it."""
        del enterprise_id, user_id, is_enterprise_install
        text = await self._kept.get(INSTALLATION, team_id or "")
        return Installation(**json.loads(text)) if text else None

    async def async_find_bot(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        is_enterprise_install: bool | None = False,
    ) -> Bot | None:
        """Return the bot of a workspace."""
        found = await self.async_find_installation(
            enterprise_id=enterprise_id,
            team_id=team_id,
            is_enterprise_install=is_enterprise_install,
        )
        return found.to_bot() if found else None

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Forget a workspace."""
        await self.async_delete_installation(enterprise_id=enterprise_id, team_id=team_id)

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Forget a workspace."""
        del enterprise_id, user_id
        await self._kept.delete(INSTALLATION, team_id or "")


class States(AsyncOAuthStateStore):
    """Installations that were begun: each may be finished once, within ten minutes."""

    def __init__(self, kept: Secrets, now: Callable[[], datetime]) -> None:
        self._kept = kept
        self._now = now

    @property
    def logger(self) -> Logger:
        """A logger that prints nothing of it."""
        return sdk_logger()

    async def async_issue(self, *args: object, **kwargs: object) -> str:
        """Return a new state."""
        del args, kwargs
        state = secrets.token_urlsafe(24)
        await self._kept.put(STATE, state, "begun", self._now() + STATE_LIFE)
        return state

    async def async_consume(self, state: str) -> bool:
        """Return whether a state was issued, and not used since."""
        return await self._kept.take(STATE, state) is not None


def _moment(at: object) -> str:
    """Return a moment as slack_sdk takes it back."""
    if not isinstance(at, datetime):
        raise TypeError(f"no JSON: {type(at)}")
    return at.isoformat()

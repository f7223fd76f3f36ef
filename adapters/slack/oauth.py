"""Many workspaces: each installs the app, which gives a token that may have to be renewed."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from time import time
from urllib.parse import urljoin

from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.errors import SlackTokenRotationError
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator

from adapters.slack.calls import Calls
from adapters.slack.failures import BROKEN
from adapters.slack.http import CALLBACK, INSTALL
from adapters.slack.installations import Installations, States
from adapters.slack.log import sdk_logger
from adapters.slack.manifest import SCOPES
from adapters.slack.modes import ManyWorkspaces
from adapters.slack.workspaces import Workspace
from bot.errors import NotStored, PlatformDown
from bot.ports import Secrets

RENEWED_BEFORE = timedelta(hours=2)
"""How long before its end a token is renewed; it lives for twelve hours."""


class OAuth:
    """Installing, and using what was installed."""

    def __init__(
        self,
        mode: ManyWorkspaces,
        kept: Secrets,
        calls: Calls,
        api_url: str,
        now: Callable[[], datetime],
    ) -> None:
        self._mode = mode
        self._calls = calls
        self._consent = urljoin(api_url, "/oauth/v2/authorize")
        self._installations = Installations(kept)
        self._states = States(kept, now)
        self.workspaces = Installed(mode, self._installations, calls, now)

    def flow(self) -> AsyncOAuthFlow:
        """Return the steps of an installation."""
        return AsyncOAuthFlow(
            client=self._calls.client(""),
            logger=sdk_logger(),
            settings=AsyncOAuthSettings(
                client_id=self._mode.client_id,
                client_secret=self._mode.client_secret,
                scopes=SCOPES,
                user_scopes=[],
                install_path=INSTALL,
                redirect_uri_path=CALLBACK,
                authorization_url=self._consent,
                installation_store=self._installations,
                state_store=self._states,
                logger=sdk_logger(),
            ),
        )


class Installed:
    """Workspaces that installed the app."""

    def __init__(
        self,
        mode: ManyWorkspaces,
        installations: Installations,
        calls: Calls,
        now: Callable[[], datetime],
    ) -> None:
        self._mode = mode
        self._installations = installations
        self._calls = calls
        self._now = now
        self._renewing = defaultdict[str, asyncio.Lock](asyncio.Lock)

    async def get(self, team: str) -> Workspace | None:
        """Return a workspace with a token that works for a while."""
        # A token is renewed once, however many calls find that it is time.
        async with self._renewing[team]:
            found = await self._find(team)
            if found is not None and self._ends_soon(found):
                found = await self._renewed(found)
        if found is None or not found.bot_token or not found.bot_user_id:
            return None
        return Workspace(
            team=team, token=found.bot_token, bot=found.bot_user_id, bot_id=found.bot_id or ""
        )

    async def forget(self, team: str) -> None:
        """Remove an installation."""
        await self._installations.async_delete_all(enterprise_id=None, team_id=team)

    async def _find(self, team: str) -> Installation | None:
        try:
            return await self._installations.async_find_installation(
                enterprise_id=None, team_id=team
            )
        except NotStored as error:
            raise PlatformDown("installations cannot be read") from error

    def _ends_soon(self, found: Installation) -> bool:
        ends = found.bot_token_expires_at
        return ends is not None and ends <= (self._now() + RENEWED_BEFORE).timestamp()

    async def _renewed(self, found: Installation) -> Installation:
        rotator = AsyncTokenRotator(
            client_id=self._mode.client_id,
            client_secret=self._mode.client_secret,
            client=self._calls.client(""),
        )
        # Asked to look 30 years ahead, it does not compare with a clock of its own.
        ahead = 30 * 365 * 24 * 60
        try:
            renewed = await rotator.perform_token_rotation(
                installation=found, minutes_before_expiration=ahead
            )
        except (SlackTokenRotationError, *BROKEN) as error:
            raise PlatformDown("token not renewed") from error
        if renewed is None:
            return found
        if renewed.bot_token_expires_at is not None:
            # The rotator counts from the time of the machine, all else here from `now`.
            life = renewed.bot_token_expires_at - time()
            renewed.bot_token_expires_at = int(self._now().timestamp() + life)
        await self._installations.async_save(renewed)
        return renewed

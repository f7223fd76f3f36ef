"""Calls of the Web API: the right token, at the right pace, with failures sorted."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

import aiohttp
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.failures import BROKEN, NOT_INSTALLED, Declined, sorted_out
from adapters.slack.log import sdk_logger
from adapters.slack.pacing import Pace
from adapters.slack.workspaces import Workspace

if TYPE_CHECKING:
    from slack_sdk.http_retry.async_handler import AsyncRetryHandler

Call: TypeAlias = Callable[[AsyncWebClient], Awaitable[AsyncSlackResponse]]
Answer: TypeAlias = Mapping[str, object]

TIMEOUT = aiohttp.ClientTimeout(total=20, connect=5)
SHORT_PAUSE = 3
"""Seconds of a pause that is waited for at once; whoever called is told of longer ones."""

ONCE = frozenset({"chat.postMessage", "chat.postEphemeral"})
"""What would be there twice if it were done again after an answer that was lost."""


class ShortPauses(AsyncRateLimitErrorRetryHandler):
    """Waits where Slack asks for a short pause."""

    async def _can_retry_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        del state, request, error
        if response is None or response.status_code != 429:  # noqa: PLR2004 - HTTP
            return False
        said = [value for name, value in response.headers.items() if name.lower() == "retry-after"]
        return bool(said) and str(said[0][0]).isdigit() and int(said[0][0]) <= SHORT_PAUSE


class Calls:
    """The Web API for every workspace."""

    def __init__(self, base_url: str, pace: Pace) -> None:
        self._base_url = base_url
        self._pace = pace
        self._session: aiohttp.ClientSession | None = None
        self._clients: dict[tuple[str, bool], AsyncWebClient] = {}

    async def close(self) -> None:
        """Close what was opened."""
        if self._session is not None:
            await self._session.close()
        self._session = None
        self._clients.clear()

    @property
    def session(self) -> aiohttp.ClientSession:
        """The connections, also for what is no method of the Web API; opened when first used."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=TIMEOUT)
        return self._session

    def client(self, token: str, *, once: bool = False) -> AsyncWebClient:
        """Return a client that tries again, but for what must happen `once`."""
        known = self._clients.get((token, once))
        if known is None:
            handlers: list[AsyncRetryHandler] = [ShortPauses(max_retry_count=2)]
            if not once:
                handlers += [AsyncConnectionErrorRetryHandler(), AsyncServerErrorRetryHandler()]
            known = self._clients[token, once] = AsyncWebClient(
                token=token,
                base_url=self._base_url,
                session=self.session,
                retry_handlers=handlers,
                logger=sdk_logger(),
            )
        return known

    async def identify(self, token: str) -> Workspace:
        """Return whose token it is; raises Declined for one that does not work."""
        answer = await attempted(self.client(token).auth_test())
        return Workspace(
            team=str(answer["team_id"]),
            token=token,
            bot=str(answer["user_id"]),
            bot_id=str(answer.get("bot_id", "")),
        )

    async def make(
        self, workspace: Workspace | None, method: str, call: Call, channel: str = ""
    ) -> Answer:
        """Make a call when it is its turn.

        Raises Declined for what Slack will not do, RateLimited and PlatformDown for the rest.
        """
        if workspace is None:
            raise Declined(NOT_INSTALLED)
        client = self.client(workspace.token, once=method in ONCE)
        await self._pace.turn(workspace.team, method, channel)
        return await attempted(call(client))


async def attempted(call: Awaitable[AsyncSlackResponse]) -> Answer:
    """Return the answer of a call, or what came of one that failed."""
    try:
        response = await call
    except BROKEN as error:
        raise sorted_out(error) from error
    return response.data if isinstance(response.data, dict) else {}

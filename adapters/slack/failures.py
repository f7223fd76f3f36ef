"""What Slack refuses, sorted by who must act (docs.slack.dev/reference/methods)."""

from collections.abc import Mapping

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack import ids
from bot.errors import PlatformDown, PlatformError, RateLimited, Refused
from bot.messages import Address

BROKEN = (aiohttp.ClientError, SlackClientError, TimeoutError, OSError)
"""What a call may raise."""

NOT_INSTALLED = "not_installed"
"""Our own: there is no token for a workspace."""

CHANNEL_GONE: Mapping[str, str] = {
    "channel_not_found": "it does not exist any more, or I am not in it",
    "not_in_channel": "I am not in it",
    "is_archived": "it was archived",
    "restricted_action": "a rule of the workspace keeps me from posting there",
    "restricted_action_read_only_channel": "only some people may post there",
    "restricted_action_non_threadable_channel": "it takes no threads",
    "restricted_action_thread_only_channel": "it takes threads only",
    NOT_INSTALLED: "the app was removed from the workspace",
}
"""Why nothing can be said in a channel."""

THREAD_GONE: Mapping[str, str] = {
    "thread_not_found": "its first message was deleted",
    "cannot_reply_to_message": "its first message takes no replies",
    "restricted_action_thread_locked": "it is locked",
}
"""Why nothing can be said in one thread."""

UNREACHABLE = frozenset(
    """user_not_in_channel user_not_found user_disabled users_not_found cannot_dm_bot
    messages_tab_disabled not_in_channel channel_not_found is_archived user_not_visible
    restricted_action not_enabled""".split()
)
"""Why one person cannot be told something at one place."""

UNREADABLE = frozenset(
    """missing_scope not_allowed_token_type access_denied no_permission
    method_not_supported_for_channel_type restricted_action""".split()
)
"""Why history may not be read."""

UNSHOWABLE = frozenset(
    """invalid_blocks invalid_blocks_format msg_blocks_too_long msg_too_long invalid_arguments
    slack_file_not_found""".split()
)
"""What a message cannot be shown for, where words alone can be."""

OF_SLACK = frozenset(
    "internal_error fatal_error service_unavailable request_timeout team_added_to_org".split()
)
"""Faults of its own, after which something may have been done."""

TOO_MANY = 429
PAUSE = 30.0
"""Seconds to wait where Slack asks for a pause, but names none."""


class Declined(Exception):
    """Slack understood a call, and will not do it; `code` is its name for the reason."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def sorted_out(error: Exception) -> PlatformError | Declined:
    """Return what came of a call that failed."""
    if not isinstance(error, SlackApiError):
        return PlatformDown(type(error).__name__)
    response = error.response
    # A body that is no JSON leaves the response of the HTTP client in its place.
    if not isinstance(response, AsyncSlackResponse) or not isinstance(response.data, dict):
        return PlatformDown("no answer of Slack's")
    code = str(response.data.get("error", ""))
    if response.status_code == TOO_MANY or code == "ratelimited":
        return RateLimited(_pause(response.headers))
    if not code or code in OF_SLACK or response.status_code != 200:  # noqa: PLR2004 - HTTP
        return PlatformDown(code or f"HTTP {response.status_code}")
    return Declined(code)


def refused(declined: Declined, where: Address) -> PlatformError:
    """Return what it means that nothing can be said at an address.

    A reason that the operator can mend (a token, a scope) is no reason to give a place up.
    """
    if why := CHANNEL_GONE.get(declined.code):
        spot = ids.spot(where)
        return Refused(ids.address(spot.team, spot.channel), why)
    if why := THREAD_GONE.get(declined.code):
        return Refused(where, why)
    return PlatformDown(declined.code)


def _pause(headers: Mapping[str, str]) -> float:
    said = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    try:
        return max(1.0, float(said))
    except ValueError:
        return PAUSE

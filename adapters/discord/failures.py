"""What Discord and its library raise, sorted by who must act.

Codes: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
"""

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
import discord

from bot.errors import PlatformDown, PlatformError, RateLimited, Refused, Undeliverable
from bot.messages import Address, UserId

UNKNOWN_MESSAGE = 10008
HAS_THREAD = 160004
ARCHIVED = 50083
CANNOT_REACT = {UNKNOWN_MESSAGE, 10014, 30010, 50001, 50013, 90001}
"""The message is gone, its author blocked us, it has its fill of reactions, or we may not react."""
CANNOT_DM = {10013, 20026, 50007, 50278}
"""No such user, or one who takes no direct messages from us."""
TOO_OFTEN = {20016, 20022, 20028, 20029, 30046, 31002, 40003, 40062}
"""Limits that are no 429."""
BANNED_FOR = 60.0
"""Seconds to stay away after a 429 that names no time, or a limit that is no 429."""

_REASONS = {
    10003: "the channel was deleted",
    10004: "the server is gone",
    10008: "the message was deleted",
    50001: "I may not see the channel",
    50013: "a permission is missing",
    50083: "the thread is archived",
    160005: "the thread is locked",
    160006: "the server has too many open threads",
}

SILENT = (OSError, aiohttp.ClientError, TimeoutError, discord.GatewayNotFound)
"""There is no answer."""

RAISED = (discord.HTTPException, discord.RateLimited, *SILENT)
"""All that a call may raise."""


@contextmanager
def ours(where: Address | UserId, *, private: bool = False) -> Iterator[None]:
    """Raise what happens to a call as a PlatformError; `where` is spoken to, privately or not."""
    try:
        yield
    except RAISED as error:
        raise sorted_out(error, where, private=private) from error
    except RuntimeError as error:
        # A session that was closed while a call was under way.
        raise PlatformDown("closed") from error


def sorted_out(error: BaseException, where: str, *, private: bool) -> PlatformError:
    """Return what an exception of the library's is to the core."""
    match error:
        case discord.RateLimited(retry_after=seconds):
            return RateLimited(seconds)
        case discord.HTTPException(status=429):
            return RateLimited(_seconds(error))
        case discord.HTTPException(code=code) if code in TOO_OFTEN:
            return RateLimited(BANNED_FOR)
        case discord.HTTPException(status=status) if status >= 500 or status == 401:  # noqa: PLR2004
            return PlatformDown(f"status {status}")
        case discord.HTTPException(code=code) if private and code in CANNOT_DM:
            return Undeliverable(where)
        case discord.HTTPException(status=status, code=code) if private:
            return Undeliverable(where) if status == 403 else PlatformDown(f"code {code}")  # noqa: PLR2004
        case discord.HTTPException(status=status, code=code):
            return Refused(where, _REASONS.get(code, f"Discord answers {status}, code {code}"))
        case _:
            return PlatformDown(type(error).__name__)


def _seconds(error: discord.HTTPException) -> float:
    try:
        return float(error.response.headers.get("Retry-After", BANNED_FOR))
    except (TypeError, ValueError):
        return BANNED_FOR

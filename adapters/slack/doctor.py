"""`greenroom doctor slack`: what has to be in order before people can practise."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.calls import Calls, attempted
from adapters.slack.failures import BROKEN, UNREADABLE, Declined
from adapters.slack.manifest import SCOPES
from adapters.slack.modes import ManyWorkspaces, OverHttp, SocketMode, mode
from adapters.slack.pacing import Pace
from bot.errors import PlatformError, RateLimited, SettingsError
from bot.findings import Finding
from bot.settings import Settings

CLOCK_OFF = 60.0
"""Seconds by which clocks may differ; a signature is refused at 300."""
HELLO_WITHIN = 10.0
NAMED = 5
"""How many channels are named."""


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Look at what the settings name, one thing after the other."""
    try:
        chosen = mode(settings)
    except SettingsError as error:
        said = {"variable": error.variable, "problem": error.problem}
        yield Finding(check="slack-settings", problem="slack-settings-wrong", facts=said)
        return
    if chosen is None:
        yield Finding(check="slack-settings", problem="slack-not-set")
        return
    calls = Calls(settings.slack_api_url, Pace.off())
    try:
        looking = _many(calls) if isinstance(chosen, ManyWorkspaces) else _one(calls, chosen)
        async with aclosing(looking):
            async for finding in looking:
                yield finding
    finally:
        await calls.close()


async def _many(calls: Calls) -> AsyncGenerator[Finding, None]:
    yield Finding(check="slack-many")
    try:
        response = await calls.client("").api_test()
    except SlackApiError as error:
        response = error.response
    except BROKEN:
        yield _away()
        return
    yield _clock(response.headers)


async def _one(calls: Calls, chosen: SocketMode | OverHttp) -> AsyncGenerator[Finding, None]:
    client = calls.client(chosen.bot_token)
    try:
        response = await client.auth_test()
    except SlackApiError as error:
        code = str(error.response.get("error", "")) if _is_answer(error.response) else ""
        dead = Finding(check="slack-token", problem="slack-token-dead", facts={"code": code})
        yield dead if code else _away()
        return
    except BROKEN:
        yield _away()
        return
    yield Finding(check="slack-token", facts={"team": str(response["team"])})
    yield _scopes(response.headers)
    yield _clock(response.headers)
    if isinstance(chosen, SocketMode):
        yield await _socket(calls, client, chosen.app_token)
    else:
        yield Finding(check="slack-http")
    channels = await _channels(client)
    if not channels:
        yield Finding(check="slack-channels", problem="slack-no-channel")
        return
    named = ", ".join(f"#{name}" for name in list(channels.values())[:NAMED])
    yield Finding(check="slack-channels", facts={"channels": named, "count": str(len(channels))})
    yield await _reading(client, next(iter(channels)))


def _is_answer(response: object) -> bool:
    return isinstance(response, AsyncSlackResponse) and isinstance(response.data, dict)


def _away() -> Finding:
    return Finding(check="slack-token", problem="slack-away")


def _scopes(headers: Mapping[str, str]) -> Finding:
    granted = _header(headers, "x-oauth-scopes")
    missing = sorted(set(SCOPES) - {one.strip() for one in granted.split(",")})
    if missing:
        facts = {"missing": ", ".join(missing)}
        return Finding(check="slack-scopes", problem="slack-scopes-missing", facts=facts)
    return Finding(check="slack-scopes")


def _clock(headers: Mapping[str, str]) -> Finding:
    facts = {"platform": "Slack"}
    try:
        theirs = parsedate_to_datetime(_header(headers, "date"))
    except ValueError:
        return Finding(check="clock", facts=facts)
    off = abs((datetime.now(UTC) - theirs).total_seconds())
    if off > CLOCK_OFF:
        facts["seconds"] = f"{off:.0f}"
        return Finding(check="clock", problem="clock-off", facts=facts)
    return Finding(check="clock", facts=facts)


def _header(headers: Mapping[str, str], wanted: str) -> str:
    return next((value for name, value in headers.items() if name.lower() == wanted), "")


async def _socket(calls: Calls, client: AsyncWebClient, app_token: str) -> Finding:
    """Open a connection, wait until Slack greets us, and close it."""
    try:
        answer = await attempted(client.apps_connections_open(app_token=app_token))
    except Declined as declined:
        facts = {"code": declined.code}
        return Finding(check="slack-socket", problem="slack-app-token-dead", facts=facts)
    except PlatformError:
        return Finding(check="slack-socket", problem="slack-no-socket")
    try:
        async with (
            asyncio.timeout(HELLO_WITHIN),
            calls.session.ws_connect(str(answer["url"])) as socket,
        ):
            hello = await socket.receive_json()
    except (TimeoutError, TypeError, ValueError, aiohttp.ClientError, OSError):
        return Finding(check="slack-socket", problem="slack-no-socket")
    others = int(hello.get("num_connections", 1)) - 1
    if others > 0:
        facts = {"others": str(others)}
        return Finding(check="slack-socket", problem="slack-socket-shared", facts=facts)
    return Finding(check="slack-socket")


async def _channels(client: AsyncWebClient) -> Mapping[str, str]:
    """Return the channels that we are in, by id."""
    found: dict[str, str] = {}
    cursor = ""
    while True:
        try:
            answer = await attempted(
                client.users_conversations(
                    types="public_channel,private_channel",
                    exclude_archived=True,
                    limit=200,
                    cursor=cursor or None,
                )
            )
        except (Declined, PlatformError):
            return found
        channels = answer.get("channels")
        for one in channels if isinstance(channels, list) else ():
            found[str(one["id"])] = str(one.get("name", one["id"]))
        more = answer.get("response_metadata")
        cursor = str(more.get("next_cursor") or "") if isinstance(more, dict) else ""
        if not cursor:
            return found


async def _reading(client: AsyncWebClient, channel: str) -> Finding:
    """Read twice: an app that may do so once a minute is refused the second time."""
    try:
        for _ in range(2):
            await attempted(client.conversations_history(channel=channel, limit=1))
    except Declined as declined:
        problem = "slack-reading-refused" if declined.code in UNREADABLE else "slack-no-channel"
        return Finding(check="slack-reading", problem=problem)
    except RateLimited:
        return Finding(check="slack-reading", problem="slack-reading-slow")
    except PlatformError:
        return _away()
    return Finding(check="slack-reading")

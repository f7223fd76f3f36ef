"""What every call of the Web API meets: tokens, scopes, arguments, limits, trouble."""

import asyncio
from email.utils import parsedate_to_datetime

import pytest
from aiohttp import ClientConnectionError, ContentTypeError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack_api import (
    ADA,
    BOT,
    PREP,
    SECRET,
    TEAM,
    Limits,
    SlackApi,
    cut,
    held,
    internal_error,
    lost,
    page,
    rate_limited,
    refused,
    server_error,
    slow,
)
from tests.slack_server.conftest import Requests


async def test_who_we_are(client: AsyncWebClient) -> None:
    """auth.test names the workspace and the bot, and its headers the scopes."""
    answer = await client.auth_test()
    assert (answer["team_id"], answer["user_id"]) == (TEAM, BOT)
    assert "chat:write" in answer.headers["x-oauth-scopes"]


@pytest.mark.parametrize(
    ("token", "error"),
    [
        ("", "not_authed"),
        ("xoxb-unknown", "invalid_auth"),
        ("xapp-1-A0GREEN-test", "not_allowed_token_type"),
    ],
)
async def test_a_bad_token(raw: Requests, token: str, error: str) -> None:
    """Without the right token there is no answer."""
    assert (await raw.call("auth.test", token)).error == error


async def test_an_app_token_opens_connections_alone(slack: SlackApi, raw: Requests) -> None:
    """apps.connections.open takes the app's own token and no bot's."""
    assert (await raw.call("apps.connections.open")).error == "not_allowed_token_type"
    answer = await raw.call("apps.connections.open", slack.app_token)
    assert answer.body["url"].startswith("ws://127.0.0.1:")


async def test_a_missing_scope(slack: SlackApi, raw: Requests) -> None:
    """A call without its scope is told what it needs and what it has."""
    slack.granted = frozenset({"commands"})
    answer = await raw.call("chat.postMessage", channel=PREP, text="x")
    assert answer.error == "missing_scope"
    assert (answer.body["needed"], answer.body["provided"]) == ("chat:write", "commands")
    assert slack.needed_scopes() == frozenset()


async def test_scopes_by_kind_of_channel(slack: SlackApi, raw: Requests) -> None:
    """Reading needs the scope of the channel's kind; what was needed is remembered."""
    slack.granted = frozenset({"channels:history"})
    assert (await raw.call("conversations.history", channel=PREP)).error is None
    answer = await raw.call("conversations.history", channel=SECRET)
    assert answer.body["needed"] == "groups:history"
    assert slack.needed_scopes() == {"channels:history"}


async def test_arguments(slack: SlackApi, raw: Requests) -> None:
    """A missing argument and a monstrous name are refused; an unknown one is noted."""
    missing = await raw.call("chat.postMessage", text="x")
    assert (missing.error, "channel" in missing.reasons) == ("invalid_arguments", True)
    odd = await raw.call("chat.postMessage", channel=PREP, text="x", **{"a-b": "1"})
    assert odd.error == "invalid_arg_name"
    await raw.call("chat.postMessage", channel=PREP, text="x", colour="red")
    assert [one.detail for one in slack.violations] == ["chat.postMessage: colour"]


async def test_what_is_no_method_or_no_json(slack: SlackApi, raw: Requests) -> None:
    """Unknown methods and bodies that are no objects are refused."""
    assert (await raw.call("chat.shout")).error == "unknown_method"
    headers = {"Authorization": f"Bearer {slack.bot_token}", "Content-Type": "application/json"}
    for body, error in (("{", "invalid_json"), ("[]", "json_not_object")):
        address = f"{slack.api}auth.test"
        async with raw.session.post(address, data=body, headers=headers) as answer:
            assert (await answer.json())["error"] == error


async def test_calls_are_recorded(slack: SlackApi, client: AsyncWebClient) -> None:
    """Every call is kept with its arguments, its scopes and what became of it."""
    await client.users_info(user=ADA)
    with pytest.raises(SlackApiError):
        await client.users_info(user="U0NOBODY")
    first, second = slack.calls
    assert (first.method, first.arguments) == ("users.info", {"user": ADA})
    assert first.scopes == {"users:read"}
    assert (first.error, second.error) == (None, "user_not_found")
    assert slack.called("users.info") == [first]


async def test_one_message_a_second(slack: SlackApi, raw: Requests) -> None:
    """The second message to a channel within a second gets a 429; another channel's does not."""
    slack.limits = Limits()
    assert (await raw.call("chat.postMessage", channel=PREP, text="1")).status == 200
    assert (await raw.call("chat.postMessage", channel=SECRET, text="1")).status == 200
    answer = await raw.call("chat.postMessage", channel=PREP, text="2")
    assert (answer.status, answer.error, answer.headers["Retry-After"]) == (429, "ratelimited", "1")
    slack.clock.skip(1)
    assert (await raw.call("chat.postMessage", channel=PREP, text="2")).status == 200
    assert [one.text for one in slack.posts(PREP)] == ["1", "2"]


async def test_tiers(slack: SlackApi, raw: Requests) -> None:
    """A tier-2 method takes twenty calls a minute."""
    slack.limits = Limits()
    said = await slack.say(ADA, PREP, "hello")
    where = {"channel": PREP, "timestamp": said.ts, "name": "eyes"}
    answers = [await raw.call("reactions.remove", **where) for _ in range(21)]
    assert [one.status for one in answers] == [200] * 20 + [429]
    assert 50 <= int(answers[-1].headers["Retry-After"]) <= 60
    slack.clock.skip(61)
    assert (await raw.call("reactions.remove", **where)).status == 200


async def test_trouble(slack: SlackApi, raw: Requests) -> None:
    """Each kind of trouble happens as often as it was ordered, and then no more."""
    slack.trouble.add("auth.test", 1, internal_error())
    slack.trouble.add("*", 1, refused("fatal_error"))
    slack.trouble.add("auth.test", 1, rate_limited(7))
    errors = [await raw.call("auth.test") for _ in range(4)]
    assert [one.error for one in errors] == ["internal_error", "ratelimited", "fatal_error", None]
    assert (errors[1].status, errors[1].headers["Retry-After"]) == (429, "7")


async def test_pages_instead_of_json(slack: SlackApi, raw: Requests) -> None:
    """A failure of the service or of a proxy is no JSON, and the call has no effect."""
    for trouble in (server_error(), page()):
        slack.trouble.add("chat.postMessage", 1, trouble)
        with pytest.raises(ContentTypeError):
            await raw.call("chat.postMessage", channel=PREP, text="x")
    assert slack.posts(PREP) == []


async def test_cut_and_lost(slack: SlackApi, raw: Requests) -> None:
    """A connection that is cut before has no effect; one that is cut after has."""
    slack.trouble.add("chat.postMessage", 1, cut())
    with pytest.raises(ClientConnectionError):
        await raw.call("chat.postMessage", channel=PREP, text="cut")
    slack.trouble.add("chat.postMessage", 1, lost())
    with pytest.raises(ClientConnectionError):
        await raw.call("chat.postMessage", channel=PREP, text="lost")
    assert [one.text for one in slack.posts(PREP)] == ["lost"]


async def test_an_outage(slack: SlackApi, raw: Requests) -> None:
    """While the service is down nothing is answered, and nobody gets in."""
    await slack.go_down()
    with pytest.raises(ClientConnectionError):
        await raw.call("auth.test")
    slack.come_back()
    assert (await raw.call("auth.test")).error is None


async def test_the_time_of_an_answer(slack: SlackApi, raw: Requests) -> None:
    """An answer carries the time by the clock of the stand-in."""
    slack.clock.skip(3600)
    answer = await raw.call("auth.test")
    date = parsedate_to_datetime(answer.headers["Date"]).timestamp()
    assert abs(date - slack.clock.now()) < 60


async def test_slow_and_held(slack: SlackApi, raw: Requests) -> None:
    """An answer can be slow, or wait for a test."""
    slack.trouble.add("auth.test", 1, slow(0.01))
    assert (await raw.call("auth.test")).error is None
    gate = asyncio.Event()
    slack.trouble.add("auth.test", 1, held(gate))
    asking = asyncio.create_task(raw.call("auth.test"))
    done, _ = await asyncio.wait({asking}, timeout=0.05)
    assert not done
    gate.set()
    assert (await asking).error is None


async def test_people_and_places(client: AsyncWebClient) -> None:
    """users.info has the time zone; team.info and bots.info answer."""
    user = (await client.users_info(user=ADA))["user"]
    assert (user["tz"], user["is_admin"]) == ("Europe/Berlin", True)
    assert (await client.team_info())["team"]["id"] == TEAM
    assert (await client.bots_info())["bot"]["user_id"] == BOT

"""Installing in a workspace, renewing tokens, leaving; raw, and with Bolt's own flow."""

from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import FileInstallationStore
from slack_sdk.oauth.state_store import FileOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack_api import PREP, TEAM, SlackApi
from tests.slack_server.conftest import Bare, Requests

OTHER = "T0OTHER"

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
"""The SDK passes client id and secret that way (slack_sdk 3.47 with aiohttp 3.14)."""


async def code(slack: SlackApi, raw: Requests, **asked: str) -> dict[str, list[str]]:
    """Let somebody consent, and return what the redirect says."""
    query = {"client_id": slack.client_id, "scope": "chat:write", "state": "s"}
    query |= {"redirect_uri": "http://127.0.0.1:1/back", **asked}
    async with raw.session.get(slack.authorize_url, params=query, allow_redirects=False) as answer:
        assert answer.status == 302
        return parse_qs(urlsplit(answer.headers["Location"]).query)


async def exchanged(slack: SlackApi, code_: str, **more: str) -> dict[str, object]:
    """Exchange a code with the real client."""
    client = AsyncWebClient(base_url=slack.api)
    answer = await client.oauth_v2_access(
        client_id=more.get("client_id", slack.client_id),
        client_secret=more.get("client_secret", slack.client_secret),
        code=code_,
        redirect_uri=more.get("redirect_uri", "http://127.0.0.1:1/back"),
    )
    assert isinstance(answer.data, dict)
    return answer.data


async def test_a_code_becomes_a_token(slack: SlackApi, raw: Requests) -> None:
    """A consent gives a code, once, for a token of that workspace with the scopes asked for."""
    slack.add_workspace(OTHER, "Other Team")
    slack.consents = OTHER
    back = await code(slack, raw)
    answer = await exchanged(slack, back["code"][0])
    token = str(answer["access_token"])
    who = await raw.call("auth.test", token)
    assert (who.body["team_id"], answer["scope"], back["state"]) == (OTHER, "chat:write", ["s"])
    assert (await raw.call("users.info", token, user="U0OTHER1")).error == "missing_scope"
    with pytest.raises(SlackApiError, match="code_already_used"):
        await exchanged(slack, back["code"][0])


async def test_workspaces_do_not_see_each_other(slack: SlackApi, raw: Requests) -> None:
    """A token of one workspace knows nothing of another's channels."""
    slack.add_workspace(OTHER, "Other Team", installed=True)
    token = slack.keys.bot(OTHER, scopes=None).value
    assert (await raw.call("chat.postMessage", token, channel=PREP, text="x")).error == (
        "channel_not_found"
    )
    assert (await raw.call("chat.postMessage", token, channel="C0OTHER", text="x")).error is None


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"client_id": "x"}, "invalid_client_id"),
        ({"client_secret": "x"}, "bad_client_secret"),
        ({"redirect_uri": "http://127.0.0.1:1/else"}, "bad_redirect_uri"),
    ],
)
async def test_a_bad_exchange(
    slack: SlackApi, raw: Requests, more: dict[str, str], error: str
) -> None:
    """A code is for the app and the address that asked for it."""
    back = await code(slack, raw)
    with pytest.raises(SlackApiError, match=error):
        await exchanged(slack, back["code"][0], **more)


async def test_codes_grow_old(slack: SlackApi, raw: Requests) -> None:
    """A code works for ten minutes."""
    back = await code(slack, raw)
    slack.clock.skip(601)
    with pytest.raises(SlackApiError, match="invalid_code"):
        await exchanged(slack, back["code"][0])


async def test_somebody_says_no(slack: SlackApi, raw: Requests) -> None:
    """Without consent there is an error and no code."""
    slack.consents = None
    assert await code(slack, raw) == {"error": ["access_denied"], "state": ["s"]}


async def test_tokens_are_renewed(slack: SlackApi, raw: Requests) -> None:
    """A rotated token expires after twelve hours; what renews it works once."""
    slack.rotate_tokens = True
    answer = await exchanged(slack, (await code(slack, raw))["code"][0])
    slack.clock.skip(43_201)
    old = str(answer["access_token"])
    assert (await raw.call("auth.test", old)).error == "token_expired"
    client = AsyncWebClient(base_url=slack.api)
    refresh = {
        "client_id": slack.client_id,
        "client_secret": slack.client_secret,
        "grant_type": "refresh_token",
        "refresh_token": str(answer["refresh_token"]),
    }
    renewed = await client.oauth_v2_access(**refresh)
    assert (await raw.call("auth.test", renewed["access_token"])).body["team_id"] == TEAM
    assert renewed["refresh_token"] != answer["refresh_token"]
    with pytest.raises(SlackApiError, match="invalid_refresh_token"):
        await client.oauth_v2_access(**refresh)


@pytest.mark.usefixtures("socket")
async def test_leaving(slack: SlackApi, bare: Bare, raw: Requests) -> None:
    """An uninstalled app hears of it, its token is dead, and nothing more is sent."""
    await slack.uninstall()
    await slack.settled()
    assert sorted(bare.kinds()) == ["app_uninstalled", "tokens_revoked"]
    assert (await raw.call("auth.test")).error == "account_inactive"
    await slack.open_home("U0ADA")
    assert len(slack.deliveries) == 2


async def test_revoked_tokens(slack: SlackApi, raw: Requests) -> None:
    """Revoked tokens do not work any more; the event names our bot."""
    await slack.revoke_tokens()
    assert (await raw.call("auth.test")).error == "token_revoked"
    assert slack.deliveries[0].payload["event"]["tokens"]["bot"] == ["U0GREENBOT"]


@pytest.fixture
async def installer(slack: SlackApi, tmp_path: object) -> AsyncIterator[str]:
    """Serve a Bolt app that installs itself with its own stores."""
    settings = AsyncOAuthSettings(
        client_id=slack.client_id,
        client_secret=slack.client_secret,
        scopes=["chat:write", "channels:history"],
        authorization_url=slack.authorize_url,
        install_page_rendering_enabled=False,
        installation_store=FileInstallationStore(base_dir=str(tmp_path)),
        state_store=FileOAuthStateStore(expiration_seconds=60, base_dir=str(tmp_path)),
    )
    client = AsyncWebClient(base_url=slack.api)
    app = AsyncApp(client=client, signing_secret=slack.signing_secret, oauth_settings=settings)

    @app.event("message")
    async def echo(event: dict[str, str], client: AsyncWebClient) -> None:
        await client.chat_postMessage(channel=event["channel"], text="heard")

    runner = web.AppRunner(app.web_app("/slack/events"), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    slack.redirect_uri = f"http://{host}:{port}/slack/oauth_redirect"
    slack.deliver_to(f"http://{host}:{port}/slack/events")
    yield f"http://{host}:{port}/slack/install"
    await runner.cleanup()


async def test_bolt_installs_itself(slack: SlackApi, raw: Requests, installer: str) -> None:
    """Bolt's flow ends with a token of its own for another workspace, with which it answers."""
    slack.add_workspace(OTHER, "Other Team")
    slack.consents = OTHER
    async with raw.session.get(installer, allow_redirects=False) as asked:
        cookie = asked.headers["Set-Cookie"].partition(";")[0]
        page = asked.headers["Location"]
    async with raw.session.get(page, allow_redirects=False) as consented:
        back = consented.headers["Location"]
    async with raw.session.get(back, headers={"Cookie": cookie}) as done:
        assert done.status == 200
    await slack.say("U0OTHER1", "C0OTHER", "hello")
    await slack.wait_until(lambda: slack.posts("C0OTHER"))
    assert slack.called("chat.postMessage")[0].team == OTHER

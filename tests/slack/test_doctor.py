"""What `greenroom doctor slack` finds, and what it says to do."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest

from adapters.slack.doctor import examine
from adapters.slack.modes import ManyWorkspaces, OverHttp, SocketMode, mode
from bot.errors import SettingsError
from bot.settings import Settings, read
from bot.wording.doctor import line
from tests.fakes import FixedClock
from tests.servers.slack_api import PREP, SECRET, Reading, SlackApi
from tests.slack.room import SECRET_KEY, stand_in


@pytest.fixture
async def slack() -> AsyncIterator[SlackApi]:
    """Serve a workspace at the present time."""
    slack = stand_in(FixedClock(datetime.now(UTC)))
    async with slack.serving():
        yield slack


async def lines(slack: SlackApi, **changed: str) -> list[str]:
    """Return what is said about the settings that fit, but for what is changed."""
    fitting = {
        "slack_bot_token": slack.bot_token,
        "slack_app_token": slack.app_token,
        "slack_api_url": slack.api,
    }
    settings = Settings.model_validate({**fitting, **changed})
    return [line(finding) async for finding in examine(settings)]


async def test_all_in_order(slack: SlackApi) -> None:
    """Token, scopes, clock, socket, channels and reading are each looked at, in that order."""
    said = await lines(slack)

    assert [one.split()[0] for one in said] == ["ok"] * 6
    assert "Green Team" in said[0]
    assert "2 of its channels: #prep, #secret" in said[4]
    assert slack.violations == []


def without_scope(slack: SlackApi) -> None:
    """Take a scope away."""
    slack.granted = slack.granted - {"reactions:write"}


def removed(slack: SlackApi) -> None:
    """Take the app out of every channel."""
    for name in (PREP, SECRET):
        channel = slack.channel(name)
        channel.members.discard(slack.workspaces[channel.team].bot)


def unread(slack: SlackApi) -> None:
    """Refuse reading."""
    slack.reading = Reading.REFUSED


def read_slowly(slack: SlackApi) -> None:
    """Allow one page a minute."""
    slack.limits.tiers = True
    slack.reading = Reading.SLOW


def without_socket(slack: SlackApi) -> None:
    """Let nobody connect."""
    slack.sockets.refuse = True


def an_hour_ahead(slack: SlackApi) -> None:
    """Put Slack's clock forward."""
    slack.clock.skip(timedelta(hours=1).total_seconds())


@pytest.mark.parametrize(
    ("trouble", "remedy"),
    [
        (without_scope, "The bot token lacks: reactions:write. Paste"),
        (removed, "Write /invite @Greenroom"),
        (unread, "I may not read threads back."),
        (read_slowly, "once a minute"),
        (without_socket, "Slack gave no socket."),
        (an_hour_ahead, "Let it follow a time server (NTP)."),
    ],
)
async def test_what_is_wrong(
    slack: SlackApi, trouble: Callable[[SlackApi], None], remedy: str
) -> None:
    """Each thing that is wrong is the one line that does not say ok, and says how to mend it."""
    trouble(slack)
    (said,) = [one for one in await lines(slack) if not one.startswith("ok")]

    assert said.startswith("mend")
    assert remedy in said


@pytest.mark.parametrize(
    ("changed", "remedy"),
    [
        ({"slack_bot_token": "xoxb-no"}, "does not take this GREENROOM_SLACK_BOT_TOKEN"),
        ({"slack_app_token": "xapp-no"}, "does not take this GREENROOM_SLACK_APP_TOKEN"),
        ({"slack_api_url": "http://127.0.0.1:9/api/"}, "cannot be reached"),
        ({"slack_app_token": ""}, "GREENROOM_SLACK_APP_TOKEN is missing"),
        ({"slack_app_token": "", "slack_bot_token": ""}, "docs/slack.md"),
    ],
)
async def test_wrong_settings(slack: SlackApi, changed: dict[str, str], remedy: str) -> None:
    """A setting that is wrong is named."""
    said = await lines(slack, **changed)

    assert remedy in next(one for one in said if not one.startswith("ok"))


async def test_http_and_many(slack: SlackApi) -> None:
    """Over HTTP there is no socket to look at; for many workspaces there is no token."""
    http = await lines(slack, slack_app_token="", slack_signing_secret="s")  # noqa: S106
    many = await lines(
        slack,
        slack_bot_token="",
        slack_app_token="",
        slack_signing_secret="s",  # noqa: S106
        slack_client_id="1.2",
        slack_client_secret="c",  # noqa: S106
        secret_key=SECRET_KEY,
    )

    assert [one.split()[0] for one in http + many] == ["ok"] * 8
    assert "/slack/events" in http[3]
    assert "/slack/install" in many[0]


BOT, APP, SIGNING = "slack_bot_token", "slack_app_token", "slack_signing_secret"
CLIENT, CLIENT_SECRET, KEY = "slack_client_id", "slack_client_secret", "secret_key"


@pytest.mark.parametrize(
    ("named", "kind"),
    [
        ((), None),
        ((KEY,), None),
        ((BOT, APP), SocketMode),
        ((BOT, SIGNING), OverHttp),
        ((SIGNING, CLIENT, CLIENT_SECRET, KEY), ManyWorkspaces),
    ],
)
def test_ways_to_connect(named: tuple[str, ...], kind: type[object] | None) -> None:
    """What is set says how to connect; a key alone says nothing."""
    chosen = mode(_settings(*named))

    assert type(chosen) is (kind or type(None))
    assert "xoxb-1" not in repr(chosen)


@pytest.mark.parametrize(
    ("named", "variable"),
    [
        ((BOT,), "GREENROOM_SLACK_APP_TOKEN"),
        ((APP,), "GREENROOM_SLACK_BOT_TOKEN"),
        ((SIGNING,), "GREENROOM_SLACK_BOT_TOKEN"),
        ((BOT, APP, SIGNING), "GREENROOM_SLACK_SIGNING_SECRET"),
        ((CLIENT,), "GREENROOM_SLACK_CLIENT_SECRET"),
        ((CLIENT_SECRET,), "GREENROOM_SLACK_CLIENT_ID"),
        ((CLIENT, CLIENT_SECRET), "GREENROOM_SLACK_SIGNING_SECRET"),
        ((CLIENT, CLIENT_SECRET, SIGNING), "GREENROOM_SECRET_KEY"),
        ((CLIENT, CLIENT_SECRET, SIGNING, KEY, BOT), "GREENROOM_SLACK_BOT_TOKEN"),
        ((CLIENT, CLIENT_SECRET, SIGNING, KEY, APP), "GREENROOM_SLACK_APP_TOKEN"),
    ],
)
def test_settings_that_do_not_fit(named: tuple[str, ...], variable: str) -> None:
    """Every other combination is refused, with the setting to mend."""
    with pytest.raises(SettingsError) as refused:
        mode(_settings(*named))

    assert refused.value.variable == variable


@pytest.mark.parametrize(
    ("changed", "problem"),
    [({BOT: "xapp-1"}, "begin with xoxb-"), ({APP: "xoxb-1"}, "begin with xapp-")],
)
def test_tokens_of_the_other_kind(changed: dict[str, str], problem: str) -> None:
    """A token in the place of the other is told from it."""
    with pytest.raises(SettingsError, match=problem):
        mode(_settings(BOT, APP, **changed))


@pytest.mark.parametrize("key", ["short", "8pB1uC0mJr4p3o1ZQyq9", "ü"])
def test_a_key_that_is_none(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not 32 bytes as URL-safe base64 is refused as a key, without being shown."""
    monkeypatch.setenv("GREENROOM_SECRET_KEY", key)
    with pytest.raises(SettingsError) as refused:
        read()

    assert refused.value.variable == "GREENROOM_SECRET_KEY"
    assert key not in refused.value.problem


def _settings(*named: str, **changed: str) -> Settings:
    values = {
        BOT: "xoxb-1",
        APP: "xapp-1",
        SIGNING: "s",
        CLIENT: "1.2",
        CLIENT_SECRET: "c",
        KEY: SECRET_KEY,
    }
    chosen = {name: values[name] for name in named} | changed
    return Settings(_env_file=None, **chosen)  # type: ignore[arg-type]

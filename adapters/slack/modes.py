"""How the app is connected, as the settings say."""

from dataclasses import dataclass, field
from typing import TypeAlias

from pydantic import SecretStr

from bot.errors import SettingsError
from bot.settings import Settings

BOT_TOKEN = "GREENROOM_SLACK_BOT_TOKEN"  # noqa: S105 - the name of a setting
APP_TOKEN = "GREENROOM_SLACK_APP_TOKEN"  # noqa: S105 - the name of a setting
SIGNING_SECRET = "GREENROOM_SLACK_SIGNING_SECRET"  # noqa: S105 - the name of a setting
CLIENT_ID = "GREENROOM_SLACK_CLIENT_ID"
CLIENT_SECRET = "GREENROOM_SLACK_CLIENT_SECRET"  # noqa: S105 - the name of a setting
SECRET_KEY = "GREENROOM_SECRET_KEY"  # noqa: S105 - the name of a setting


@dataclass(frozen=True, slots=True, kw_only=True)
class SocketMode:
    """One workspace, over a connection that we open."""

    bot_token: str = field(repr=False)
    app_token: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverHttp:
    """One workspace, whose requests come to us."""

    bot_token: str = field(repr=False)
    signing_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyWorkspaces:
    """Every workspace that installs the app; requests come to us."""

    signing_secret: str = field(repr=False)
    client_id: str
    client_secret: str = field(repr=False)


Mode: TypeAlias = SocketMode | OverHttp | ManyWorkspaces


def mode(settings: Settings) -> Mode | None:
    """Return how to connect; None where nothing of Slack is set.

    Raises SettingsError where the settings do not fit together.
    """
    bot = _secret(settings.slack_bot_token)
    app = _secret(settings.slack_app_token)
    signing = _secret(settings.slack_signing_secret)
    client, secret = settings.slack_client_id, _secret(settings.slack_client_secret)
    if not any((bot, app, signing, client, secret)):
        return None
    if client or secret:
        return _many(settings, bot, app, signing)
    if not bot:
        raise SettingsError(BOT_TOKEN, "is missing; it is on the app's page “OAuth & Permissions”")
    if not bot.startswith("xox"):
        raise SettingsError(BOT_TOKEN, "is no bot token; those begin with xoxb-")
    if app and signing:
        raise SettingsError(
            SIGNING_SECRET,
            f"is for HTTP and {APP_TOKEN} for Socket Mode; leave out the one that you do not use",
        )
    if app:
        if not app.startswith("xapp-"):
            raise SettingsError(APP_TOKEN, "is no app-level token; those begin with xapp-")
        return SocketMode(bot_token=bot, app_token=app)
    if not signing:
        raise SettingsError(
            APP_TOKEN,
            f"is missing; Socket Mode needs it beside {BOT_TOKEN} (for HTTP: {SIGNING_SECRET})",
        )
    return OverHttp(bot_token=bot, signing_secret=signing)


def _many(settings: Settings, bot: str, app: str, signing: str) -> ManyWorkspaces:
    client, secret = settings.slack_client_id, _secret(settings.slack_client_secret)
    needed = {
        CLIENT_ID: client,
        CLIENT_SECRET: secret,
        SIGNING_SECRET: signing,
        SECRET_KEY: _secret(settings.secret_key),
    }
    for variable, value in needed.items():
        if not value:
            others = ", ".join(sorted(set(needed) - {variable}))
            raise SettingsError(variable, f"is missing; many workspaces need it beside {others}")
    for variable, value in ((BOT_TOKEN, bot), (APP_TOKEN, app)):
        if value:
            raise SettingsError(
                variable, f"is for one workspace and {CLIENT_ID} for many; leave one of them out"
            )
    return ManyWorkspaces(signing_secret=signing, client_id=client, client_secret=secret)


def _secret(value: SecretStr | None) -> str:
    return value.get_secret_value().strip() if value else ""

"""Which platforms the settings name: each is imported only where it is configured."""

from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from typing import TypeAlias

from bot.findings import Examine, Finding
from bot.messages import Address
from bot.ports import Platform, Secrets
from bot.schedule import SystemClock
from bot.settings import Settings
from bot.wording.adapters import sentences

Connect: TypeAlias = Callable[[Secrets], Platform]
"""Makes a platform, which may keep secrets."""


def configured(settings: Settings) -> dict[str, Connect]:
    """Return how to make the platforms that have what they need, by name.

    Raises SettingsError for settings that do not fit together.
    """
    found = {"discord": _discord(settings), "slack": _slack(settings)}
    return {name: connect for name, connect in found.items() if connect is not None}


def examinations(settings: Settings) -> dict[str, Examine]:
    """Return how each platform is examined, by name, configured or not."""

    def discord() -> AsyncIterator[Finding]:
        from adapters.discord.doctor import examine

        token = settings.discord_token.get_secret_value() if settings.discord_token else ""
        practising = partial(_practising, settings, "discord")
        return examine(token, SystemClock(), sentences(), practising)

    def slack() -> AsyncIterator[Finding]:
        from adapters.slack.doctor import examine

        return examine(settings)

    return {"discord": discord, "slack": slack}


def _discord(settings: Settings) -> Connect | None:
    if settings.discord_token is None:
        return None
    from adapters.discord.adapter import Discord

    token = settings.discord_token.get_secret_value()
    return lambda _secrets: Discord(token, SystemClock())


def _slack(settings: Settings) -> Connect | None:
    from adapters.slack.modes import mode

    chosen = mode(settings)
    if chosen is None:
        return None
    from adapters.slack.adapter import Slack

    admins = frozenset(name.strip() for name in settings.slack_admins.split(",") if name.strip())
    return lambda secrets: Slack(chosen, secrets, api_url=settings.slack_api_url, admins=admins)


async def _practising(settings: Settings, platform: str) -> Sequence[Address]:
    """Return the channels of a platform where teams practise, as the database has them."""
    from storage.migrate import current
    from storage.store import SqlStore

    database = settings.database_target()
    if not current(database):
        return ()
    store = SqlStore(database, SystemClock(), "")
    try:
        return await store.teams.channels(platform)
    finally:
        await store.close()

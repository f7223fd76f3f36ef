"""Which platforms the settings name: each is imported only where it is configured."""

from collections.abc import AsyncIterator, Callable
from typing import TypeAlias

from bot.findings import Examine, Finding
from bot.ports import Platform, Secrets
from bot.settings import Settings

Connect: TypeAlias = Callable[[Secrets], Platform]
"""Makes a platform, which may keep secrets."""


def configured(settings: Settings) -> dict[str, Connect]:
    """Return how to make the platforms that have what they need, by name.

    Raises SettingsError for settings that do not fit together.
    """
    found: dict[str, Connect] = {}
    if connect := _slack(settings):
        found["slack"] = connect
    return found


def examinations(settings: Settings) -> dict[str, Examine]:
    """Return how each platform is examined, by name, configured or not."""

    def slack() -> AsyncIterator[Finding]:
        from adapters.slack.doctor import examine

        return examine(settings)

    return {"slack": slack}


def _slack(settings: Settings) -> Connect | None:
    from adapters.slack.modes import mode

    chosen = mode(settings)
    if chosen is None:
        return None
    from adapters.slack.adapter import Slack

    admins = frozenset(name.strip() for name in settings.slack_admins.split(",") if name.strip())
    return lambda secrets: Slack(chosen, secrets, api_url=settings.slack_api_url, admins=admins)

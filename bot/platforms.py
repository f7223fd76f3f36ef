"""Which platforms the settings name: each is imported only where it is configured."""

from bot.findings import Examine
from bot.ports import Platform
from bot.schedule import SystemClock
from bot.settings import Settings


def configured(settings: Settings) -> dict[str, Platform]:
    """Return the platforms that have what they need, by name."""
    found: dict[str, Platform] = {}
    if settings.discord_token is not None:
        from adapters.discord.adapter import Discord

        token = settings.discord_token.get_secret_value()
        found["discord"] = Discord(token, SystemClock())
    return found


def examinations(settings: Settings) -> dict[str, Examine]:
    """Return how each platform is examined, by name, configured or not."""
    del settings
    return {}

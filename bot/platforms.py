"""Which platforms the settings name: each is imported only where it is configured."""

from collections.abc import AsyncIterator, Sequence
from functools import partial

from bot.findings import Examine, Finding
from bot.messages import Address
from bot.ports import Platform
from bot.schedule import SystemClock
from bot.settings import Settings
from bot.wording.adapters import sentences


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

    def discord() -> AsyncIterator[Finding]:
        from adapters.discord.doctor import examine

        token = settings.discord_token.get_secret_value() if settings.discord_token else ""
        practising = partial(_practising, settings, "discord")
        return examine(token, SystemClock(), sentences(), practising)

    return {"discord": discord}


async def _practising(settings: Settings, platform: str) -> Sequence[Address]:
    """Return the channels of a platform where teams practise, as the database has them."""
    from storage.store import SqlStore

    database = settings.database_path()
    if not database.exists():
        return ()
    store = SqlStore(database, SystemClock(), "")
    try:
        return await store.teams.channels(platform)
    finally:
        await store.close()

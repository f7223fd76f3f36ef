"""What a watcher of the service sees."""

import aiohttp
import pytest

from bot.errors import SettingsError
from bot.health import serving


async def _nothing_missing() -> str | None:
    return None


async def _database_missing() -> str | None:
    return "the database"


async def get(port: int, path: str) -> tuple[int, str]:
    """Return status and text."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}{path}") as response,
    ):
        return response.status, await response.text()


async def test_a_service_that_is_ready() -> None:
    """It is alive and ready, and its metrics can be read."""
    async with serving("127.0.0.1", 0, _nothing_missing) as port:
        alive, ready, metrics = (
            await get(port, "/healthz"),
            await get(port, "/readyz"),
            await get(port, "/metrics"),
        )

    assert alive == (200, "alive\n")
    assert ready == (200, "ready\n")
    assert "greenroom_wakes_total" in metrics[1]


async def test_a_service_that_is_not_ready() -> None:
    """It is alive, but not ready, and says what is missing."""
    async with serving("127.0.0.1", 0, _database_missing) as port:
        alive, ready = await get(port, "/healthz"), await get(port, "/readyz")

    assert alive[0] == 200
    assert ready == (503, "not ready: the database\n")


async def test_a_port_that_is_taken() -> None:
    """The setting to change is named."""
    async with serving("127.0.0.1", 0, _nothing_missing) as port:
        with pytest.raises(SettingsError, match="GREENROOM_HEALTH_PORT"):
            async with serving("127.0.0.1", port, _nothing_missing):
                pass

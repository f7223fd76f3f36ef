"""`/healthz`, `/readyz` and `/metrics` over HTTP, and what platforms serve beside them."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Protocol, runtime_checkable

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.errors import SettingsError

Ready = Callable[[], Awaitable[str | None]]
"""Returns what is still missing, or None where everything is there."""


@runtime_checkable
class Served(Protocol):
    """A platform that is spoken to over HTTP."""

    def routes(self) -> Sequence[web.RouteDef]:
        """Return what it serves."""
        ...


@asynccontextmanager
async def serving(
    host: str, port: int, ready: Ready, routes: Sequence[web.RouteDef] = ()
) -> AsyncIterator[int]:
    """Serve while the context is open; gives the port.

    Raises SettingsError where the port is taken.
    """

    async def healthz(_request: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def readyz(_request: web.Request) -> web.Response:
        missing = await ready()
        if missing is None:
            return web.Response(text="ready\n")
        return web.Response(text=f"not ready: {missing}\n", status=503)

    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application()
    app.add_routes(
        [
            web.get("/healthz", healthz),
            web.get("/readyz", readyz),
            web.get("/metrics", metrics),
            *routes,
        ]
    )
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            said = f"{host}:{port} cannot be used; choose another port, or 0 for a free one"
            raise SettingsError("GREENROOM_HEALTH_PORT", said) from error
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()

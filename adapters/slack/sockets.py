"""Socket Mode: a connection that we open, and open anew whenever nothing is heard on it.

The SDK reconnects by itself; past versions were seen to hang (slackapi/python-slack-sdk
#1110, #1446, #1701), so that whoever is silent for too long is replaced as a whole.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient

from bot.logs import described

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How a connection is watched, in seconds."""

    ping_every: float = 10.0
    """Slack answers pings, so that no connection that works is silent for longer."""
    silent_after: float = 60.0
    connect_within: float = 30.0
    close_within: float = 5.0


class Watchdog:
    """Knows how long nothing was heard."""

    def __init__(self, silent_after: float, now: Callable[[], float] = monotonic) -> None:
        self._silent_after = silent_after
        self._now = now
        self._heard_at = now()
        self._last_sign: object = None

    def heard(self) -> None:
        """Note that something came."""
        self._heard_at = self._now()

    def sign(self, sign: object) -> None:
        """Note a sign of life, which is one where it differs from the last."""
        if sign != self._last_sign:
            self._last_sign = sign
            self.heard()

    def silent(self) -> bool:
        """Return whether the connection has to be given up."""
        return self.quiet() >= self._silent_after

    def quiet(self) -> float:
        """Return for how many seconds nothing was heard."""
        return self._now() - self._heard_at


class Line:
    """What is known of the way from Slack to us."""

    def __init__(self) -> None:
        self.gap = asyncio.Event()
        """Something may have been missed."""
        self._filled = False
        self._dog: Watchdog | None = None
        self._quiet_at_most = 0.0

    def watched(self, dog: Watchdog, quiet_at_most: float) -> None:
        """Note who knows whether the connection works."""
        self._dog, self._quiet_at_most = dog, quiet_at_most

    def connected(self) -> None:
        """Note that there is a new connection."""
        self._filled = False
        self.gap.set()

    def filled(self) -> None:
        """Note that what was missed was read."""
        self._filled = not self.gap.is_set()

    def lost(self) -> None:
        """Note that nothing comes any more."""
        self._filled = False

    @property
    def caught_up(self) -> bool:
        """Whether all that people wrote has been handed in, as far as can be known."""
        quiet = self._dog.quiet() if self._dog else 0.0
        return self._filled and quiet <= self._quiet_at_most


async def listen(
    app: AsyncApp,
    app_token: str,
    timing: Timing,
    line: Line,
    now: Callable[[], float] = monotonic,
) -> None:
    """Keep a connection until cancelled."""
    while True:
        handler = AsyncSocketModeHandler(app, app_token, ping_interval=timing.ping_every)
        client = handler.client
        # Messages in the queue of the old connection are sent again by Slack, as not acknowledged.
        dog = Watchdog(timing.silent_after, now)
        line.watched(dog, 2.5 * timing.ping_every)

        async def on_message(
            _client: AsyncBaseSocketModeClient,
            message: dict[str, object],
            _raw: str | None,
            dog: Watchdog = dog,
        ) -> None:
            dog.heard()
            if message.get("type") == "hello":
                log.info("socket connected")
                line.connected()

        client.message_listeners.append(on_message)
        try:
            async with asyncio.timeout(timing.connect_within):
                await handler.connect_async()  # type: ignore[no-untyped-call]
            while not dog.silent():
                await asyncio.sleep(timing.ping_every / 2)
                dog.sign(client.last_ping_pong_time)
            log.warning("socket silent", seconds=timing.silent_after)
        except TimeoutError:
            log.warning("socket not connected", seconds=timing.connect_within)
        finally:
            line.lost()
            closing = handler.close_async()  # type: ignore[no-untyped-call]
            await _closed(closing, timing.close_within)


async def _closed(closing: Awaitable[None], within: float) -> None:
    with suppress(TimeoutError):
        try:
            async with asyncio.timeout(within):
                await closing
        except Exception as error:  # noqa: BLE001 - it is given up in any case
            log.warning("socket not closed", **described(error))

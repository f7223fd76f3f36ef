"""What Slack knows and remembers: the part of the stand-in that has no wire."""

import asyncio
import time
import uuid
from collections.abc import Callable, Iterable
from itertools import count

from tests.servers.slack_api import events
from tests.servers.slack_api.access import USUAL, Code, Keyring
from tests.servers.slack_api.by_http import Poster
from tests.servers.slack_api.by_socket import Sockets
from tests.servers.slack_api.clock import Clock, Watch
from tests.servers.slack_api.deliveries import Deliveries, Delivery
from tests.servers.slack_api.limits import Limits
from tests.servers.slack_api.reading_mode import Reading
from tests.servers.slack_api.record import Record
from tests.servers.slack_api.refusals import Refused
from tests.servers.slack_api.surfaces import Surfaces
from tests.servers.slack_api.trouble import Script
from tests.servers.slack_api.world import (
    APP,
    TEAM,
    Channel,
    Ephemeral,
    Json,
    Message,
    Workspace,
    first_workspace,
)


class Service:
    """Workspaces, tokens, what was granted, and everything that happened."""

    app_token = "xapp-1-A0GREEN-test"  # noqa: S105
    signing_secret = "signing-secret-of-the-stand-in"  # noqa: S105
    client_id = "1000.2000"
    client_secret = "client-secret-of-the-stand-in"  # noqa: S105

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self.watch = Watch()
        self.record = Record()
        self.workspaces: dict[str, Workspace] = {TEAM: first_workspace()}
        self.keys = Keyring()
        self.granted: frozenset[str] = USUAL
        self.subscribed: frozenset[str] = frozenset(events.SCOPE_OF)
        self.commands: frozenset[str] | None = None
        """Declared by a manifest; None is any."""
        self.shortcuts: frozenset[str] | None = None
        self.home_enabled = True
        self.messages_tab = True
        self.trouble = Script()
        self.limits = Limits()
        self.reading = Reading.FULL
        self.ephemerals: list[Ephemeral] = []
        self.surfaces = Surfaces(self.clock)
        self.uploads: dict[str, int] = {}
        """Files that were announced, with the length that was announced."""
        self.files_ready_after = 0.0
        """Seconds that Slack takes to process an upload."""
        self.consents: str | None = TEAM
        """Whose admin is on the page that asks for consent; None says no."""
        self.redirect_uri = ""
        """Configured for the app; taken where a request names none."""
        self.rotate_tokens = False
        self.codes: dict[str, Code] = {}
        self.spent_codes: set[str] = set()
        self.url = ""
        self.sockets = Sockets(self.watch, self.record)
        self.poster = Poster(self.signing_secret, {}, time.time)
        self.sending = Deliveries(self.clock, self.watch, self.record, self.sockets)
        self._numbers = count(1)
        self._last_ts = 0
        self.keys.app_level(self.app_token)
        self.bot_token = self.keys.bot(TEAM, f"xoxb-{TEAM}-0", scopes=None).value

    def mint_ts(self) -> str:
        """Return the id of a new message: the time, and no other message has it."""
        self._last_ts = max(self._last_ts + 1, int(self.clock.now() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06}"

    def mint(self, prefix: str) -> str:
        """Return an id that nothing else has."""
        return f"{prefix}{next(self._numbers):08}"

    def elapsed(self) -> float:
        """Return seconds that also pass where the clock stands still: limits count them."""
        return asyncio.get_running_loop().time() + self.clock.skipped

    def workspace_of(self, *, channel: str = "", user: str = "") -> Workspace:
        """Return where a channel or a person is; raises LookupError."""
        for one in self.workspaces.values():
            if channel in one.channels or user in one.people:
                return one
        raise LookupError(f"no workspace has {channel or user}")

    def channel(self, id_: str) -> Channel:
        """Return a channel of any workspace; raises LookupError."""
        return self.workspace_of(channel=id_).channels[id_]

    def visible(self, team: str, id_: str) -> Channel:
        """Return a channel that our bot can see; raises Refused."""
        space = self.workspaces[team]
        channel = space.channels.get(id_)
        if channel is None or (channel.kind != "public" and space.bot not in channel.members):
            raise Refused("channel_not_found")
        return channel

    def say_as_bot(self, channel: Channel, **more: object) -> Message:
        """Put a message of ours into a channel and let its event go out."""
        space = self.workspaces[channel.team]
        message = Message(
            team=channel.team,
            channel=channel.id,
            ts=self.mint_ts(),
            user=space.bot,
            bot_id=space.bot_id,
            app_id=APP,
        )
        for name, value in more.items():
            setattr(message, name, value)
        self.keep(channel, message)
        return message

    def keep(self, channel: Channel, message: Message) -> None:
        """Store a message and tell the app of it."""
        channel.messages[message.ts] = message
        for file in message.files:
            kind = "public" if channel.kind == "public" else "private"
            file.shares.setdefault(kind, {}).setdefault(channel.id, []).append(message.ts)
        self.emit_message(channel, events.message(self, message))

    def emit_message(self, channel: Channel, event: Json) -> None:
        """Tell the app what happened to a message, where its bot can see it."""
        if self.workspaces[channel.team].bot in channel.members:
            self.emit(channel.team, events.MESSAGE_NAMES[channel.kind], event)

    def emit(self, team: str, name: str, event: Json, scope: str | None = None) -> Delivery | None:
        """Send an event to the app if it subscribed to that and may know it."""
        scope = scope or events.SCOPE_OF[name]
        allowed = scope is None or scope in self.granted
        if name not in self.subscribed or not allowed or not self.workspaces[team].installed:
            return None
        self.record.events.add(name)
        if scope is not None:
            self.record.used_scopes.add(scope)
        payload = events.callback(self, team, event, f"Ev{uuid.uuid4().hex[:10].upper()}")
        delivery = Delivery(wrapping="events_api", name=name, payload=payload)
        self.sending.send(delivery)
        return delivery

    async def wait_until(self, predicate: Callable[[], object], timeout: float = 10.0) -> None:  # noqa: ASYNC109
        """Wait until something holds; raises TimeoutError."""
        await self.watch.until(predicate, timeout)

    async def settled(self, timeout: float = 10.0) -> None:  # noqa: ASYNC109
        """Wait until every delivery was acknowledged or given up; raises TimeoutError."""
        try:
            await self.watch.until(lambda: not self.sending.unsettled(), timeout)
        except TimeoutError:
            open_ = ", ".join(_shape(self.sending.unsettled()))
            raise TimeoutError(f"still under way: {open_}") from None


def _shape(deliveries: Iterable[Delivery]) -> list[str]:
    return [f"{one.name} ({len(one.attempts)} attempts)" for one in deliveries]

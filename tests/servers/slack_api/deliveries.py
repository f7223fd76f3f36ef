"""What Slack sends to the app: attempts, retries, order.

An event is tried again at once, after a minute and after five (docs.slack.dev/apis/events-api); an
interaction is tried once.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Literal, Protocol

from tests.servers.slack_api.clock import Clock, Watch
from tests.servers.slack_api.record import Record
from tests.servers.slack_api.world import Json

Wrapping = Literal["events_api", "slash_commands", "interactive"]


@dataclass(slots=True, kw_only=True)
class Carried:
    """What became of one attempt."""

    acked: bool
    problem: str = ""
    """Slack's word for why it was not acked."""
    body: Json = field(default_factory=dict)
    """What the app answered with."""
    arrived: bool = True
    """Whether anything reached the app."""
    final: bool = False
    """The app asked not to be tried again."""


@dataclass(slots=True, kw_only=True)
class Delivery:
    """Something that the app has to hear, and how often it was tried."""

    wrapping: Wrapping
    name: str
    """A subscription such as `message.channels`, or the type of an interaction."""
    payload: Json
    attempts: list[Carried] = field(default_factory=list)
    due: float = 0.0
    """When the next attempt is, by the clock of the stand-in."""
    waiting: bool = False
    """Whether that attempt is one of those that come late."""
    over: bool = False
    """Whether there will be no more attempts."""
    alarm: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    @property
    def acked(self) -> bool:
        """Whether any attempt was acknowledged."""
        return any(one.acked for one in self.attempts)

    @property
    def event_id(self) -> str:
        """The same for every attempt."""
        return str(self.payload.get("event_id", ""))


class Carrier(Protocol):
    """A way to the app."""

    async def carry(self, delivery: Delivery, attempt: int, reason: str) -> Carried:
        """Make one attempt and wait for its ack."""
        ...


class Deliveries:
    """Everything that was sent, and what is still to be sent."""

    def __init__(self, clock: Clock, watch: Watch, record: Record, carrier: Carrier) -> None:
        self.carrier = carrier
        self.all: list[Delivery] = []
        self.retry_after: tuple[float, ...] = (0, 60, 300)
        self.held: list[Delivery] | None = None
        self._clock = clock
        self._watch = watch
        self._record = record
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, delivery: Delivery) -> None:
        """Begin to send an event, with retries."""
        self.all.append(delivery)
        if self.held is not None:
            self.held.append(delivery)
        else:
            self._start(self._persist(delivery))

    async def send_once(self, delivery: Delivery) -> Carried:
        """Send an interaction and wait for its ack."""
        self.all.append(delivery)
        carried = await self._attempt(delivery, "")
        delivery.over = True
        if carried.arrived and not carried.acked:
            self._record.violate("unacked", f"{delivery.name}: {carried.problem}")
        return carried

    async def again(self, delivery: Delivery) -> Carried:
        """Send what was sent before once more, as a retry that Slack makes in error."""
        return await self._attempt(delivery, "http_timeout")

    def release(self, *, reverse: bool) -> None:
        """Send what was held back."""
        held, self.held = self.held or [], None
        for delivery in reversed(held) if reverse else held:
            self._start(self._persist(delivery))

    def hurry(self) -> list[tuple[Delivery, int]]:
        """Let every late retry happen now; return each with its number of attempts so far."""
        late = [one for one in self.all if one.waiting]
        for delivery in late:
            delivery.due = 0.0
            delivery.alarm.set()
        return [(one, len(one.attempts)) for one in late]

    def unsettled(self) -> list[Delivery]:
        """Return what was neither acknowledged nor given up."""
        return [one for one in self.all if not one.over]

    async def close(self) -> None:
        """Stop trying."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _persist(self, delivery: Delivery) -> None:
        carried = await self._attempt(delivery, "")
        for pause in self.retry_after:
            if carried.acked or carried.final:
                break
            delivery.due = self._clock.now() + pause
            delivery.waiting = pause > 0
            await self._clock.until(lambda: delivery.due, delivery.alarm)
            delivery.waiting = False
            carried = await self._attempt(delivery, carried.problem)
        delivery.over = True
        self._watch.stir()

    async def _attempt(self, delivery: Delivery, reason: str) -> Carried:
        carried = await self.carrier.carry(delivery, len(delivery.attempts), reason)
        delivery.attempts.append(carried)
        self._watch.stir()
        return carried

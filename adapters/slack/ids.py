"""Names of Slack as ours, and back.

`slack:TEAM`, `slack:TEAM/CHANNEL`, `slack:TEAM/CHANNEL/TS` and `slack:TEAM/USER`. A message and the
thread under it have the same text, as they have on Slack. A person's page is named like the person.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from bot.messages import Address, MessageRef, SpaceKey, UserId

PREFIX = "slack"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A channel of a workspace; with `ts` one message of it, or the thread under that message."""

    team: str
    channel: str
    ts: str | None = None


def space(team: str) -> SpaceKey:
    """Return the name of a workspace."""
    return SpaceKey(f"{PREFIX}:{team}")


def user(team: str, name: str) -> UserId:
    """Return the name of a member of a workspace."""
    return UserId(f"{PREFIX}:{team}/{name}")


def address(team: str, channel: str, thread: str | None = None) -> Address:
    """Return the name of a channel, or of a thread in it."""
    return Address(f"{PREFIX}:{team}/{channel}" + (f"/{thread}" if thread else ""))


def message(team: str, channel: str, ts: str) -> MessageRef:
    """Return the name of a message."""
    return MessageRef(f"{PREFIX}:{team}/{channel}/{ts}")


def spot(name: str) -> Spot:
    """Read the name of a channel, thread, message, page or person; raises ValueError."""
    prefix, _, rest = name.partition(":")
    team, channel, *more = rest.split("/")
    if prefix != PREFIX or not team or not channel or len(more) > 1:
        raise ValueError(f"{name} is no name of Slack")
    return Spot(team=team, channel=channel, ts=more[0] if more else None)


def moment(ts: str) -> datetime:
    """Return the moment that a `ts` of Slack names, to the microsecond; raises ValueError."""
    try:
        micros = int(Decimal(ts) * 1_000_000)
        return _EPOCH + timedelta(microseconds=micros)
    except (ArithmeticError, ValueError) as error:
        raise ValueError(f"{ts} is no time of Slack") from error


def stamp(at: datetime) -> str:
    """Return a moment as a `ts` of Slack."""
    micros = (at - _EPOCH) // timedelta(microseconds=1)
    return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"


def everywhere(team: str) -> Address:
    """Return the name that stands for every channel of a workspace."""
    return Address(space(team))

"""What a write brings about: what shall be said, and when to look again.

Consequences are values of the transaction that stores them, so none is lost and none comes twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal, NewType, TypeAlias

from bot.messages import (
    Address,
    Mark,
    MessageRef,
    OutboxKey,
    Post,
    Receipt,
    ReplyHandle,
    UserId,
)

AskedId = NewType("AskedId", str)
RoundId = NewType("RoundId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """A public post."""

    key: OutboxKey
    address: Address
    post: Post
    about: str | None = None
    """The user, or the id of the person, whom it names or quotes, so that it can be taken back."""
    shows: tuple[str, ...] = ()
    """Ids of people whom it shows beside others: it is written anew when one of them leaves."""
    kind: Literal["say"] = "say"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """The post of a question, which opens its thread once it is there."""

    key: OutboxKey
    address: Address
    post: Post
    asked: AskedId
    thread_title: str
    kind: Literal["ask"] = "ask"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """Something for one person alone; `address` is where the matter belongs."""

    key: OutboxKey
    address: Address
    user: UserId
    post: Post
    reply: ReplyHandle | None = None
    kind: Literal["tell"] = "tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revise:
    """A new text for the public post that was said under the key `of`."""

    key: OutboxKey
    address: Address
    of: OutboxKey
    post: Post
    shows: tuple[str, ...] = ()
    """As of `Say`."""
    kind: Literal["revise"] = "revise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A mark on someone's message."""

    key: OutboxKey
    address: Address
    message: MessageRef
    mark: Mark
    kind: Literal["sign"] = "sign"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRoom:
    """The room of a round, to be opened near `address`; its clock starts once it is there."""

    key: OutboxKey
    address: Address
    user: UserId
    title: str
    round: RoundId
    kind: Literal["room"] = "room"


Outgoing: TypeAlias = Say | Ask | Tell | Revise | Sign | OpenRoom


class WakeKind(StrEnum):
    """What a wake asks to look at; its key says which one."""

    DELIVER = "deliver"
    ADOPT = "adopt"
    SETTLE = "settle"
    APPEAL = "appeal"
    REMIND = "remind"
    CLOSE = "close"
    ROUND = "round"
    """A timer of a round."""
    THINK = "think"
    """Something that was said in a round is to be judged."""
    WEEKLY = "weekly"
    RENEW = "renew"
    """A post that shows several people is to be written anew; its key is that of the post."""
    CARDS = "cards"
    REVIEW = "review"
    RECALL = "recall"
    PRUNE = "prune"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wake:
    """Look at row `key` not before `at`. One that comes twice, early or late does no harm."""

    kind: WakeKind
    key: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequences:
    """What shall be said and when to look again, as part of one write."""

    says: Sequence[Outgoing] = ()
    wakes: Sequence[Wake] = ()
    event: str | None = None
    """Id of the event that caused it; a second write for the same event changes nothing."""


NOTHING = Consequences()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """The next thing to say at an address, claimed for delivery."""

    outgoing: Outgoing
    token: str
    again: bool
    """An earlier try may have arrived."""
    receipt: Receipt | None
    """Of the post that a `Revise` changes."""
    failures: int = 0
    """How often saying it failed for a reason that nobody foresaw."""


class Delivery(StrEnum):
    """How the delivery of one thing ended."""

    SENT = "sent"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"
    UNDELIVERABLE = "undeliverable"
    DROPPED = "dropped"
    """It had lost its point before it could be said."""
    FAILED = "failed"
    """Saying it failed again and again, for a reason that nobody foresaw."""

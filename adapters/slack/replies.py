"""Ways to answer a person, as the text that is kept until it expires."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.messages import ReplyHandle

URL_LIFE = timedelta(minutes=29)
"""A `response_url` takes five answers in half an hour (docs.slack.dev/interactivity)."""
HOME_LIFE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class InChannel:
    """Shown where something was done, to that person alone; `url` takes it for a while."""

    channel: str
    thread: str | None = None
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnPage:
    """Shown on the page of ours that a person has opened."""

    user: str


Reply: TypeAlias = InChannel | OnPage


def handle(reply: Reply, now: datetime) -> ReplyHandle:
    """Return a reply as a handle that lives as long as it does."""
    life = URL_LIFE if isinstance(reply, InChannel) else HOME_LIFE
    return ReplyHandle(token=json.dumps(asdict(reply)), expires_at=now + life)


def read(handle: ReplyHandle) -> Reply:
    """Read a handle that `handle` made."""
    fields = json.loads(handle.token)
    return OnPage(**fields) if "user" in fields else InChannel(**fields)

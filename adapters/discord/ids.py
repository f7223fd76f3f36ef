"""What Discord's ids look like to the core, and what we hide in the ids that Discord keeps for us.

An address is `discord:GUILD/CHANNEL` or `discord:GUILD/CHANNEL/THREAD`, with `dm` for the guild of
a direct message. A button's custom id carries its choice, so that it works after a restart, and the
mark of the post it belongs to, so that the post is found again after a crash.
"""

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

from bot.messages import Address, Choice, MessageRef, OutboxKey, SpaceKey, UserId

NAME = "discord"
DIRECT = "dm"

CUSTOM_ID = 100
"""Characters that a custom id may have."""

_MARKED = 1 << 30
_SAFE = ":/,.@ "

CHOICE = re.compile(r"c;([^;]*);([^;]*);([^;]*);([0-9a-f]{12})")
_FORM = re.compile(r"f;([^;]*);([^;]*);([^;]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place on Discord; without a guild it is a direct message."""

    guild: int | None
    channel: int
    thread: int | None = None

    @property
    def here(self) -> int:
        """The id that messages are sent to: a thread is a channel of its own."""
        return self.thread or self.channel

    @property
    def space(self) -> SpaceKey:
        """The guild, or what direct messages have in common."""
        return SpaceKey(f"{NAME}:{self.guild or DIRECT}")

    @property
    def address(self) -> Address:
        """The spot as an address."""
        parts = [str(self.guild or DIRECT), str(self.channel)]
        return Address(f"{NAME}:{'/'.join([*parts, str(self.thread)] if self.thread else parts)}")


def spot(address: Address) -> Spot:
    """Return the spot of an address; raises ValueError for one that we did not mint."""
    guild, channel, *thread = _after_name(address).split("/")
    return Spot(
        guild=None if guild == DIRECT else int(guild),
        channel=int(channel),
        thread=int(thread[0]) if thread else None,
    )


def message_ref(channel: int, message: int) -> MessageRef:
    """Name a message; `channel` is the thread that it is in, if it is in one."""
    return MessageRef(f"{NAME}:{channel}/{message}")


def read_ref(ref: MessageRef) -> tuple[int, int]:
    """Return channel and message; raises ValueError for a reference that we did not mint."""
    channel, message = _after_name(ref).split("/")
    return int(channel), int(message)


def user_id(user: int) -> UserId:
    """Name a user."""
    return UserId(f"{NAME}:{user}")


def read_user(user: UserId) -> int:
    """Return a user; raises ValueError for an id that we did not mint."""
    return int(_after_name(user))


def _after_name(minted: str) -> str:
    name, _, rest = minted.partition(":")
    if name != NAME:
        raise ValueError(f"{minted} is not of {NAME}")
    return rest


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Names one part of one thing that is said in one channel, for ever."""

    digest: str

    @property
    def nonce(self) -> str:
        """What keeps Discord from taking the same part twice within minutes: 25 characters fit."""
        return self.digest[:20]

    @property
    def mark(self) -> str:
        """What is kept in the custom ids of the part's buttons."""
        return self.digest[:12]

    @property
    def number(self) -> int:
        """What is kept as the number of the part's container: 32 bits, far above Discord's own."""
        return _MARKED | int(self.digest[:7], 16)


def stamp(channel: int, key: OutboxKey, part: int) -> Stamp:
    """Return the stamp of a part, counted from 0."""
    return Stamp(digest=hashlib.sha256(f"{channel}/{key}/{part}".encode()).hexdigest())


def is_stamped(number: int) -> bool:
    """Return whether a component's number is one of ours."""
    return number >= _MARKED


def choice_id(choice: Choice, mark: str) -> str:
    """Return the custom id of a choice.

    Raises ValueError for a choice whose action and value do not fit into 100 characters.
    """
    parts = (choice.action, choice.value, choice.form or "")
    made = f"c;{';'.join(quote(part, safe=_SAFE) for part in parts)};{mark}"
    return _fitting(made)


def read_choice(custom_id: str) -> Choice | None:
    """Return the choice of a button of ours, without its label."""
    found = CHOICE.fullmatch(custom_id)
    if found is None:
        return None
    action, value, form = (unquote(part) for part in found.groups()[:3])
    return Choice(action=action, value=value, label="", form=form or None)


def mark_in(custom_id: str) -> str | None:
    """Return the mark of the post that a button belongs to."""
    found = CHOICE.fullmatch(custom_id)
    return found[4] if found else None


def form_id(form: str, context: str, once: str) -> str:
    """Return the custom id of a form that is opened once: two openings must not share one.

    Raises ValueError for a context that does not fit.
    """
    return _fitting(f"f;{quote(form, safe=_SAFE)};{quote(context, safe=_SAFE)};{once}")


def read_form(custom_id: str) -> tuple[str, str] | None:
    """Return form and context of a form of ours."""
    found = _FORM.fullmatch(custom_id)
    return (unquote(found[1]), unquote(found[2])) if found else None


def _fitting(custom_id: str) -> str:
    if len(custom_id) > CUSTOM_ID:
        raise ValueError(f"a custom id of {len(custom_id)} characters is above {CUSTOM_ID}")
    return custom_id

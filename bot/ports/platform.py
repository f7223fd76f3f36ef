"""What a chat platform does for us.

Every verb works on every platform: form may degrade, privacy may not.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.arguments import FieldProblem, UnknownCommand
from bot.commands import Field, Form
from bot.messages import (
    Address,
    Doubtful,
    Inbound,
    Mark,
    MessageRef,
    OutboxKey,
    Post,
    Receipt,
    ReplyHandle,
    Sent,
    UserId,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenThread:
    """A thread that still takes answers, and the newest message of it that was committed."""

    address: Address
    since: datetime
    """Where a backfill has to start: ten minutes before that message, or when it was opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentences:
    """What an adapter has to say itself, since it says it before the core is asked."""

    unknown_command: Callable[[UnknownCommand, str], str]
    """Takes what stands before a command on this platform, such as `/`."""
    problem: Callable[[FieldProblem], str]
    field: Callable[[Field], str]
    form: Callable[[Form], str]
    not_stored: str
    welcome: str
    """Names the place where a session begins."""
    help_hint: str
    no_choice: Callable[[str], str]
    """Says that no next step has this number."""
    commands_here: str
    """Verbs that this platform adds of its own."""
    waiting: Callable[[str], str]
    """Says to a person of this name that their answer is on its way."""
    prep: str
    """What the commands are for."""
    prep_admin: str
    """What those for admins are for."""
    grade_this: str
    """Names the action on a message that asks for it to be graded."""
    not_pickable: str
    """Says which messages can be graded."""
    got_it: str
    """Says that something arrived whose answer takes a while."""
    cannot_read: str
    """Says how to answer where we may not read what people write."""
    correct: str
    """Names the step back to a form with a mistake."""
    outdated: str
    """Says that a command or form is no more."""
    menu: str
    """Stands above the commands that can be chosen."""
    send: str
    """Sends a form in."""
    not_opened: str
    """Says that a form came too late to be opened."""
    about: str
    """What the program is, in the list of apps of a workspace."""


Handle = Callable[[Inbound], Awaitable[None]]
Suggest = Callable[[Field, str], Awaitable[Sequence[str]]]
OpenThreads = Callable[[], Awaitable[Sequence[OpenThread]]]


class Verbs(Protocol):
    """What can be done on a chat platform. Verbs raise `PlatformError`s only."""

    async def post(
        self, address: Address, post: Post, key: OutboxKey, *, again: bool
    ) -> Sent | Doubtful:
        """Say something in public; with `again`, look for each part and send what is missing."""
        ...

    async def tell(
        self, user: UserId, post: Post, key: OutboxKey, reply: ReplyHandle | None, *, again: bool
    ) -> Sent | Doubtful:
        """Say something to one person alone, and hand over the files of the post.

        Raises Undeliverable rather than say it in public.
        """
        ...

    async def edit(self, receipt: Receipt, post: Post) -> None:
        """Replace the text of a public post."""
        ...

    async def open_thread(self, receipt: Receipt, title: str) -> Address:
        """Return the thread of a post; that there is one already is success."""
        ...

    async def open_room(self, near: Address, user: UserId, title: str) -> Address:
        """Return a place that only this person and we can read.

        That there is one of this title for them already is success.
        """
        ...

    def hears(self, address: Address) -> bool:
        """Return whether all that people wrote there so far has been handed in."""
        ...

    async def mark(self, message: MessageRef, mark: Mark) -> None:
        """Put a mark on a message; that it is there already is success."""
        ...


class Platform(Verbs, Protocol):
    """A chat platform. Its verbs work without `run` too."""

    name: str
    """The prefix of every address that it mints."""

    async def run(
        self, handle: Handle, suggest: Suggest, open_threads: OpenThreads, sentences: Sentences
    ) -> None:
        """Deliver events to `handle` until cancelled, or until there can be no more.

        Reconnects by itself, and backfills `open_threads()` at every reconnect.
        """
        ...

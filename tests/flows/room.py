"""A practice room to talk to: every verb goes through `dispatch.handle`, as from outside."""

import itertools
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.dispatch import Event, Tick, handle
from bot.flows.deps import Deps
from bot.messages import (
    Address,
    Author,
    Choice,
    ChoiceMade,
    CommandInvoked,
    FormSubmitted,
    Mark,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
    MessageRef,
    Place,
    Post,
    ReplyHandle,
    UserId,
)
from bot.packs import Bank
from bot.periods import PeriodKind, period
from bot.schedule import LocalCalendar
from bot.standings import BoardQuery, Metric
from bot.switchboard import Switchboard
from storage.store import SqlStore
from tests.contracts.rows import rows
from tests.fakes import (
    CHANNEL,
    SPACE,
    FakePlatform,
    FixedClock,
    ScriptedGrader,
    Shown,
    SketchBook,
    text,
)

PREFILL = "The model reads the whole prompt first."
REUSE = "Decode reuses cached keys and values."
MEMORY = "The cache's memory grows with length."
BATCH = "So the memory allows fewer requests together."
"""Sentences worth 30, 30, 20 and 20 of 100."""


class Room:
    """A team's channel, with everything behind it."""

    def __init__(
        self, store: SqlStore, clock: FixedClock, bank: Bank, database: Path | str
    ) -> None:
        self.store = store
        self.clock = clock
        self.platform = FakePlatform()
        self.grader = ScriptedGrader()
        self.painter = SketchBook()
        self.database = database
        self.uses_prep_admin = {"boss"}
        self._numbers = itertools.count(1)
        self.deps = Deps(
            store=store,
            platform=Switchboard({"fake": self.platform}),
            grader=self.grader,
            painter=self.painter,
            clock=clock,
            calendar=LocalCalendar(),
            bank=bank,
            new_id=lambda: self._new("id"),
        )

    # --- what happens

    async def happens(self, event: Event) -> None:
        """Hand an event to the core."""
        await handle(self.deps, event)

    async def tick(self) -> None:
        """Let the scheduler look at what is due."""
        await self.happens(Tick())

    async def work(self) -> None:
        """Run wakes until none is due."""
        while await self.store.work.step(self.happens):
            pass

    async def advance(self, **by: float) -> None:
        """Let time pass, at the end of which the program does what is due."""
        self.clock.advance(timedelta(**by))
        await self.tick()
        await self.work()

    async def says(
        self,
        who: str,
        said: str,
        *,
        ref: MessageRef | None = None,
        thread: Address | None = None,
        sent_at: datetime | None = None,
    ) -> MessageRef:
        """Let somebody write a message, in the newest thread unless another one is named."""
        message = MessageReceived(
            ref=ref or MessageRef(self._new("fake:m")),
            author=author(who),
            place=self.place(thread),
            text=said,
            sent_at=sent_at or self.clock.now(),
        )
        await self.happens(message)
        return message.ref

    async def answers(self, who: str, said: str) -> MessageRef:
        """Let somebody answer, and wait until it is graded."""
        ref = await self.says(who, said)
        await self.advance(seconds=20)
        return ref

    async def edits(self, who: str, ref: MessageRef, said: str) -> None:
        """Let somebody change a message."""
        self.clock.advance(timedelta(seconds=1))
        now = self.clock.now()
        edit = MessageEdited(
            ref=ref, author=author(who), place=self.place(), text=said, edited_at=now
        )
        await self.happens(edit)
        await self.work()

    async def deletes(self, ref: MessageRef) -> None:
        """Let somebody delete a message."""
        await self.happens(MessageDeleted(ref=ref, place=self.place(), at=self.clock.now()))
        await self.work()

    async def command(self, who: str, verb: str, /, **arguments: str) -> str:
        """Let somebody give a command, in the channel; return what they are told."""
        return await self.command_at(Place(space=SPACE, channel=CHANNEL), who, verb, **arguments)

    async def command_at(self, place: Place, who: str, verb: str, /, **arguments: str) -> str:
        """Let somebody give a command somewhere; `boss` is an admin, who uses `/prep-admin`."""
        invoked = CommandInvoked(
            event=self._new("event"),
            author=author(who),
            place=place,
            command=verb,
            arguments={key.replace("_", "-"): value for key, value in arguments.items()},
            at=self.clock.now(),
            reply=self.reply(),
            admin=who in self.uses_prep_admin,
        )
        return await self._answer(who, invoked)

    async def takes(self, who: str, choice: Choice) -> str:
        """Let somebody take a choice; return what they are told."""
        return await self._answer(who, self.made(who, choice))

    def made(self, who: str, choice: Choice) -> ChoiceMade:
        """Return the event of somebody taking a choice."""
        return ChoiceMade(
            event=self._new("event"),
            author=author(who),
            place=self.place(),
            action=choice.action,
            value=choice.value,
            at=self.clock.now(),
            reply=self.reply(),
        )

    async def fills(self, who: str, choice: Choice, said: str) -> FormSubmitted:
        """Let somebody fill in the form of a choice, which has one field."""
        return await self.submits(who, choice, text=said)

    async def submits(self, who: str, choice: Choice, **values: str) -> FormSubmitted:
        """Let somebody fill in the form of a choice."""
        form = FormSubmitted(
            event=self._new("event"),
            author=author(who),
            place=self.place(),
            form=choice.form or "",
            context=choice.value,
            values=values,
            at=self.clock.now(),
            reply=self.reply(),
        )
        await self.happens(form)
        await self.work()
        return form

    async def _answer(self, who: str, event: ChoiceMade | CommandInvoked) -> str:
        before = len(self.told(who))
        await self.happens(event)
        await self.work()
        return "\n".join(self.told(who)[before:])

    # --- what people see

    @property
    def thread(self) -> Address | None:
        """The thread that was opened last."""
        return next(reversed(self.platform.threads.values()), None)

    def place(self, thread: Address | None = None) -> Place:
        """Return where people talk."""
        return Place(space=SPACE, channel=CHANNEL, thread=thread or self.thread)

    def reply(self) -> ReplyHandle:
        """Return a way to answer an interaction, with a secret in it."""
        expires_at = self.clock.now() + timedelta(minutes=15)
        return ReplyHandle(token=self._new("SECRET"), expires_at=expires_at)

    def shown(self, address: Address | None = CHANNEL) -> list[Shown]:
        """Return the public posts at an address."""
        return [one for one in self.platform.posts if one.receipt.address == address]

    def said(self, address: Address | None = CHANNEL) -> list[str]:
        """Return the text of the public posts at an address."""
        return [text(one.post) for one in self.shown(address)]

    def told(self, who: str) -> list[str]:
        """Return what one person was told."""
        user = author(who).user
        return [text(one.post) for one in self.platform.tells if one.user == user]

    def marks(self, ref: MessageRef) -> list[Mark]:
        """Return the marks on a message."""
        return [mark for message, mark in self.platform.marks if message == ref]

    def choice(self, label: str) -> Choice:
        """Return the choice of that label that was offered last."""
        posts: list[Post] = [
            one.post
            for one in (*self.platform.posts, *self.platform.tells)
            if any(choice.label == label for choice in one.post.choices)
        ]
        return next(choice for choice in posts[-1].choices if choice.label == label)

    async def points(self) -> dict[str, int]:
        """Return everybody's points of all time."""
        (team,) = self.rows("SELECT id FROM team")[0]
        every = period(PeriodKind.ALL, date.min, 0)
        query = BoardQuery(team=team, channel=None, period=every, metric=Metric.POINTS, size=1000)
        return {one.name: int(one.value) for one in (await self.store.boards.board(query)).page}

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Read the database past the program."""
        return rows(self.database, sql)

    def write(self, sql: str) -> None:
        """Change the database past the program."""
        rows(self.database, sql)

    def _new(self, prefix: str) -> str:
        return f"{prefix}{next(self._numbers)}"


def author(who: str) -> Author:
    """Return a person as the platform reports them; `boss` is an admin."""
    return Author(user=UserId(f"fake:{who}"), name=who, admin=who == "boss")


def second_process(room: Room, store: SqlStore) -> Room:
    """Return the same room as another process sees it, on the same platform."""
    other = Room(store, room.clock, room.deps.bank, room.database)
    other.platform = room.platform
    switchboard = Switchboard({"fake": room.platform})
    other.deps = replace(other.deps, platform=switchboard, new_id=lambda: room._new("other"))  # noqa: SLF001
    return other

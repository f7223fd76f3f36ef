"""A practice room in the terminal: one channel, its threads, and as many speakers as you name."""

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from textwrap import wrap
from time import monotonic
from typing import Literal, Protocol

from adapters.console.keyboard import (
    CHANNEL,
    ROOMS,
    Action,
    Desk,
    Quit,
    Seat,
    Show,
    Taken,
    Thread,
    Wait,
    end,
    take,
)
from adapters.console.lines import Lines
from adapters.console.render import MARKS, render, render_edit
from adapters.console.transcript import Entry, Transcript
from bot.errors import NotStored
from bot.messages import (
    Address,
    Choice,
    Doubtful,
    Mark,
    MessageReceived,
    MessageRef,
    OutboxKey,
    Post,
    Receipt,
    ReplyHandle,
    Sent,
    UserId,
)
from bot.ports import Handle, OpenThreads, Sentences, Suggest
from bot.words import visible

LONGEST_WAIT = 150.0
"""Seconds after which talk that nobody grades is no longer waited for."""

REPLAYED = 12
"""How many of the newest entries are shown again at a start."""


class Clockwork(Protocol):
    """A clock that can be moved ahead."""

    def now(self) -> datetime:
        """Return the present, in UTC."""
        ...

    def skip(self, by: timedelta) -> None:
        """Act as if so much time had passed."""
        ...


class Console:
    """The console as a `Platform`."""

    name = "console"

    def __init__(
        self,
        lines: Lines,
        transcript: Transcript,
        drained: Callable[[], Awaitable[None]],
        clock: Clockwork | None = None,
    ) -> None:
        self._lines = lines
        self._transcript = transcript
        self._drained = drained
        self._clock = clock
        offered = [entry.choices for entry in transcript.entries if entry.choices]
        self._choices: tuple[Choice, ...] = offered[-1] if offered else ()
        self._threads = [
            Thread(address=Address(entry.address), title=entry.text)
            for entry in transcript.entries
            if entry.kind == "thread"
        ]
        self._seat = Seat(newest={}, thread=self._threads[-1].address if self._threads else None)
        self._unmarked: dict[MessageRef, tuple[str, float]] = {}
        """Messages that were stored and have no final mark yet: who wrote them, and when."""

    # --- what people do

    async def run(
        self, handle: Handle, suggest: Suggest, open_threads: OpenThreads, sentences: Sentences
    ) -> None:
        """Read lines until there are no more; `drained` is awaited where time stands still."""
        del suggest, open_threads  # there is nothing to suggest to, and no gap to fill
        with self._lines.open():
            hint = sentences.help_hint.rjust(self._lines.width - len(sentences.welcome))
            self._lines.show(f"{sentences.welcome}{hint}\n")
            self._replay()
            if not self._lines.interactive:
                await self._drained()
            action: Action | None = None
            while not isinstance(action, Quit):
                prompt = self._prompt(sentences)
                line = await self._lines.read(prompt, self._status(sentences))
                if line is None:
                    await self._do(end(self._seat, self._desk(sentences)), handle, sentences)
                    break
                action = await (self._typed if self._lines.interactive else self._piped)(
                    prompt, line, handle, sentences
                )
            await self._drained()

    async def _typed(
        self, _prompt: str, line: str, handle: Handle, sentences: Sentences
    ) -> Action | None:
        return await self._do(take(self._seat, line, self._desk(sentences)), handle, sentences)

    async def _piped(
        self, prompt: str, line: str, handle: Handle, sentences: Sentences
    ) -> Action | None:
        """Take a line as if it had been typed, and show it: a message once it is stored.

        No time passes in a pipe, so answers would never settle by themselves: what was sent before
        a command or choice is finished before it, and what it brings about after it. So is every
        line in a room, where what comes next depends on it.
        """
        shown = f"{prompt}{visible(line)}\n" if line else ""
        in_room = (self._seat.thread or "").startswith(ROOMS)
        if not (in_room or line.startswith("/") or line.isdigit()):
            action = await self._typed(prompt, line, handle, sentences)
            self._lines.show(shown if action is not None or self._seat.filling else "")
            return action
        await self._drained()
        self._lines.show(shown)
        action = await self._typed(prompt, line, handle, sentences)
        await self._drained()
        return action

    async def _do(self, taken: Taken, handle: Handle, sentences: Sentences) -> Action | None:
        """Carry out what a line asked for; a message is stored when this returns."""
        moved = taken[0].thread != self._seat.thread
        self._seat, action = taken
        if moved:
            # What was offered belongs to the thread that was left.
            self._choices = ()
        match action:
            case None | Quit():
                pass
            case Show(text=text):
                self._say(text)
            case Wait(minutes=minutes):
                # At a terminal time passes by itself.
                if self._clock is None or self._lines.interactive:
                    self._say(sentences.commands_here)
                else:
                    self._clock.skip(timedelta(minutes=minutes))
            case _:
                try:
                    await handle(action)
                except NotStored:
                    self._say(sentences.not_stored)
                    return None
                self._note(action)
        return action

    def _note(self, action: Action) -> None:
        thread = action.place.thread if isinstance(action, MessageReceived) else None
        if isinstance(action, MessageReceived) and thread and not thread.startswith(ROOMS):
            self._unmarked[action.ref] = (action.author.name, monotonic())

    def _desk(self, sentences: Sentences) -> Desk:
        return Desk(
            choices=self._choices,
            threads=self._threads,
            sentences=sentences,
            now=self._clock.now() if self._clock else datetime.now(UTC),
            new_id=uuid.uuid4().hex,
        )

    def _prompt(self, sentences: Sentences) -> str:
        filling = self._seat.filling
        return f"{sentences.field(filling.asked)}: " if filling else f"{self._seat.name} > "

    def _status(self, sentences: Sentences) -> Callable[[], str]:
        def status() -> str:
            recent = monotonic() - LONGEST_WAIT
            names = dict.fromkeys(name for name, at in self._unmarked.values() if at > recent)
            return sentences.waiting(", ".join(names)) if names else ""

        return status

    # --- what is said

    async def post(
        self, address: Address, post: Post, key: OutboxKey, *, again: bool
    ) -> Sent | Doubtful:
        """Show a post, after it is in the transcript."""
        sent = Sent(receipt=Receipt(address=address, refs=(MessageRef(f"console:{key}"),)))
        if again and self._transcript.find("post", key):
            return sent
        text = self._text(post)
        await self._transcript.append(_entry("post", key, post, text, address=address))
        self._put(text, post)
        return sent

    async def tell(
        self, user: UserId, post: Post, key: OutboxKey, reply: ReplyHandle | None, *, again: bool
    ) -> Sent | Doubtful:
        """Show a post that is marked as being for one person."""
        del reply
        sent = Sent(receipt=Receipt(address=CHANNEL, refs=(MessageRef(f"console:{key}"),)))
        if again and self._transcript.find("tell", key):
            return sent
        name = user.partition(":")[2]
        kept = [await self._transcript.keep(one.name, one.data) for one in post.files]
        text = self._text(post, audience=name) + "".join(f"  {path}\n" for path in kept)
        await self._transcript.append(_entry("tell", key, post, text, who=name))
        self._forget(name)
        self._put(text, post)
        return sent

    async def edit(self, receipt: Receipt, post: Post) -> None:
        """Show in one line how a post has changed."""
        text = render_edit(post, width=self._lines.width, colour=self._lines.interactive)
        await self._transcript.append(Entry(kind="edit", key=receipt.refs[0], text=text))
        self._lines.show(text)

    async def open_thread(self, receipt: Receipt, title: str) -> Address:
        """Return the thread of a post, and move there."""
        ref = receipt.refs[0]
        if known := self._transcript.find("thread", ref):
            return Address(known.address)
        address = Address(f"{CHANNEL}/{len(self._threads) + 1}")
        entry = Entry(kind="thread", key=ref, address=address, text=title)
        await self._transcript.append(entry)
        self._threads.append(Thread(address=address, title=title))
        self._seat = replace(self._seat, thread=address)
        return address

    async def open_room(self, near: Address, user: UserId, title: str) -> Address:
        """Return a room of one person's own."""
        del near
        name = user.partition(":")[2]
        key = f"room/{name}/{title}"
        if known := self._transcript.find("thread", key):
            self._seat = replace(self._seat, thread=Address(known.address))
            return Address(known.address)
        address = Address(f"{ROOMS}{name}/{len(self._threads) + 1}")
        await self._transcript.append(Entry(kind="thread", key=key, address=address, text=title))
        self._threads.append(Thread(address=address, title=title))
        self._seat = replace(self._seat, thread=address)
        return address

    def hears(self, address: Address) -> bool:
        """Return True: lines are handed in as they are typed."""
        del address
        return True

    async def mark(self, message: MessageRef, mark: Mark) -> None:
        """Show a mark."""
        key = f"{message}/{mark}"
        if self._transcript.find("mark", key):
            return
        await self._transcript.append(Entry(kind="mark", key=key, text=MARKS[mark]))
        if mark is not Mark.SEEN and message in self._unmarked:
            self._forget(self._unmarked[message][0])
        self._lines.show(f"  {MARKS[mark]}\n")

    def _forget(self, name: str) -> None:
        """Stop waiting for what a person has sent."""
        waiting = self._unmarked.items()
        self._unmarked = {ref: one for ref, one in waiting if one[0].casefold() != name.casefold()}

    # --- the screen

    def _replay(self) -> None:
        """Show the newest entries again, from the newest question on."""
        entries = [entry for entry in self._transcript.entries if entry.kind != "thread"]
        starts = [at for at, entry in enumerate(entries) if entry.key.startswith("ask/")]
        question = entries[starts[-1] :] if starts else []
        shown = question if len(question) <= REPLAYED else [question[0], *question[-REPLAYED:]]
        for entry in shown:
            marked = entry.kind == "mark"
            self._lines.show(f"  {entry.text}\n" if marked else f"\n{entry.text}")

    def _text(self, post: Post, audience: str = "") -> str:
        return render(
            post, width=self._lines.width, colour=self._lines.interactive, audience=audience
        )

    def _say(self, text: str) -> None:
        """Show a sentence that is no post, and so is not kept."""
        lines = (wrap(visible(line), self._lines.width - 2) for line in text.splitlines())
        self._lines.show("".join(f"  {line}\n" for part in lines for line in part))

    def _put(self, text: str, post: Post) -> None:
        self._lines.show(f"\n{text}")
        if post.choices:
            self._choices = post.choices


def _entry(
    kind: Literal["post", "tell"], key: str, post: Post, text: str, address: str = "", who: str = ""
) -> Entry:
    return Entry(kind=kind, key=key, address=address, who=who, text=text, choices=post.choices)

"""Addresses and references of the console: its own, unique, and the same after a restart."""

import asyncio
import tempfile
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.console.adapter import Console
from adapters.console.transcript import Transcript
from bot.messages import Address, OutboxKey, Post, Sent, UserId

from .arbitrary import anything

CHANNEL = Address("console:practice")


class Screen:
    """Lines that nobody types, and a screen that nobody reads."""

    interactive = False
    width = 60

    def open(self) -> AbstractContextManager[None]:
        """Prepare nothing."""
        return nullcontext()

    async def read(self, prompt: str, status: object) -> str | None:
        """Return the end of all lines."""
        del prompt, status
        return None

    def show(self, text: str) -> None:
        """Forget the text."""


async def drained() -> None:
    """Wait for nothing."""


def console(path: Path) -> Console:
    """Return a console over the transcript at that path, as a start would make it."""
    transcript = Transcript(path)
    transcript.load()
    return Console(Screen(), transcript, drained)


async def post(platform: Console, key: str, post: Post) -> Sent:
    """Say something in the channel."""
    sent = await platform.post(CHANNEL, post, OutboxKey(key), again=True)
    assert isinstance(sent, Sent)
    return sent


@settings(max_examples=25)
@given(st.lists(st.tuples(anything, st.booleans()), min_size=1, max_size=6), st.data())
def test_addresses_are_its_own_and_unique(
    steps: list[tuple[str, bool]], data: st.DataObject
) -> None:
    """Threads and rooms begin with the platform's prefix; each has an address of its own."""
    restart = data.draw(st.integers(0, len(steps)))

    async def run(path: Path) -> list[Address]:
        platform, minted = console(path), []
        for number, (title, private) in enumerate(steps):
            if number == restart:
                platform = console(path)
            if private:
                room = f"{number} {title}"
                minted.append(await platform.open_room(CHANNEL, UserId("console:ana"), room))
                again = await platform.open_room(CHANNEL, UserId("console:ana"), room)
                assert again == minted[-1]
            else:
                sent = await post(platform, f"key-{number}", Post(body=title))
                minted.append(await platform.open_thread(sent.receipt, title))
                assert await platform.open_thread(sent.receipt, "again") == minted[-1]
        return minted

    with tempfile.TemporaryDirectory() as folder:
        minted = asyncio.run(run(Path(folder) / "transcript.jsonl"))

    assert all(address.startswith(f"{Console.name}:") for address in minted)
    assert len({*minted, CHANNEL}) == len(minted) + 1


@settings(max_examples=25)
@given(st.lists(anything.filter(bool), min_size=1, max_size=4, unique=True), anything)
def test_references_are_its_own_and_unique(keys: list[str], text: str) -> None:
    """Each key has its reference, the same one at every later try, before and after a restart."""

    async def run(path: Path) -> tuple[list[Sent], list[Sent]]:
        first = console(path)
        sent = [await post(first, key, Post(body=text)) for key in keys]
        later = console(path)
        return sent, [await post(later, key, Post(body=text)) for key in keys]

    with tempfile.TemporaryDirectory() as folder:
        before, after = asyncio.run(run(Path(folder) / "transcript.jsonl"))

    refs = [ref for sent in before for ref in sent.receipt.refs]
    assert all(ref.startswith(f"{Console.name}:") for ref in refs)
    assert len(set(refs)) == len(keys)
    assert after == before

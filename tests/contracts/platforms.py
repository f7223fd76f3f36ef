"""Platforms that have to keep the contract: how each is made, remade, and listened to."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    nullcontext,
)
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from adapters.console.adapter import Console
from adapters.console.transcript import Transcript
from bot.messages import Address, Author, Inbound, MessageReceived, MessageRef, Place, UserId
from bot.ports import Platform
from tests.contracts.on_discord import OnDiscord
from tests.contracts.on_slack import on_slack
from tests.fakes import CHANNEL, MONDAY, SPACE, FakePlatform, text
from tests.servers.discord_api import DiscordApi, pointed_at


class Descriptor(Protocol):
    """What the contract has to know about a platform beside its verbs."""

    channel: Address
    ana: UserId
    platform: Platform
    message: MessageRef
    """Something that somebody wrote before."""

    def restart(self) -> None:
        """Make `platform` anew, as after a crash: what people saw is all that is left."""
        ...

    def public(self) -> str:
        """Return what everybody could read so far."""
        ...

    def private(self) -> str:
        """Return what was shown to single people so far."""
        ...

    def marks(self) -> int:
        """Return how many marks were shown so far."""
        ...

    def files(self) -> dict[str, bytes]:
        """Return the files that single people were handed, by name."""
        ...

    def someone_writes(self, said: str) -> None:
        """Let a person write a message, which `run` is to deliver."""
        ...


class Fake:
    """The double of the flow tests."""

    channel = CHANNEL
    ana = UserId("fake:ana")
    message = MessageRef("fake:m1")

    def __init__(self, folder: Path) -> None:
        del folder
        self.fake = FakePlatform()
        self.platform: Platform = self.fake

    def restart(self) -> None:
        """Keep what was shown, and nothing else."""
        old = self.fake
        self.fake = FakePlatform(posts=old.posts, tells=old.tells, threads=old.threads)
        self.platform = self.fake

    def public(self) -> str:
        """Return posts and edits."""
        posts = [one.post for one in self.fake.posts] + [post for _, post in self.fake.edits]
        return "\n".join(text(post) for post in posts)

    def private(self) -> str:
        """Return what was told."""
        return "\n".join(text(one.post) for one in self.fake.tells)

    def marks(self) -> int:
        """Return the number of marks."""
        return len(self.fake.marks)

    def files(self) -> dict[str, bytes]:
        """Return what came with what was told."""
        return {file.name: file.data for one in self.fake.tells for file in one.post.files}

    def someone_writes(self, said: str) -> None:
        """Put a message among what comes in."""
        message = MessageReceived(
            ref=MessageRef("fake:m"),
            author=Author(user=self.ana, name="ana"),
            place=Place(space=SPACE, channel=CHANNEL),
            text=said,
            sent_at=MONDAY,
        )
        self.fake.incoming.append(message)


@dataclass
class ScriptedLines:
    """Lines that were typed beforehand, and a screen that remembers."""

    interactive: bool = False
    width: int = 88
    typed: list[str] = field(default_factory=list)
    screen: list[str] = field(default_factory=list)

    def open(self) -> AbstractContextManager[None]:
        """Nothing has to be prepared."""
        return nullcontext()

    async def read(self, prompt: str, status: Callable[[], str]) -> str | None:
        """Return the next line."""
        del prompt, status
        return self.typed.pop(0) if self.typed else None

    def show(self, text: str) -> None:
        """Keep a piece of output."""
        self.screen.append(text)


class Terminal:
    """The console over lines that were typed beforehand, and a real transcript."""

    channel = Address("console:practice")
    ana = UserId("console:ana")
    message = MessageRef("console:m1")

    def __init__(self, folder: Path) -> None:
        self._path = folder / "transcript.jsonl"
        self.lines = ScriptedLines()
        self.restart()

    def restart(self) -> None:
        """Read the transcript again, in front of a new adapter."""
        transcript = Transcript(self._path)
        transcript.load()
        self.platform: Platform = Console(self.lines, transcript, _nothing_to_wait_for)

    def public(self) -> str:
        """Return what was shown without being meant for one person."""
        return "\n".join(one for one in self.lines.screen if "(only to ana)" not in one)

    def private(self) -> str:
        """Return what was shown as being meant for one person."""
        return "\n".join(one for one in self.lines.screen if "(only to ana)" in one)

    def marks(self) -> int:
        """Return the number of marks."""
        return sum("✅" in one for one in self.lines.screen)

    def files(self) -> dict[str, bytes]:
        """Return the files whose paths were shown."""
        paths = [Path(line.strip()) for one in self.lines.screen for line in one.splitlines()]
        return {path.name: path.read_bytes() for path in paths if path.is_file()}

    def someone_writes(self, said: str) -> None:
        """Type a line."""
        self.lines.typed.append(said)


async def _nothing_to_wait_for() -> None:
    return


@asynccontextmanager
async def fake(folder: Path) -> AsyncIterator[Descriptor]:
    """Give the double of the flow tests."""
    yield Fake(folder)


@asynccontextmanager
async def terminal(folder: Path) -> AsyncIterator[Descriptor]:
    """Give the console."""
    yield Terminal(folder)


@asynccontextmanager
async def slack(folder: Path) -> AsyncIterator[Descriptor]:
    """Give Slack in Socket Mode, in front of its stand-in."""
    async with on_slack(folder, "socket") as there:
        yield there


@asynccontextmanager
async def slack_http(folder: Path) -> AsyncIterator[Descriptor]:
    """Give Slack over HTTP, in front of its stand-in."""
    async with on_slack(folder, "http") as there:
        yield there


@asynccontextmanager
async def discord(folder: Path) -> AsyncIterator[Descriptor]:
    """Give Discord, in front of its stand-in."""
    del folder
    async with DiscordApi().serving() as server:
        with pointed_at(server):
            there = OnDiscord(server, await server.say(server.bo, server.practice, "Hello."))
            yield there
            await there.close()
    assert server.violations == []


PLATFORMS: Sequence[Callable[[Path], AbstractAsyncContextManager[Descriptor]]] = (
    fake,
    terminal,
    discord,
    slack,
    slack_http,
)


class Listener:
    """A core that only remembers what it was handed."""

    def __init__(self) -> None:
        self.heard: list[Inbound] = []

    async def __call__(self, event: Inbound) -> None:
        """Take an event."""
        self.heard.append(event)

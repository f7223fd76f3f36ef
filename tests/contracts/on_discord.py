"""Discord as the platform contract sees it: the adapter over the stand-in."""

import asyncio
from contextlib import suppress

from adapters.discord.adapter import Discord
from adapters.discord.ids import message_ref, user_id
from bot.messages import Address, Inbound, UserId
from bot.ports import Handle, OpenThreads, Platform, Sentences, Suggest
from tests.servers.discord_api import TOKEN, DiscordApi, Message


class Visit(Discord):
    """Discord for as long as it takes to hear what people wrote."""

    def __init__(self, server: DiscordApi) -> None:
        super().__init__(TOKEN, server.clock, ready_timeout=0.0)
        self._server = server
        self.to_write: list[str] = []

    async def run(
        self, handle: Handle, suggest: Suggest, open_threads: OpenThreads, sentences: Sentences
    ) -> None:
        """Let people write once we are connected, and end when all of it was handed in."""
        heard = asyncio.Semaphore(0)

        async def counting(event: Inbound) -> None:
            await handle(event)
            heard.release()

        running = asyncio.create_task(super().run(counting, suggest, open_threads, sentences))
        await self._server.ready()
        for text in self.to_write:
            await self._server.say(self._server.bo, self._server.practice, text)
        for _ in self.to_write:
            async with asyncio.timeout(10):
                await heard.acquire()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


class OnDiscord:
    """Discord, as bo and everybody else there sees it."""

    def __init__(self, server: DiscordApi, message: Message) -> None:
        self._server = server
        self.channel = Address(f"discord:{server.team.id}/{server.practice.id}")
        self.ana: UserId = user_id(int(server.bo.id))
        self.message = message_ref(int(server.practice.id), int(message.id))
        self._visits: list[Visit] = []
        self.restart()

    def restart(self) -> None:
        """Log in anew; Discord is all that is left."""
        self._visits.append(Visit(self._server))
        self.platform: Platform = self._visits[-1]

    async def close(self) -> None:
        """End every session."""
        for visit in self._visits:
            await visit.close()

    def public(self) -> str:
        """Return what we said in the channel and its threads."""
        places = [self._server.practice, *self._server.threads(self._server.practice)]
        ours = [
            one
            for place in places
            for one in self._server.messages(place)
            if one.author is self._server.bot
        ]
        return "\n".join("\n".join([one.text, *one.labels]) for one in ours)

    def private(self) -> str:
        """Return what bo alone was told."""
        told = self._server.private_messages(self._server.bo)
        direct = self._server.messages(self._server.dm(self._server.bo))
        return "\n".join(one.text for one in [*told, *direct])

    def files(self) -> dict[str, bytes]:
        """Return the files that bo was handed."""
        told = self._server.private_messages(self._server.bo)
        direct = self._server.messages(self._server.dm(self._server.bo))
        return {file.name: file.data for one in [*told, *direct] for file in one.attachments}

    def marks(self) -> int:
        """Return the number of our reactions."""
        return sum(
            self._server.bot in people
            for one in self._server.messages(self._server.practice)
            for people in one.reactions.values()
        )

    def someone_writes(self, said: str) -> None:
        """Let bo write, once we are connected."""
        self._visits[-1].to_write.append(said)

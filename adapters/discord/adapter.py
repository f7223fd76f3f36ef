"""Discord as a `Platform`: its life, and what can be said and done there.

The verbs go by ids and need no connection; `run` connects, and listens until it is cancelled.
"""

import asyncio
from collections import OrderedDict
from datetime import datetime
from functools import partial
from itertools import zip_longest

import discord
import structlog

from adapters.discord import ids, saying, threads
from adapters.discord.backfill import Backfill
from adapters.discord.commands import Callbacks, all_commands
from adapters.discord.desk import Desk
from adapters.discord.failures import CANNOT_REACT, RAISED, UNKNOWN_MESSAGE
from adapters.discord.finding import OLDEST
from adapters.discord.hearing import Hearing
from adapters.discord.intake import Intake
from adapters.discord.line import PATIENCE, Line
from adapters.discord.render import Part, render
from adapters.discord.replies import Replies
from adapters.discord.syncing import add, sync
from bot.errors import PlatformDown, SettingsError
from bot.logs import described
from bot.messages import (
    Address,
    Doubtful,
    Mark,
    MessageRef,
    OutboxKey,
    Post,
    Receipt,
    ReplyHandle,
    Sent,
    UserId,
)
from bot.ports import Clock, Handle, OpenThreads, Sentences, Suggest

MARKS = {Mark.SEEN: "👀", Mark.GRADED: "✅", Mark.PENDING: "⏳"}
PAUSES = (1.0, 60.0)
"""Seconds before the first try to connect again, and the longest pause."""
BAD_TOKEN = 4004
"""How Discord closes a connection whose token was changed."""

log = structlog.get_logger(__name__)


class Discord:
    """Discord as a `Platform`."""

    name = ids.NAME

    def __init__(self, token: str, clock: Clock, *, ready_timeout: float = 2.0) -> None:
        self._line = Line(token, ready_timeout)
        self._clock = clock
        self._replies = Replies(clock)
        self._hearing: Hearing | None = None

    # --- its life

    async def run(
        self, handle: Handle, suggest: Suggest, open_threads: OpenThreads, sentences: Sentences
    ) -> None:
        """Listen until cancelled; then end in good order what is under way.

        Raises SettingsError for a token that Discord does not know.
        """
        pause, longest = PAUSES
        try:
            while True:
                try:
                    await self._listen(handle, suggest, open_threads, sentences)
                    pause = PAUSES[0]
                except (PlatformDown, *RAISED) as error:
                    log.warning("not connected", seconds=pause, **described(error))
                await self._line.hang_up()
                await asyncio.sleep(pause)
                pause = min(longest, 2 * pause)
        finally:
            await self._line.close()

    async def _listen(
        self, handle: Handle, suggest: Suggest, open_threads: OpenThreads, sentences: Sentences
    ) -> None:
        client = await self._line.client()
        intake = Intake(client, handle, self._clock)
        desk = Desk(
            handle=handle,
            sentences=sentences,
            intake=intake,
            replies=self._replies,
            reads=client.reads,
            drafts=OrderedDict(),
        )
        backfill = Backfill(client, intake, open_threads)
        hearing = self._hearing = Hearing(client, intake, backfill, desk)
        client.tree.outdated = sentences.outdated
        callbacks = Callbacks(invoked=hearing.command, picked=hearing.pick, suggest=suggest)
        add(client.tree, all_commands(sentences, callbacks))
        try:
            if await sync(client.tree):
                log.info("commands sent")
        except RAISED as error:
            # The commands of before go on working, and so do buttons and replies.
            log.warning("commands not sent", **described(error))
        try:
            await client.connect()
        except discord.PrivilegedIntentsRequired:
            # Taken away since the login; the next one asks for less.
            log.warning("message content is not allowed")
        except discord.ConnectionClosed as error:
            if error.code == BAD_TOKEN:
                raise SettingsError(
                    "GREENROOM_DISCORD_TOKEN", "Discord does not know this token any more"
                ) from None
            raise PlatformDown(f"closed with {error.code}") from error
        finally:
            self._hearing = None
            await hearing.stop(PATIENCE)

    async def close(self) -> None:
        """End the session, for those who never ran."""
        await self._line.close()

    # --- what can be said and done

    async def post(
        self, address: Address, post: Post, key: OutboxKey, *, again: bool
    ) -> Sent | Doubtful:
        """Say something in a channel or thread; an archived thread comes back by it."""
        spot = ids.spot(address)
        async with self._line.calling(address) as client:
            channel = client.get_partial_messageable(spot.here, guild_id=spot.guild)
            parts = render(post, spot.here, key)
            refs = await saying.say(client, channel, parts, self._since(again))
            return saying.outcome(address, refs)

    async def tell(
        self, user: UserId, post: Post, key: OutboxKey, reply: ReplyHandle | None, *, again: bool
    ) -> Sent | Doubtful:
        """Say something to one person: in reply while that is possible, else directly."""
        handle = reply or self._replies.kept(user)
        if handle and self._replies.is_live(handle):
            if again and reply:
                # What is shown to one person in a channel cannot be looked up.
                return Doubtful()
            async with self._line.calling(user, private=True) as client:
                sent = await saying.answer(client, user, handle, render(post, 0, key))
            if sent:
                self._replies.answered(handle)
                return sent
        async with self._line.calling(user, private=True) as client:
            channel = await client.create_dm(discord.Object(ids.read_user(user)))
            address = ids.Spot(guild=None, channel=channel.id).address
            parts = render(post, channel.id, key)
            refs = await saying.say(client, channel, parts, self._since(again))
            return saying.outcome(address, refs)

    def _since(self, again: bool) -> datetime | None:  # noqa: FBT001 - the verbs' own flag
        """Return how far back to look for what may have been said, if at all."""
        return self._clock.now() - OLDEST if again else None

    async def edit(self, receipt: Receipt, post: Post) -> None:
        """Replace a public post in the messages that it has; one that is gone stays gone."""
        spot = ids.spot(receipt.address)
        parts = render(
            post, spot.here, OutboxKey(f"edit/{receipt.refs[0]}"), at_most=len(receipt.refs)
        )
        async with self._line.calling(receipt.address) as client:
            channel = client.get_partial_messageable(spot.here, guild_id=spot.guild)
            for ref, part in zip_longest(receipt.refs, parts):
                message = channel.get_partial_message(ids.read_ref(ref)[1])
                try:
                    await threads.awake(client, spot.here, partial(_become, message, part))
                except discord.NotFound as error:
                    if error.code != UNKNOWN_MESSAGE:
                        raise

    async def open_thread(self, receipt: Receipt, title: str) -> Address:
        """Return the thread of a post: its id is that of the post's first message."""
        async with self._line.calling(receipt.address) as client:
            return await threads.of(client, receipt, title)

    async def open_room(self, near: Address, user: UserId, title: str) -> Address:
        """Return a private thread, or a direct message where we could not read one."""
        async with self._line.calling(user, private=True) as client:
            return await threads.room(client, ids.spot(near), ids.read_user(user), title)

    def hears(self, address: Address) -> bool:
        """Return whether we are connected, and have caught up with what was written before."""
        del address
        return self._hearing is not None and self._hearing.caught_up

    async def mark(self, message: MessageRef, mark: Mark) -> None:
        """Put a reaction on a message; where that is not allowed, the words say enough."""
        channel, number = ids.read_ref(message)
        where = ids.Spot(guild=None, channel=channel).address
        async with self._line.calling(where) as client:
            found = client.get_partial_messageable(channel).get_partial_message(number)
            try:
                await threads.awake(client, channel, partial(found.add_reaction, MARKS[mark]))
            except discord.HTTPException as error:
                if error.code not in CANNOT_REACT:
                    raise
                log.warning("no reaction", code=error.code)


async def _become(message: discord.PartialMessage, part: Part | None) -> None:
    """Change a message; one that a shorter post has no use for goes."""
    if part is None:
        await message.delete()
    else:
        await message.edit(view=part.view, attachments=part.files, allowed_mentions=saying.NOBODY)

"""What we say: in public, to one person alone, and on a person's page."""

from collections.abc import Sequence

from adapters.slack import ids, replies
from adapters.slack.calls import Answer, Calls
from adapters.slack.failures import UNREACHABLE, UNSHOWABLE, Declined, refused
from adapters.slack.files import hand_over, processed, upload
from adapters.slack.ids import Spot
from adapters.slack.markup import Json
from adapters.slack.render import Part, blocks_of, render, words_alone
from adapters.slack.seeking import find, metadata
from adapters.slack.whispers import Whispers
from adapters.slack.workspaces import Workspace, Workspaces
from bot.errors import PlatformDown, PlatformError, RateLimited, Undeliverable
from bot.messages import (
    Address,
    Doubtful,
    MessageRef,
    OutboxKey,
    Post,
    Receipt,
    Sent,
    UserId,
)

PICTURE_TRIES = 5
"""How often a picture is looked for before its words stand in for it."""

ALREADY_EDITED = frozenset(
    "message_not_found cant_update_message edit_window_closed is_inactive".split()
)
"""Why a post keeps its text: somebody took it away, or it is too old."""


class Voice:
    """Says things, each part of them once."""

    def __init__(self, calls: Calls, workspaces: Workspaces) -> None:
        self._calls = calls
        self._workspaces = workspaces
        self._whispers = Whispers(calls, workspaces)
        self._rooms: dict[UserId, Spot] = {}

    async def post(
        self, address: Address, post: Post, key: OutboxKey, *, again: bool
    ) -> Sent | Doubtful:
        """Say something at an address; with `again`, only the parts that are not there."""
        spot = ids.spot(address)
        try:
            return await self._post(address, spot, post, key, again=again)
        except Declined as declined:
            raise refused(declined, address) from declined

    async def _post(
        self, address: Address, spot: Spot, post: Post, key: OutboxKey, *, again: bool
    ) -> Sent | Doubtful:
        workspace = await self._workspaces.get(spot.team)
        picture = await self._picture(workspace, post)
        parts = render(post, picture)
        found = await find(self._calls, workspace, spot, key, len(parts)) if again else {}
        if found is None:
            return Doubtful()
        refs: list[MessageRef] = []
        for number, part in enumerate(parts):
            ts = found.get(number)
            if ts is None:
                ts = await self._say_part(workspace, spot, part, metadata(key, number), refs)
            refs.append(ids.message(spot.team, spot.channel, ts))
        return Sent(receipt=Receipt(address=address, refs=tuple(refs)))

    async def _say_part(
        self,
        workspace: Workspace | None,
        spot: Spot,
        part: Part,
        found_by: Json,
        said: Sequence[MessageRef],
    ) -> str:
        try:
            answer = await self._showing(workspace, spot, part, found_by)
        except RateLimited as error:
            if said:
                # Part of it is there, so the next try has to look before it speaks.
                raise PlatformDown("paused between two parts") from error
            raise
        return str(answer["ts"])

    async def _showing(
        self, workspace: Workspace | None, spot: Spot, part: Part, found_by: Json
    ) -> Answer:
        """Post a message; a picture that is not ready yet is waited for, else told in words."""
        tries = PICTURE_TRIES if any(block["type"] == "image" for block in part.blocks) else 1
        for last in range(tries, 0, -1):
            try:
                return await self._send(workspace, spot, part, found_by)
            except Declined as declined:
                if declined.code not in UNSHOWABLE:
                    raise
                if last > 1:
                    await processed()
        return await self._send(workspace, spot, words_alone(part), found_by)

    async def _send(
        self, workspace: Workspace | None, spot: Spot, part: Part, found_by: Json
    ) -> Answer:
        return await self._calls.make(
            workspace,
            "chat.postMessage",
            lambda client: client.chat_postMessage(
                channel=spot.channel,
                thread_ts=spot.ts,
                text=part.text,
                blocks=part.blocks,
                metadata=found_by,
                unfurl_links=False,
                unfurl_media=False,
            ),
            spot.channel,
        )

    async def edit(self, receipt: Receipt, post: Post) -> None:
        """Replace the text of a post; of what is longer than it was, the end is left out."""
        spots = [ids.spot(ref) for ref in receipt.refs]
        parts = render(post)
        for spot, part in zip(spots, parts, strict=False):
            await self._update(receipt.address, spot, part)
        for spot in spots[len(parts) :]:
            await self._update(receipt.address, spot, Part(text="…", blocks=()))

    async def _update(self, address: Address, spot: Spot, part: Part) -> None:
        workspace = await self._workspaces.get(spot.team)
        ts = spot.ts or ""
        try:
            await self._calls.make(
                workspace,
                "chat.update",
                lambda client: client.chat_update(
                    channel=spot.channel, ts=ts, text=part.text, blocks=part.blocks
                ),
            )
        except Declined as declined:
            if declined.code not in ALREADY_EDITED:
                raise refused(declined, address) from declined

    async def tell(
        self,
        user: UserId,
        post: Post,
        key: OutboxKey,
        reply: replies.Reply | None,
        *,
        again: bool,
    ) -> Sent | Doubtful:
        """Say something to one person: where they did something, else in our conversation."""
        try:
            if isinstance(reply, replies.OnPage):
                return await self._on_page(user, post)
            if reply is None or post.files:
                # What is shown for a while to one person cannot have files.
                return await self._in_room(user, post, key, again=again)
            if again:
                # It may have been shown for a while to that person alone, which leaves no trace.
                return Doubtful()
            workspace = await self._workspaces.get(ids.spot(user).team)
            parts = render(post, await self._picture(workspace, post))
            if await self._whispers.show(user, parts, reply):
                place = ids.address(ids.spot(user).team, reply.channel, reply.thread)
                return Sent(receipt=Receipt(address=place, refs=()))
            return await self._in_room(user, post, key, again=False)
        except Declined as declined:
            raise _untold(declined, user) from declined

    async def _on_page(self, user: UserId, post: Post) -> Sent:
        spot = ids.spot(user)
        workspace = await self._workspaces.get(spot.team)
        view = {"type": "home", "blocks": blocks_of(post)}
        await self._calls.make(
            workspace,
            "views.publish",
            lambda client: client.views_publish(user_id=spot.channel, view=view),
        )
        return Sent(receipt=Receipt(address=ids.address(spot.team, spot.channel), refs=()))

    async def _in_room(
        self, user: UserId, post: Post, key: OutboxKey, *, again: bool
    ) -> Sent | Doubtful:
        room = await self.room(user)
        address = ids.address(room.team, room.channel)
        if post.files:
            workspace = await self._workspaces.get(room.team)
            if again and await find(self._calls, workspace, room, key, 1):
                # The words come last, so that where they are, the files are.
                return await self._post(address, room, post, key, again=True)
            await hand_over(self._calls, workspace, post.files, room.channel)
        return await self._post(address, room, post, key, again=again)

    async def room(self, user: UserId) -> Spot:
        """Return our conversation with one person; raises Declined where there can be none."""
        known = self._rooms.get(user)
        if known is not None:
            return known
        spot = ids.spot(user)
        answer = await self._calls.make(
            await self._workspaces.get(spot.team),
            "conversations.open",
            lambda client: client.conversations_open(users=spot.channel),
        )
        channel = answer.get("channel")
        if not isinstance(channel, dict):
            raise PlatformDown("no conversation was named")
        room = self._rooms[user] = Spot(team=spot.team, channel=str(channel["id"]))
        return room

    async def _picture(self, workspace: Workspace | None, post: Post) -> str | None:
        if post.image is None or not post.image.png:
            return None
        try:
            return await upload(self._calls, workspace, post.image)
        except Declined:
            # Its words say the same.
            return None


def _untold(declined: Declined, user: UserId) -> PlatformError:
    if declined.code in UNREACHABLE or declined.code == "not_installed":
        return Undeliverable(user)
    return PlatformDown(declined.code)

"""Events: handed to the core before they are acknowledged; Slack sends again what failed."""

import asyncio

from adapters.slack import ids, inbound, payloads, replies
from adapters.slack.desk import Desk
from adapters.slack.files import read_text
from adapters.slack.inbound import LOST, Rewritten, Spoken, Written, heard
from adapters.slack.typed import invoke
from adapters.slack.workspaces import Workspace
from bot.messages import (
    HomeOpened,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
    PlaceLost,
)


class Events:
    """What each event does; raises NotStored where it was not committed."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def message(self, body: payloads.MessageBody) -> None:
        """Take what somebody wrote, changed, or took away."""
        workspace = await self._desk.workspaces.get(body.team_id)
        if workspace is None:
            return
        match heard(body, workspace.bot):
            case Written() as written:
                await self.written(workspace, written)
            case Rewritten(before=before, after=after):
                if before is not None:
                    # Events may come in any order: this one brings what it changed along.
                    await self.written(workspace, before)
                await self.rewritten(workspace, after)
            case Spoken() as spoken:
                await self._spoken(spoken)
            case MessageDeleted() as deleted:
                await self._desk.handle(deleted)
            case None:
                pass

    async def written(self, workspace: Workspace, written: Written) -> None:
        """Hand in a message."""
        await self._desk.handle(await received(self._desk, workspace, written))

    async def rewritten(self, workspace: Workspace, written: Written) -> None:
        """Hand in the new text of a message."""
        whole = await received(self._desk, workspace, written)
        await self._desk.handle(
            MessageEdited(
                ref=whole.ref,
                author=whole.author,
                place=whole.place,
                text=whole.text,
                edited_at=whole.sent_at,
            )
        )

    async def _spoken(self, spoken: Spoken) -> None:
        """Take a command that was said to us by our name."""
        spot = ids.spot(spoken.place.here)
        await invoke(
            self._desk,
            team=spot.team,
            user=spoken.user,
            line=spoken.line,
            admin=False,
            event=spoken.event,
            reply=replies.InChannel(channel=spot.channel, thread=spot.ts),
        )

    async def home_opened(self, body: payloads.HomeBody) -> None:
        """Show a person's page."""
        if body.event.tab != "home":
            return
        team, user = body.team_id, body.event.user
        reply = replies.handle(replies.OnPage(user=user), self._desk.now())
        await self._desk.handle(
            HomeOpened(
                event=f"{ids.PREFIX}:{body.event_id}",
                author=await self._desk.people.author(team, user),
                place=inbound.place(team, user),
                reply=reply,
            )
        )

    async def channel_lost(self, body: payloads.ChannelBody) -> None:
        """Say that nothing can be said in a channel any more."""
        await self._desk.handle(
            PlaceLost(
                event=f"{ids.PREFIX}:{body.event_id}",
                address=ids.address(body.team_id, body.event.channel),
                reason=LOST[body.event.type],
            )
        )

    async def revoked(self, body: payloads.RevokedBody) -> None:
        """Give a workspace up whose bot token was revoked."""
        if body.event.tokens.bot:
            await self.uninstalled(body)

    async def uninstalled(self, body: payloads.EventBody) -> None:
        """Give a workspace up, with all its channels."""
        await self._desk.handle(
            PlaceLost(
                event=f"{ids.PREFIX}:{body.event_id}",
                address=ids.everywhere(body.team_id),
                reason="the app was removed from the workspace",
            )
        )
        await self._desk.workspaces.forget(body.team_id)


async def received(desk: Desk, workspace: Workspace, written: Written) -> MessageReceived:
    """Return a message with its author, and with the text of its files."""
    author, texts = await asyncio.gather(
        desk.people.author(workspace.team, written.user),
        asyncio.gather(*(read_text(desk.calls, workspace, file) for file in written.files)),
    )
    said = [written.text, *(text for text in texts if text is not None)]
    unread = (
        file.name or file.id
        for file, text in zip(written.files, texts, strict=True)
        if text is None
    )
    return MessageReceived(
        ref=written.ref,
        author=author,
        place=written.place,
        text="\n\n".join(part for part in said if part.strip()),
        sent_at=written.at,
        unread_files=tuple(unread),
    )

"""What people do with messages and channels; each doing is an event on its way to the app."""

import html
import re
import uuid
from collections.abc import Sequence

from tests.servers.slack_api import events, oauth
from tests.servers.slack_api.chat import remove
from tests.servers.slack_api.conversations import enter
from tests.servers.slack_api.files import new_file
from tests.servers.slack_api.service import Service
from tests.servers.slack_api.shapes import message_json
from tests.servers.slack_api.world import FAMILIES, TEAM, Channel, File, Json, Message

LINK = re.compile(r"https?://[^\s<>]+")
OTHER_BOT = "B0OTHER"


class Raw(str):
    """Words that are already as they travel, with mentions and entities."""

    __slots__ = ()


def typed(text: str) -> str:
    """Return what a person typed as it travels: entities, and links in angle brackets."""
    if isinstance(text, Raw):
        return text
    return LINK.sub(lambda link: f"<{link[0]}>", html.escape(text, quote=False))


class Talking(Service):
    """People who talk."""

    async def say(
        self,
        user: str,
        channel: str,
        text: str,
        *,
        thread_ts: str | None = None,
        files: Sequence[File] = (),
        broadcast: bool = False,
    ) -> Message:
        """Let someone write, in a thread, with files, or to a thread and its channel."""
        place = self.channel(channel)
        if user not in place.members or place.archived:
            raise LookupError(f"{user} cannot write in {channel}")
        if thread_ts is not None:
            place.messages[thread_ts].thread_ts = thread_ts
        subtype = "file_share" if files else "thread_broadcast" if broadcast else None
        said = Message(
            team=place.team,
            channel=channel,
            ts=self.mint_ts(),
            user=user,
            text=typed(text),
            subtype=subtype,
            thread_ts=thread_ts,
            files=tuple(files),
            blocks=_rich(text) if text else [],
        )
        self.keep(place, said)
        return said

    async def edit(self, said: Message, text: str) -> None:
        """Let the author change a message."""
        channel, before = self._before(said)
        said.text = typed(text)
        said.blocks = _rich(text)
        said.edited = {"user": said.user, "ts": self.mint_ts()}
        self._changed(channel, said, before)

    async def link_preview(self, said: Message) -> None:
        """Let Slack put a preview under a message; its words stay what they were."""
        channel, before = self._before(said)
        link = {"from_url": "https://example.com/", "title": "Example", "id": 1}
        said.attachments = [*said.attachments, link]
        self._changed(channel, said, before)

    async def delete(self, said: Message) -> None:
        """Let the author take a message back."""
        remove(self, self.channel(said.channel), said)

    async def mention(
        self, user: str, channel: str, text: str, *, thread_ts: str | None = None
    ) -> Message:
        """Let someone name our bot: the message, and its double as `app_mention`."""
        space = self.workspace_of(channel=channel)
        words = Raw(f"<@{space.bot}> {typed(text)}")
        said = await self.say(user, channel, words, thread_ts=thread_ts)
        place = self.channel(channel)
        if space.bot in place.members and place.kind != "im":
            self.emit(space.id, "app_mention", events.mention(events.message(self, said)))
        return said

    async def bot_says(
        self, channel: str, text: str, *, thread_ts: str | None = None, modern: bool = False
    ) -> Message:
        """Let another bot write; a modern one has a user and no subtype."""
        place = self.channel(channel)
        said = Message(
            team=place.team,
            channel=channel,
            ts=self.mint_ts(),
            user="U0OTHERBOT" if modern else "",
            text=text,
            bot_id=OTHER_BOT,
            app_id="A0OTHER",
            subtype=None if modern else "bot_message",
            thread_ts=thread_ts,
        )
        self.keep(place, said)
        return said

    async def dm(self, user: str) -> str:
        """Return the channel of someone's direct messages with our bot."""
        return self.workspace_of(user=user).im(user).id

    def snippet(
        self, text: str, name: str = "answer.txt", user: str = "", team: str = TEAM
    ) -> File:
        """Return a text snippet to be shared."""
        file = new_file(self, team, user, name, text.encode())
        file.mode, file.mimetype = "snippet", "text/plain"
        return file

    def picture(
        self, content: bytes, name: str = "picture.png", user: str = "", team: str = TEAM
    ) -> File:
        """Return an uploaded file of any kind to be shared."""
        return new_file(self, team, user, name, content)

    async def open_home(self, user: str, tab: str = "home") -> None:
        """Let someone look at the app's own page."""
        space = self.workspace_of(user=user)
        event: Json = {"type": "app_home_opened", "user": user, "channel": space.im(user).id}
        event |= {"tab": tab, "event_ts": self.mint_ts()}
        if (home := self.surfaces.home(user)) is not None:
            event["view"] = home.view
        self.emit(space.id, "app_home_opened", event)

    async def invite_to(self, channel: str) -> None:
        """Let our bot into a channel."""
        enter(self, self.channel(channel), inviter=self._admin(channel))

    async def remove_from(self, channel: str) -> None:
        """Put our bot out of a channel."""
        place = self.channel(channel)
        place.members.discard(self.workspaces[place.team].bot)
        name = "channel_left" if place.kind == "public" else "group_left"
        self._about(place, name, actor_id=self._admin(channel))

    async def archive(self, channel: str) -> None:
        """Close a channel for good."""
        place = self.channel(channel)
        place.archived = True
        family = "channel" if place.kind == "public" else "group"
        self._about(place, f"{family}_archive", user=self._admin(channel))

    async def delete_channel(self, channel: str) -> None:
        """Let a channel be no more."""
        place = self.channel(channel)
        del self.workspaces[place.team].channels[channel]
        family = "channel" if place.kind == "public" else "group"
        self._about(place, f"{family}_deleted")

    async def leave_channel(self, user: str, channel: str) -> None:
        """Let a person leave a channel."""
        place = self.channel(channel)
        place.members.discard(user)
        self._about(
            place,
            "member_left_channel",
            scope=f"{FAMILIES[place.kind]}:read",
            user=user,
            team=place.team,
        )

    async def uninstall(self, team: str = TEAM) -> None:
        """Let an admin take the app out of a workspace."""
        oauth.leave(self, self.workspaces[team])

    async def revoke_tokens(self, team: str = TEAM) -> None:
        """Let an admin take the app's tokens away."""
        oauth.revoke(self, self.workspaces[team])

    def _about(self, place: Channel, name: str, scope: str | None = None, **more: str) -> None:
        event = {"type": name, "channel": place.id, "event_ts": self.mint_ts(), **more}
        self.emit(place.team, name, event, scope)

    def _admin(self, channel: str) -> str:
        people = self.workspace_of(channel=channel).people.values()
        return next(one.id for one in people if one.admin)

    def _before(self, said: Message) -> tuple[Channel, Json]:
        return self.channel(said.channel), message_json(self.workspaces[said.team], said)

    def _changed(self, channel: Channel, said: Message, before: Json) -> None:
        now = message_json(self.workspaces[said.team], said)
        self.emit_message(channel, events.changed(self, now, before, channel))


def _rich(text: str) -> list[Json]:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return [{"type": "rich_text", "block_id": uuid.uuid4().hex[:5], "elements": [section]}]

"""What people do without the bot's commands: they talk, react, and open threads."""

from collections.abc import Iterable

from tests.servers.discord_api import mentions
from tests.servers.discord_api.core import Core
from tests.servers.discord_api.files import stored
from tests.servers.discord_api.interaction import NotOffered
from tests.servers.discord_api.permissions import may, sees
from tests.servers.discord_api.posting import post, remove, set_reaction, tell_message
from tests.servers.discord_api.thread_starts import begin
from tests.servers.discord_api.world import DEFAULT, REPLY, Channel, Message, User


def offered(user: User, place: Channel) -> None:
    """Make sure that somebody can see a place.

    Raises:
        NotOffered: it is not there for this person.

    """
    if place.deleted or not sees(user, place):
        raise NotOffered(f"{user.name} does not see {place.name}")


class People(Core):
    """Acts of people."""

    async def say(
        self,
        user: User,
        channel: Channel,
        text: str = "",
        *,
        files: Iterable[tuple[str, bytes]] = (),
        reply_to: Message | None = None,
        ping: bool = True,
    ) -> Message:
        """Let somebody write a message; a reply notifies its author, unless told otherwise."""
        offered(user, channel)
        if channel.locked and not may(user, channel, manage_threads=True):
            raise NotOffered(f"{channel.name} is locked")
        message = Message(
            id=self.clock.snowflake(),
            channel=channel,
            author=user,
            content=text.strip(),
            kind=REPLY if reply_to else DEFAULT,
            reference=reply_to,
        )
        message.attachments = [stored(self, channel, name, data) for name, data in files]
        message.pinged = mentions.pinged(
            text,
            None,
            channel.guild,
            replied_to=reply_to.author if reply_to and ping else None,
        )
        message.mentions = [self.users[one] for one in message.pinged if one in self.users]
        await post(self, message)
        return message

    async def edit(self, message: Message, text: str) -> None:
        """Let its author change a message."""
        if message.channel.archived:
            raise NotOffered(f"{message.channel.name} is archived")
        message.content, message.edited = text.strip(), self.clock.now()
        await tell_message(self, "MESSAGE_UPDATE", message)

    async def preview(self, message: Message, title: str = "A page") -> None:
        """Let Discord add the preview of a link, which nobody wrote."""
        message.embeds = [
            *message.embeds,
            {"type": "link", "url": "https://a.test", "title": title},
        ]
        await tell_message(self, "MESSAGE_UPDATE", message)

    async def delete(self, message: Message) -> None:
        """Let its author or a moderator delete a message."""
        await remove(self, message)

    async def react(self, user: User, message: Message, emoji: str) -> None:
        """Let somebody react."""
        offered(user, message.channel)
        await set_reaction(self, user, message, emoji, on=True)

    async def unreact(self, user: User, message: Message, emoji: str) -> None:
        """Let somebody take a reaction away."""
        await set_reaction(self, user, message, emoji, on=False)

    async def start_thread(
        self, user: User, where: Message | Channel, name: str, *, private: bool = False
    ) -> Channel:
        """Let somebody begin a thread, on a message or by itself."""
        place = where.channel if isinstance(where, Message) else where
        offered(user, place)
        return await begin(self, user, where, name, private=private)

    def messages(self, channel: Channel) -> list[Message]:
        """Return what was said in a channel and is still there, oldest first."""
        return [
            one
            for one in channel.messages.values()
            if not one.loading and (one.kind in (DEFAULT, REPLY) or one.of_interaction)
        ]

    def private_messages(self, user: User) -> list[Message]:
        """Return what somebody was told alone, in answer to what he did, oldest first."""
        return [
            message
            for interaction in self.interactions.values()
            for message in interaction.messages
            if message.visible_to is user
        ]

    def threads(self, channel: Channel) -> list[Channel]:
        """Return the threads of a channel, oldest first."""
        return [one for one in self.channels.values() if one.parent is channel]

    def pings(self) -> set[str]:
        """Return everybody whom the bot ever notified."""
        return self.notified

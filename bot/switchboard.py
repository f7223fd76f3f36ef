"""Several platforms as one: each verb goes to the platform that minted the address."""

from collections.abc import Mapping

from bot.errors import PlatformDown
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
from bot.ports import Platform


class Switchboard:
    """The verbs of the platforms that are configured, by the prefix of their addresses."""

    def __init__(self, platforms: Mapping[str, Platform]) -> None:
        self._platforms = platforms

    async def post(
        self, address: Address, post: Post, key: OutboxKey, *, again: bool
    ) -> Sent | Doubtful:
        """Say something in public."""
        return await self._at(address).post(address, post, key, again=again)

    async def tell(
        self, user: UserId, post: Post, key: OutboxKey, reply: ReplyHandle | None, *, again: bool
    ) -> Sent | Doubtful:
        """Say something to one person alone."""
        return await self._at(user).tell(user, post, key, reply, again=again)

    async def edit(self, receipt: Receipt, post: Post) -> None:
        """Replace the text of a public post."""
        await self._at(receipt.address).edit(receipt, post)

    async def open_thread(self, receipt: Receipt, title: str) -> Address:
        """Return the thread of a post."""
        return await self._at(receipt.address).open_thread(receipt, title)

    async def open_room(self, near: Address, user: UserId, title: str) -> Address:
        """Return a place that only this person and we can read."""
        return await self._at(near).open_room(near, user, title)

    def hears(self, address: Address) -> bool:
        """Return whether what people wrote there has been handed in, as far as we can know.

        A platform that another process speaks to is not waited for.
        """
        platform = self._platforms.get(_prefix(address))
        return platform is None or platform.hears(address)

    async def mark(self, message: MessageRef, mark: Mark) -> None:
        """Put a mark on a message."""
        await self._at(message).mark(message, mark)

    def _at(self, address: str) -> Platform:
        platform = self._platforms.get(_prefix(address))
        if platform is None:
            # It may be configured again, so what there is to say waits.
            raise PlatformDown(f"{_prefix(address)} is not configured")
        return platform


def _prefix(address: str) -> str:
    return address.partition(":")[0]

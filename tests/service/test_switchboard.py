"""Several platforms as one."""

import pytest

from bot.errors import PlatformDown
from bot.messages import Address, Mark, MessageRef, OutboxKey, Post, UserId
from bot.switchboard import Switchboard
from tests.fakes import FakePlatform


async def test_each_address_has_its_platform() -> None:
    """A verb goes to the platform that minted the address, and to no other."""
    left, right = FakePlatform("left"), FakePlatform("right")
    both = Switchboard({"left": left, "right": right})
    await both.post(Address("left:room"), Post(body="Hello."), OutboxKey("one"), again=False)
    await both.tell(UserId("right:ana"), Post(body="Psst."), OutboxKey("two"), None, again=False)
    await both.mark(MessageRef("right:m1"), Mark.SEEN)

    assert [one.post.body for one in left.posts] == ["Hello."]
    assert [one.post.body for one in right.tells] == ["Psst."]
    assert (left.tells, right.posts, right.marks) == ([], [], [("right:m1", Mark.SEEN)])


async def test_a_platform_that_is_not_configured() -> None:
    """What is addressed to it waits, as for a platform that is down."""
    with pytest.raises(PlatformDown, match="right is not configured"):
        await Switchboard({}).mark(MessageRef("right:m1"), Mark.SEEN)

"""What every platform has to do, whatever it looks like."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.messages import (
    Address,
    Choice,
    Fact,
    File,
    Mark,
    MessageReceived,
    OutboxKey,
    Post,
    Receipt,
    Sent,
)
from bot.wording.adapters import sentences
from tests.contracts.platforms import PLATFORMS, Descriptor, Listener

KEY = OutboxKey("ask/1")
POST = Post(
    title="A question",
    body="Why is the second one **cheaper**?",
    facts=(Fact(label="Level", value="mid"),),
    choices=(Choice(action="graded", value="1", label="What is graded here?"),),
)


@pytest.fixture(params=PLATFORMS, ids=lambda kind: kind.__name__)
async def there(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Descriptor]:
    """Return each platform in turn."""
    async with request.param(tmp_path) as made:
        yield made


async def posted(there: Descriptor, *, again: bool = False, key: OutboxKey = KEY) -> Receipt:
    """Post the question and return its receipt."""
    sent = await there.platform.post(there.channel, POST, key, again=again)
    assert isinstance(sent, Sent)
    return sent.receipt


async def told(there: Descriptor, *, again: bool = False) -> Receipt:
    """Tell ana something and return its receipt."""
    post = Post(body="You have 30 of 100.")
    sent = await there.platform.tell(there.ana, post, OutboxKey("feedback/1"), None, again=again)
    assert isinstance(sent, Sent)
    return sent.receipt


async def test_addresses(there: Descriptor) -> None:
    """Whatever a platform mints begins with its name."""
    receipt = await posted(there)
    thread = await there.platform.open_thread(receipt, "A question")
    room = await there.platform.open_room(there.channel, there.ana, "A round")

    assert receipt.address == there.channel
    for minted in (receipt.address, *receipt.refs, thread, room):
        assert minted.startswith(f"{there.platform.name}:")


async def test_a_post(there: Descriptor) -> None:
    """Everybody can read a post: its title, text and choices."""
    await posted(there)

    for part in ("A question", "cheaper", "mid", "What is graded here?"):
        assert part in there.public()


async def test_a_post_again(there: Descriptor) -> None:
    """What is there already is found, not shown twice."""
    first = await posted(there)
    second = await posted(there, again=True)

    assert second == first
    assert there.public().count("A question") == 1


async def test_a_post_again_that_never_arrived(there: Descriptor) -> None:
    """What is not there yet is shown, also when it is looked for first."""
    await posted(there, key=OutboxKey("ask/other"))
    await posted(there, again=True)

    assert there.public().count("A question") == 2


async def test_a_post_again_after_a_crash(there: Descriptor) -> None:
    """A platform that was started anew finds what was shown before."""
    first = await posted(there)
    there.restart()
    second = await posted(there, again=True)

    assert second == first
    assert there.public().count("A question") == 1


async def test_a_thread_twice(there: Descriptor) -> None:
    """A post has one thread, also after a crash; another post has another one."""
    receipt = await posted(there)
    first = await there.platform.open_thread(receipt, "A question")
    second = await there.platform.open_thread(receipt, "A question")
    there.restart()
    third = await there.platform.open_thread(receipt, "A question")
    other = await posted(there, key=OutboxKey("ask/2"))

    assert first == second == third
    assert await there.platform.open_thread(other, "Another question") != first


async def test_a_post_in_a_thread(there: Descriptor) -> None:
    """A thread is a place to post in."""
    thread = await there.platform.open_thread(await posted(there), "A question")
    post = Post(body="Closes at 09:00.")
    sent = await there.platform.post(thread, post, OutboxKey("remind/1"), again=False)

    assert isinstance(sent, Sent)
    assert sent.receipt.address == thread
    assert "Closes at 09:00." in there.public()


async def test_a_mark_twice(there: Descriptor) -> None:
    """A mark that is there already is success, and is not there twice."""
    await there.platform.mark(there.message, Mark.GRADED)
    await there.platform.mark(there.message, Mark.GRADED)

    assert there.marks() == 1


async def test_what_one_person_is_told(there: Descriptor) -> None:
    """What one person is told is shown to that person, and is no public post."""
    await told(there)

    assert "30 of 100" in there.private()
    assert "30 of 100" not in there.public()


async def test_what_one_person_is_told_again(there: Descriptor) -> None:
    """What somebody was told is not told twice, also after a crash."""
    first = await told(there)
    await told(there, again=True)
    there.restart()
    last = await told(there, again=True)

    assert last == first
    assert there.private().count("30 of 100") == 1


async def test_a_file(there: Descriptor) -> None:
    """What one person is told may have files, which arrive byte for byte, once."""
    file = File(name="greenroom-2026-11-23.json", data=b'{"all": "of it"}\x00\xff')
    post = Post(body="Everything about you.", files=(file,))
    for again in (False, True):
        await there.platform.tell(there.ana, post, OutboxKey("reply/1"), None, again=again)

    assert there.files() == {file.name: file.data}


async def test_private_and_public_keys(there: Descriptor) -> None:
    """Something private is not taken for a post that has the same key."""
    await posted(there, key=OutboxKey("feedback/1"))
    await told(there, again=True)

    assert "30 of 100" in there.private()


async def test_an_edit(there: Descriptor) -> None:
    """A post can be changed by its receipt, also after a crash."""
    receipt = await posted(there)
    there.restart()
    await there.platform.edit(receipt, Post(title="A question", footer="Closed Tue 24 Nov."))

    assert "Closed Tue 24 Nov." in there.public()


async def test_what_is_delivered(there: Descriptor) -> None:
    """What people write is handed in, whole; what we said ourselves never is."""
    await posted(there)
    await told(there)
    there.someone_writes("The prompt  is read *first*.")
    core = Listener()

    async def no_suggestions(*_: object) -> list[str]:
        return []

    async def no_threads() -> list[object]:
        return []

    await there.platform.run(core, no_suggestions, no_threads, sentences())  # type: ignore[arg-type]

    (message,) = core.heard
    assert isinstance(message, MessageReceived)
    assert message.text == "The prompt  is read *first*."
    assert message.place.channel == there.channel
    assert message.author.user.startswith(f"{there.platform.name}:")


async def test_two_messages_of_one_text(there: Descriptor) -> None:
    """Two messages are two, also when they say the same."""
    keys = [OutboxKey("say/1"), OutboxKey("say/2")]
    receipts = [await posted(there, key=key) for key in keys]

    assert len({ref for receipt in receipts for ref in receipt.refs}) == 2
    assert Address(receipts[0].address) == receipts[1].address

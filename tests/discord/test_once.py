"""Nothing is said twice: lost answers, crashes, and histories that tell us nothing."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from adapters.discord.adapter import Discord
from bot.messages import Address, Choice, Doubtful, Mark, OutboxKey, Post, Sent
from tests.discord.house import PREFILL, House, address
from tests.servers.discord_api import TOKEN, Channel, DiscordApi, Request, trouble

MESSAGES = "/channels/{channel_id}/messages"
KEY = OutboxKey("ask/1")
PLAIN = Post(body="Closes at 09:00.")
LONG = Post(title="Long", body="\n\n".join(f"Paragraph {n}. " + "word " * 90 for n in range(20)))


def sent_to(channel: Channel) -> Callable[[Request], bool]:
    """Return whether a request is about that channel."""
    return lambda request: channel.id in request.path


async def test_an_answer_that_was_lost(house: House) -> None:
    """A question whose sending was done, but not confirmed, is found and not asked again."""
    server = house.server
    async with house.open():
        await house.told(server.ada, "prep-admin setup", zone="UTC")
        server.trouble.add(
            "POST", MESSAGES, trouble.cut(done=True), times=1, where=sent_to(server.practice)
        )
        await house.told(server.ada, "prep-admin post")
        await house.passes(seconds=5)
        await house.until(lambda: bool(server.threads(server.practice)))

    assert len(house.said(server.practice, "Open until")) == 1
    assert server.count("POST", MESSAGES, ok=False) == 1


async def test_a_thread_whose_opening_was_lost(house: House) -> None:
    """A thread that is there already is the thread of its question."""
    server = house.server
    async with house.open():
        await house.told(server.ada, "prep-admin setup", zone="UTC")
        start = "/channels/{channel_id}/messages/{message_id}/threads"
        server.trouble.add("POST", start, trouble.cut(done=True), times=1)
        await house.told(server.ada, "prep-admin post")
        await house.passes(seconds=5)
        await house.until(lambda: bool(house.rows("SELECT 1 FROM asked WHERE state = 'open'")))

    (thread,) = house.rows("SELECT thread FROM asked")
    assert thread == (address(server.threads(server.practice)[0]),)
    assert len(server.threads(server.practice)) == 1


@pytest.fixture
def discord(server: DiscordApi) -> Discord:
    """Return an adapter that never connects."""
    return Discord(TOKEN, server.clock)


@pytest.fixture
def practice(server: DiscordApi) -> Address:
    """Return the channel."""
    return address(server.practice)


@pytest.mark.parametrize("post", [PLAIN, LONG], ids=["by its number", "part by part"])
async def test_the_rest_of_a_post(
    server: DiscordApi, discord: Discord, practice: Address, post: Post
) -> None:
    """Parts that arrived are found minutes later, and only the missing ones are sent."""
    server.trouble.add("POST", MESSAGES, trouble.cut(done=True), times=1)
    with pytest.raises(Exception, match="ServerDisconnected"):
        await discord.post(practice, post, KEY, again=False)
    server.clock.skip(600)
    sent = await discord.post(practice, post, KEY, again=True)
    again = await discord.post(practice, post, KEY, again=True)
    await discord.close()

    assert isinstance(sent, Sent)
    assert again == sent
    assert len(server.messages(server.practice)) == len(sent.receipt.refs)


async def test_a_retry_within_minutes(
    server: DiscordApi, discord: Discord, practice: Address
) -> None:
    """Without a look, Discord itself takes the same part only once within minutes."""
    first = await discord.post(practice, PLAIN, KEY, again=False)
    second = await discord.post(practice, PLAIN, KEY, again=False)
    other = await discord.post(practice, PLAIN, OutboxKey("ask/2"), again=False)
    await discord.close()

    assert first == second != other
    assert len(server.messages(server.practice)) == 2


async def test_the_same_words_under_another_key(
    server: DiscordApi, discord: Discord, practice: Address
) -> None:
    """A post is not taken for an older one that said the same."""
    await discord.post(practice, PLAIN, KEY, again=False)
    await discord.post(practice, PLAIN, OutboxKey("ask/2"), again=True)
    await discord.close()

    assert len(server.messages(server.practice)) == 2


async def test_a_history_that_is_hidden(
    server: DiscordApi, discord: Discord, practice: Address
) -> None:
    """Where the history may not be read nobody can tell, and nothing is sent."""
    await server.say(server.bo, server.practice, "Hello.")
    await server.permit(server.practice, read_message_history=False)
    sent = await discord.post(practice, PLAIN, KEY, again=True)
    await discord.close()

    assert sent == Doubtful()
    assert len(server.messages(server.practice)) == 1


async def test_an_empty_channel(discord: Discord, practice: Address) -> None:
    """Where nothing was ever said, nothing is there yet."""
    sent = await discord.post(practice, PLAIN, KEY, again=True)
    await discord.close()

    assert isinstance(sent, Sent)


async def test_an_edit_with_fewer_parts(
    server: DiscordApi, discord: Discord, practice: Address
) -> None:
    """An edit keeps to the messages of the post: it is shortened, and what is left over goes."""
    sent = await discord.post(practice, LONG, KEY, again=False)
    short = await discord.post(practice, PLAIN, OutboxKey("short"), again=False)
    assert isinstance(sent, Sent)
    assert isinstance(short, Sent)
    await discord.edit(sent.receipt, replace(LONG, body="Shorter."))
    await discord.edit(short.receipt, LONG)
    await discord.close()

    texts = [one.text for one in server.messages(server.practice)]
    assert len(sent.receipt.refs) > 1
    assert len(texts) == 2
    assert "Shorter." in texts[0]
    assert texts[1].startswith("### Long")
    assert texts[1].endswith("…")


async def test_a_message_that_is_gone(
    server: DiscordApi, discord: Discord, practice: Address
) -> None:
    """What was deleted meanwhile is neither marked nor changed, and that is no trouble."""
    sent = await discord.post(practice, PLAIN, KEY, again=False)
    assert isinstance(sent, Sent)
    await server.delete(server.messages(server.practice)[0])
    await discord.edit(sent.receipt, LONG)
    await discord.mark(sent.receipt.refs[0], Mark.SEEN)
    await discord.close()

    assert server.messages(server.practice) == []


async def test_an_answer_is_told_once_after_a_lost_reply(house: House) -> None:
    """Feedback whose sending got lost may be shown twice to its reader, but is never lost."""
    server = house.server
    async with house.open():
        thread = await house.begun()
        await server.say(server.bo, thread, PREFILL)
        await house.until(lambda: bool(house.said(thread, "is graded")))
        (line,) = house.said(thread, "is graded")
        server.trouble.add("POST", "/webhooks/{webhook_id}/{webhook_token}", trouble.cut(), times=1)
        pressed = await house.pressed(server.bo, line, "My feedback")
        await house.passes(seconds=5)
        feedback = await pressed.said()

    assert "prefill" in feedback.text


async def test_a_choice_of_a_choice(
    server: DiscordApi, discord: Discord, practice: Address
) -> None:
    """Two choices of one post are two buttons."""
    choices = tuple(Choice(action="graded", value=str(n), label=f"Step {n}") for n in range(3))
    await discord.post(practice, Post(body="Next?", choices=choices), KEY, again=False)
    await discord.close()

    assert len(set(server.messages(server.practice)[0].custom_ids)) == 3

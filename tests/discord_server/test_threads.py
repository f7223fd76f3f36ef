"""Threads: begun once, archived, woken, locked, joined."""

import pytest

from tests.discord_server.raw import Raw
from tests.servers.discord_api import Channel, DiscordApi, Message, NotOffered


@pytest.fixture
async def asked(raw: Raw, server: DiscordApi) -> Message:
    """Have a question of the bot."""
    return await raw.said(server.practice, content="question")


@pytest.fixture
async def thread(raw: Raw, server: DiscordApi, asked: Message) -> Channel:
    """Have a thread on it."""
    path = f"/channels/{server.practice.id}/messages/{asked.id}/threads"
    status, _ = await raw("POST", path, {"name": "thread"})
    assert status == 200
    return server.threads(server.practice)[0]


async def test_the_thread_of_a_message_has_its_id(thread: Channel, asked: Message) -> None:
    """And the message shows it."""
    assert (thread.id, asked.thread) == (asked.id, thread)


async def test_a_message_has_one_thread(raw: Raw, asked: Message, thread: Channel) -> None:
    """The code for a second one is 160004."""
    path = f"/channels/{asked.channel.id}/messages/{thread.id}/threads"
    assert await raw.refusal("POST", path, {"name": "again"}) == (400, 160004)


async def test_too_many_active_threads_are_refused(
    raw: Raw, server: DiscordApi, asked: Message
) -> None:
    """The code is 160006; an archived thread makes room."""
    server.thread_cap = 1
    first = await server.start_thread(server.bo, server.practice, "of a person")
    path = f"/channels/{server.practice.id}/messages/{asked.id}/threads"
    assert await raw.refusal("POST", path, {"name": "x"}) == (400, 160006)
    await server.archive(first)
    assert (await raw("POST", path, {"name": "x"}))[0] == 200


async def test_a_thread_name_has_at_most_100_characters(
    raw: Raw, server: DiscordApi, asked: Message
) -> None:
    """A longer one is a bad form."""
    path = f"/channels/{server.practice.id}/messages/{asked.id}/threads"
    assert await raw.refusal("POST", path, {"name": "x" * 101}) == (400, 50035)


async def test_the_thread_begins_with_a_system_message(raw: Raw, thread: Channel) -> None:
    """It is of type 21, has no words of its own, and is in the history."""
    _, page = await raw("GET", f"/channels/{thread.id}/messages")
    assert [(one["type"], one["content"]) for one in page] == [(21, "")]


async def test_nothing_can_be_edited_in_an_archived_thread(
    raw: Raw, server: DiscordApi, thread: Channel
) -> None:
    """Nor reacted to, nor joined; the code is 50083."""
    message = await raw.said(thread, content="one")
    await server.archive(thread)
    path = f"/channels/{thread.id}/messages/{message.id}"
    assert await raw.refusal("PATCH", path, {"content": "two"}) == (400, 50083)
    assert await raw.refusal("PUT", f"{path}/reactions/👍/@me") == (400, 50083)
    joining = f"/channels/{thread.id}/thread-members/@me"
    assert await raw.refusal("PUT", joining) == (400, 50083)


async def test_posting_wakes_an_archived_thread(
    raw: Raw, server: DiscordApi, thread: Channel
) -> None:
    """After that everything works again."""
    message = await raw.said(thread, content="one")
    await server.archive(thread)
    await raw.say(thread, content="two")
    assert not thread.archived
    path = f"/channels/{thread.id}/messages/{message.id}"
    assert (await raw("PATCH", path, {"content": "three"}))[0] == 200


async def test_a_locked_thread_takes_no_posts(
    raw: Raw, server: DiscordApi, thread: Channel
) -> None:
    """But from those who manage threads."""
    await server.archive(thread, locked=True)
    path = f"/channels/{thread.id}/messages"
    assert await raw.refusal("POST", path, {"content": "x"}) == (403, 160005)
    await server.grant(server.team, manage_threads=True)
    assert (await raw("POST", path, {"content": "x"}))[0] == 200


async def test_a_person_cannot_write_into_a_locked_thread(
    server: DiscordApi, thread: Channel
) -> None:
    """The client does not offer it, though the thread is open."""
    await server.lock(thread)
    with pytest.raises(NotOffered):
        await server.say(server.bo, thread, "hello")


async def test_the_bot_archives_its_own_thread_but_cannot_lock_it(
    raw: Raw, server: DiscordApi, thread: Channel
) -> None:
    """Locking needs the permission to manage threads."""
    path = f"/channels/{thread.id}"
    assert await raw.refusal("PATCH", path, {"locked": True}) == (403, 50013)
    assert (await raw("PATCH", path, {"archived": True}))[0] == 200
    assert await raw.refusal("PATCH", path, {"name": "x"}) == (400, 50083)
    assert (await raw("PATCH", path, {"archived": False}))[0] == 200
    await server.grant(server.team, manage_threads=True)
    assert (await raw("PATCH", path, {"locked": True}))[1]["thread_metadata"]["locked"]


async def test_active_threads_are_listed_by_guild(
    raw: Raw, server: DiscordApi, thread: Channel
) -> None:
    """Archived ones are not; the bot's memberships come with it."""
    path = f"/guilds/{server.team.id}/threads/active"
    old = await server.start_thread(server.bo, server.practice, "old")
    await server.archive(old)
    _, found = await raw("GET", path)
    assert [one["id"] for one in found["threads"]] == [thread.id]
    assert [one["id"] for one in found["members"]] == [thread.id]


async def test_archived_threads_come_in_pages(raw: Raw, server: DiscordApi) -> None:
    """The last archived first, before a time."""
    for name in "abc":
        thread = await server.start_thread(server.bo, server.practice, name)
        await server.archive(thread)
        server.clock.skip(1)
    path = f"/channels/{server.practice.id}/threads/archived/public"
    _, first = await raw("GET", path, limit=2)
    last = first["threads"][-1]["thread_metadata"]["archive_timestamp"]
    _, second = await raw("GET", path, before=last)
    assert [one["name"] for one in first["threads"]] == ["c", "b"]
    assert first["has_more"]
    assert [one["name"] for one in second["threads"]] == ["a"]
    assert not second["has_more"]


async def test_a_private_thread_is_for_its_members(raw: Raw, server: DiscordApi) -> None:
    """A person sees it only after he was added."""
    _, made = await raw("POST", f"/channels/{server.practice.id}/threads", {"name": "private"})
    thread = server.channels[made["id"]]
    with pytest.raises(NotOffered):
        await server.say(server.bo, thread, "hello")
    await raw("PUT", f"/channels/{thread.id}/thread-members/{server.bo.id}")
    await server.say(server.bo, thread, "hello")
    assert [one.text for one in server.messages(thread)] == ["hello"]


async def test_the_private_thread_of_a_person_is_hidden_from_the_bot(
    raw: Raw, server: DiscordApi
) -> None:
    """The code is 50001."""
    thread = await server.start_thread(server.bo, server.practice, "secret", private=True)
    assert await raw.refusal("GET", f"/channels/{thread.id}") == (403, 50001)
    await server.grant(server.team, manage_threads=True)
    assert (await raw("GET", f"/channels/{thread.id}"))[0] == 200


async def test_creating_needs_its_own_permission(raw: Raw, server: DiscordApi) -> None:
    """One for public threads, another for private ones."""
    await server.permit(server.practice, create_private_threads=False)
    path = f"/channels/{server.practice.id}/threads"
    assert await raw.refusal("POST", path, {"name": "x", "type": 12}) == (403, 50013)
    assert (await raw("POST", path, {"name": "x", "type": 11}))[0] == 200

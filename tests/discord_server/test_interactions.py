"""Commands, buttons and forms: answered in time, once, and seen by the right people."""

import pytest

from tests.discord_server.bodies import (
    DEFER,
    DEFER_UPDATE,
    EPHEMERAL,
    SAY,
    SUGGEST,
    UPDATE,
    V2,
    button,
    row,
    text,
)
from tests.discord_server.raw import Raw, codes
from tests.servers.discord_api import DiscordApi, Interaction, Message, NotOffered

pytestmark = pytest.mark.usefixtures("registered")


async def test_an_answer_is_a_message_of_the_bot(
    raw: Raw, server: DiscordApi, asked: Interaction
) -> None:
    """Everybody sees it."""
    status, answer = await raw.answer(asked, SAY, content="hello")
    assert status == 200
    assert answer["resource"]["message"]["content"] == "hello"
    assert not asked.failed
    assert [one.text for one in server.messages(server.practice)] == ["hello"]


async def test_an_ephemeral_answer_is_seen_by_one_person(
    raw: Raw, server: DiscordApi, asked: Interaction
) -> None:
    """It is in no history and cannot be fetched from the channel."""
    _, answer = await raw.answer(asked, SAY, content="psst", flags=EPHEMERAL)
    id_ = answer["resource"]["message"]["id"]
    assert server.messages(server.practice) == []
    path = f"/channels/{server.practice.id}/messages/{id_}"
    assert await raw.refusal("GET", path) == (404, 10008)
    assert [one.text for one in server.private_messages(server.bo)] == ["psst"]
    assert server.private_messages(server.ada) == []


async def test_after_three_seconds_it_is_too_late(
    raw: Raw, server: DiscordApi, asked: Interaction
) -> None:
    """The code is 10062, and the person was told that nothing came."""
    server.clock.skip(3.1)
    status, answer = await raw.answer(asked, SAY, content="late")
    assert (status, answer["code"]) == (404, 10062)
    assert asked.failed


async def test_there_is_one_first_answer(raw: Raw, server: DiscordApi, asked: Interaction) -> None:
    """The code for a second one is 40060."""
    await raw.answer(asked, DEFER)
    status, answer = await raw.answer(asked, SAY, content="again")
    assert (status, answer["code"]) == (400, 40060)
    assert server.messages(server.practice) == []


async def test_nothing_follows_before_the_first_answer(raw: Raw, asked: Interaction) -> None:
    """The webhook does not exist yet: 10015."""
    assert await raw.refusal("POST", raw.hook(asked), {"content": "x"}) == (404, 10015)


@pytest.mark.parametrize(("deferred", "wanted"), [(EPHEMERAL, 0), (0, EPHEMERAL)])
async def test_the_first_follow_up_is_as_visible_as_the_defer(
    raw: Raw, asked: Interaction, deferred: int, wanted: int
) -> None:
    """It takes the place of the defer; its own flag is ignored. The next one has its own."""
    await raw.answer(asked, DEFER, flags=deferred)
    _, first = await raw("POST", raw.hook(asked), {"content": "one", "flags": wanted})
    _, second = await raw("POST", raw.hook(asked), {"content": "two", "flags": wanted})
    assert asked.original is not None
    assert first["id"] == asked.original.id
    assert (first["flags"], second["flags"]) == (deferred, wanted)


async def test_a_defer_says_nothing_until_it_is_answered(
    raw: Raw, server: DiscordApi, asked: Interaction
) -> None:
    """The person sees that the bot is thinking."""
    await raw.answer(asked, DEFER)
    assert asked.original is not None
    assert asked.original.loading
    assert server.messages(server.practice) == asked.messages == []
    await raw("PATCH", raw.hook(asked) + "/messages/@original", {"content": "done"})
    assert (await asked.said()).text == "done"
    assert [one.text for one in server.messages(server.practice)] == ["done"]


async def test_a_token_ends_after_fifteen_minutes(
    raw: Raw, server: DiscordApi, asked: Interaction
) -> None:
    """The code is 50027."""
    await raw.answer(asked, DEFER)
    server.clock.skip(15 * 60 - 1)
    assert (await raw("POST", raw.hook(asked), {"content": "x"}))[0] == 200
    server.clock.skip(2)
    assert await raw.refusal("POST", raw.hook(asked), {"content": "x"}) == (401, 50027)


async def test_answers_notify_users_alone_unless_told_otherwise(
    raw: Raw, server: DiscordApi, asked: Interaction
) -> None:
    """Unlike messages, of which everything notifies."""
    await server.grant(server.team, mention_everyone=True)
    await raw.answer(asked, SAY, content=f"<@{server.ada.id}> @everyone")
    assert server.pings() == {server.ada.id}


@pytest.mark.parametrize("kind", [DEFER_UPDATE, UPDATE, SUGGEST, 99])
async def test_an_answer_of_the_wrong_kind_is_refused(
    raw: Raw, asked: Interaction, kind: int
) -> None:
    """A command has no message to update and suggests nothing."""
    status, answer = await raw.answer(asked, kind, choices=[])
    assert (status, answer["code"]) == (400, 50035)


@pytest.mark.usefixtures("own_rules_alone")
async def test_an_answer_keeps_the_rules_of_messages(raw: Raw, asked: Interaction) -> None:
    """Its length, to begin with."""
    status, answer = await raw.answer(asked, SAY, content="x" * 2001)
    assert status == 400
    assert codes(answer["errors"]["data"]) == ["BASE_TYPE_BAD_LENGTH"]


async def test_a_button_can_change_its_message(
    raw: Raw, server: DiscordApi, offer: Message
) -> None:
    """With the first answer itself, or after a silent defer."""
    first = await server.press(server.bo, offer, "b", wait=False)
    await raw.answer(first, UPDATE, content="changed", components=offer.components)
    assert offer.text == "changed"
    second = await server.press(server.bo, offer, "Press", wait=False)
    await raw.answer(second, DEFER_UPDATE)
    await raw("PATCH", raw.hook(second) + "/messages/@original", {"content": "again"})
    assert (offer.text, second.messages) == ("again", [])


async def test_what_cannot_be_pressed_is_not_offered(server: DiscordApi, offer: Message) -> None:
    """A disabled button, a button that is not there, a value that is no option."""
    with pytest.raises(NotOffered):
        await server.press(server.bo, offer, "off")
    with pytest.raises(NotOffered):
        await server.press(server.bo, offer, "nothing")
    with pytest.raises(NotOffered):
        await server.press(server.bo, offer, "s", ["c"])


async def test_a_select_sends_its_values(server: DiscordApi, offer: Message) -> None:
    """As they were chosen."""
    chosen = await server.press(server.bo, offer, "s", ["b"], wait=False)
    assert (chosen.data["values"], chosen.data["component_type"]) == (["b"], 3)


async def test_buttons_in_an_ephemeral_answer_are_for_one_person(
    raw: Raw, server: DiscordApi, asked: Interaction
) -> None:
    """Nobody else can press them."""
    components = [row(button("mine"))]
    await raw.answer(asked, SAY, content="x", flags=EPHEMERAL, components=components)
    (message,) = asked.messages
    assert (await server.press(server.bo, message, "mine", wait=False)).message is message
    with pytest.raises(NotOffered):
        await server.press(server.ada, message, "mine")


@pytest.mark.parametrize("locked", [False, True])
async def test_archived_and_locked_threads_offer_nothing(
    raw: Raw, server: DiscordApi, *, locked: bool
) -> None:
    """Neither commands nor buttons."""
    thread = await server.start_thread(server.bo, server.practice, "thread")
    message = await raw.said(thread, content="x", components=[row(button())])
    await server.archive(thread, locked=locked)
    with pytest.raises(NotOffered):
        await server.slash(server.bo, thread, "prep board")
    with pytest.raises(NotOffered):
        await server.press(server.bo, message, "b")


async def test_an_answer_for_everybody_fails_where_the_thread_was_archived_meanwhile(
    raw: Raw, server: DiscordApi
) -> None:
    """The code is 50083; an ephemeral one arrives."""
    thread = await server.start_thread(server.bo, server.practice, "thread")
    asked = await server.slash(server.bo, thread, "prep board", wait=False)
    await server.archive(thread)
    status, answer = await raw.answer(asked, SAY, content="x")
    assert (status, answer["code"]) == (400, 50083)
    assert (await raw.answer(asked, SAY, content="x", flags=EPHEMERAL))[0] == 200


async def test_a_v2_answer_after_a_defer(raw: Raw, asked: Interaction) -> None:
    """The flag comes with the edit that gives it its content."""
    await raw.answer(asked, DEFER, flags=EPHEMERAL)
    body = {"flags": V2, "components": [text("done")]}
    status, answer = await raw("PATCH", raw.hook(asked) + "/messages/@original", body)
    assert (status, answer["flags"]) == (200, V2 | EPHEMERAL)

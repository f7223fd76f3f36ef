"""What a message may be, and what becomes of it."""

import pytest

from tests.discord_server.bodies import V2, button, row, text
from tests.discord_server.raw import Raw
from tests.servers.discord_api import DiscordApi, Json

LONG_ROWS = [row(*(button(f"{n}.{m}") for m in range(5))) for n in range(7)]


@pytest.mark.usefixtures("own_rules_alone")
@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"content": "x" * 2001}, "BASE_TYPE_BAD_LENGTH"),
        ({"content": "x", "nonce": "n" * 26}, "BASE_TYPE_BAD_LENGTH"),
        ({"content": "x", "flags": 1 << 6}, "MESSAGE_FLAGS_INVALID"),
        ({"embeds": [{"title": "x" * 257}]}, "BASE_TYPE_BAD_LENGTH"),
        ({"embeds": [{"description": "x" * 3001}] * 2}, "MAX_EMBED_SIZE_EXCEEDED"),
        ({"embeds": [{"title": "x"}] * 11}, "BASE_TYPE_BAD_LENGTH"),
        ({"content": "x", "components": [text("x")]}, "BASE_TYPE_CHOICES"),
        ({"content": "x", "components": [row(button())] * 6}, "BASE_TYPE_BAD_LENGTH"),
        ({"content": "x", "components": [row()]}, "BASE_TYPE_BAD_LENGTH"),
        (
            {"content": "x", "components": [row(button(), button())]},
            "COMPONENT_CUSTOM_ID_DUPLICATED",
        ),
        ({"content": "x", "components": [row(button("c" * 101))]}, "BASE_TYPE_BAD_LENGTH"),
        ({"content": "x", "components": [row(button(label="l" * 81))]}, "BASE_TYPE_BAD_LENGTH"),
        ({"content": "x", "components": [row(button(style=5))]}, "COMPONENT_CUSTOM_ID_AND_URL"),
        (
            {"content": "x", "components": [row(button(label=None))]},
            "BUTTON_COMPONENT_INVALID_LABEL",
        ),
        (
            {"content": "x", "flags": V2, "components": [text("x")]},
            "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
        ),
        ({"flags": V2}, "BASE_TYPE_REQUIRED"),
        (
            {"flags": V2, "components": [text("x" * 2001), text("x" * 2000)]},
            "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
        ),
        ({"flags": V2, "components": [text("")]}, "BASE_TYPE_BAD_LENGTH"),
        ({"flags": V2, "components": LONG_ROWS}, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"),
        (
            {"flags": V2, "components": [{"type": 17, "components": [{"type": 17}]}]},
            "BASE_TYPE_CHOICES",
        ),
        (
            {"flags": V2, "components": [{"type": 9, "components": [text("x")]}]},
            "BASE_TYPE_CHOICES",
        ),
        (
            {
                "flags": V2,
                "components": [{"type": 12, "items": [{"media": {"url": "attachment://a.png"}}]}],
            },
            "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND",
        ),
        (
            {"flags": V2, "components": [{"type": 12, "items": [{"media": {"url": "a.png"}}]}]},
            "URL_TYPE_INVALID_SCHEME",
        ),
        (
            {
                "content": "x",
                "components": [row({"type": 3, "custom_id": "s", "options": []})],
            },
            "BASE_TYPE_BAD_LENGTH",
        ),
        (
            {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
            "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
        ),
        ({"content": "x", "attachments": [{"id": "0"}]}, "ATTACHMENT_NOT_FOUND"),
        (
            {"content": "x", "message_reference": {"message_id": "1"}},
            "REPLIES_UNKNOWN_MESSAGE",
        ),
    ],
)
async def test_a_message_that_breaks_a_rule_is_refused_and_recorded(
    raw: Raw, server: DiscordApi, body: Json, code: str
) -> None:
    """Our own rules find it, also where there is no official description."""
    assert await raw.problem(server.practice, **body) == code
    assert server.violations
    assert server.messages(server.practice) == []


@pytest.mark.parametrize("content", ["", " \n "])
async def test_an_empty_message_is_refused(raw: Raw, server: DiscordApi, content: str) -> None:
    """White space is nothing; the code is 50006."""
    path = f"/channels/{server.practice.id}/messages"
    assert await raw.refusal("POST", path, {"content": content}) == (400, 50006)
    assert [one.problem for one in server.violations] == ["Cannot send an empty message"]


async def test_forty_nested_components_are_enough(raw: Raw, server: DiscordApi) -> None:
    """One container with 39 components in it is as large as it gets."""
    inside = [*LONG_ROWS[:6], text("a"), text("b"), {"type": 14}]
    body = {"flags": V2, "components": [{"type": 17, "components": inside}]}
    message = await raw.said(server.practice, **body)
    assert (len(message.custom_ids), message.text) == (30, "a\nb")


async def test_a_body_that_is_no_json_is_refused(raw: Raw, server: DiscordApi) -> None:
    """The code is 50109."""
    url = f"{server.url}/channels/{server.practice.id}/messages"
    headers = {"Authorization": "Bot discord-test-not-a-token"}
    async with raw.session.post(url, data=b"{", headers=headers) as response:
        assert (await response.json())["code"] == 50109


async def test_the_same_nonce_within_three_minutes_sends_nothing(
    raw: Raw, server: DiscordApi
) -> None:
    """The first message is returned, with the nonce."""
    first = await raw.say(server.practice, content="one", nonce="n", enforce_nonce=True)
    server.clock.skip(179)
    second = await raw.say(server.practice, content="two", nonce="n", enforce_nonce=True)
    assert (first["id"], first["nonce"]) == (second["id"], "n")
    assert [one.text for one in server.messages(server.practice)] == ["one"]


async def test_a_nonce_is_forgotten_after_three_minutes(raw: Raw, server: DiscordApi) -> None:
    """A second message appears."""
    await raw.say(server.practice, content="one", nonce="n", enforce_nonce=True)
    server.clock.skip(181)
    await raw.say(server.practice, content="two", nonce="n", enforce_nonce=True)
    assert [one.text for one in server.messages(server.practice)] == ["one", "two"]


async def test_the_nonce_of_a_deleted_message_sends_nothing(raw: Raw, server: DiscordApi) -> None:
    """A retry does not bring back what was deleted meanwhile; the code is 10008."""
    body = {"content": "one", "nonce": "n", "enforce_nonce": True}
    await server.delete(await raw.said(server.practice, **body))
    path = f"/channels/{server.practice.id}/messages"
    assert await raw.refusal("POST", path, body) == (404, 10008)


async def test_a_nonce_that_is_not_enforced_changes_nothing(raw: Raw, server: DiscordApi) -> None:
    """It only comes back in the answer."""
    await raw.say(server.practice, content="one", nonce="n")
    await raw.say(server.practice, content="two", nonce="n")
    assert len(server.messages(server.practice)) == 2


async def test_an_edit_changes_the_time_of_edit(raw: Raw, server: DiscordApi) -> None:
    """A message that was not edited has none."""
    message = await raw.said(server.practice, content="one")
    path = f"/channels/{server.practice.id}/messages/{message.id}"
    before = (await raw("GET", path))[1]["edited_timestamp"]
    after = (await raw("PATCH", path, {"content": "two"}))[1]["edited_timestamp"]
    assert before is None
    assert after is not None
    assert message.text == "two"


async def test_messages_of_others_cannot_be_edited(raw: Raw, server: DiscordApi) -> None:
    """The code is 50005."""
    message = await server.say(server.bo, server.practice, "mine")
    path = f"/channels/{server.practice.id}/messages/{message.id}"
    assert await raw.refusal("PATCH", path, {"content": "yours"}) == (403, 50005)


async def test_a_v2_message_stays_one(raw: Raw, server: DiscordApi) -> None:
    """Content cannot come back by an edit, nor the flag go."""
    message = await raw.said(server.practice, flags=V2, components=[text("one")])
    path = f"/channels/{server.practice.id}/messages/{message.id}"
    assert await raw.refusal("PATCH", path, {"content": "two"}) == (400, 50035)
    await raw("PATCH", path, {"flags": 0, "components": [text("two")]})
    assert (message.flags, message.text) == (V2, "two")


async def test_a_plain_message_becomes_a_v2_one_without_its_content(
    raw: Raw, server: DiscordApi
) -> None:
    """What it said before has to be taken away in the same edit."""
    message = await raw.said(server.practice, content="one")
    path = f"/channels/{server.practice.id}/messages/{message.id}"
    body: Json = {"flags": V2, "components": [text("two")]}
    assert await raw.refusal("PATCH", path, body) == (400, 50035)
    assert (await raw("PATCH", path, body | {"content": None}))[0] == 200
    assert message.text == "two"


async def test_a_request_is_recorded_as_it_was_sent(raw: Raw, server: DiscordApi) -> None:
    """Though the message gets ids for its components."""
    body = {"flags": V2, "components": [text("one")]}
    message = await raw.said(server.practice, **body)
    assert message.components == [text("one") | {"id": 1}]
    assert server.seen("POST", "/channels/{channel_id}/messages")[0].body == body


async def test_an_edit_that_leaves_nothing_is_refused(raw: Raw, server: DiscordApi) -> None:
    """An edited message cannot be empty either."""
    message = await raw.said(server.practice, content="one")
    path = f"/channels/{server.practice.id}/messages/{message.id}"
    assert await raw.refusal("PATCH", path, {"content": ""}) == (400, 50006)


async def test_a_deleted_message_is_unknown(raw: Raw, server: DiscordApi) -> None:
    """The code is 10008, for every way to ask for it."""
    message = await server.say(server.bo, server.practice, "gone")
    await server.delete(message)
    path = f"/channels/{server.practice.id}/messages/{message.id}"
    assert await raw.refusal("GET", path) == (404, 10008)
    assert await raw.refusal("PUT", f"{path}/reactions/👍/@me") == (404, 10008)
    assert await raw.refusal("POST", f"{path}/threads", {"name": "x"}) == (404, 10008)

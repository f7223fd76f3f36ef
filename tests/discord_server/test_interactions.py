"""Commands, buttons and forms: answered in time, once, and seen by the right people."""

import pytest

from tests.discord_server.raw import Raw, codes
from tests.discord_server.test_messages import V2, button, row, text
from tests.servers.discord_api import DiscordApi, Interaction, Json, Message, NotOffered

SAY, DEFER, DEFER_UPDATE, UPDATE, SUGGEST, MODAL = 4, 5, 6, 7, 8, 9
EPHEMERAL, LOADING = 1 << 6, 1 << 7

COMMANDS: list[Json] = [
    {
        "name": "prep",
        "description": "Practice",
        "options": [
            {"type": 1, "name": "board", "description": "The board"},
            {
                "type": 1,
                "name": "explain",
                "description": "Explain something",
                "options": [
                    {
                        "type": 3,
                        "name": "concept",
                        "description": "Which",
                        "required": True,
                        "autocomplete": True,
                    },
                    {"type": 4, "name": "level", "description": "How deep", "max_value": 3},
                ],
            },
        ],
    },
    {"name": "Grade this message", "type": 3},
    {"name": "admin", "description": "For some", "default_member_permissions": 32},
]


@pytest.fixture(autouse=True)
async def _registered(raw: Raw, server: DiscordApi) -> None:
    status, _ = await raw("PUT", f"/applications/{server.application.id}/commands", COMMANDS)
    assert status == 200


@pytest.fixture
async def asked(server: DiscordApi) -> Interaction:
    """Have an interaction that waits for its answer."""
    return await server.slash(server.bo, server.practice, "prep board", wait=False)


@pytest.fixture
async def offer(raw: Raw, server: DiscordApi) -> Message:
    """Have a message with buttons and a select."""
    options = [{"label": one, "value": one} for one in "ab"]
    return await raw.said(
        server.practice,
        content="x",
        components=[
            row(button("b"), button("off", label="Off", disabled=True)),
            row({"type": 3, "custom_id": "s", "options": options}),
        ],
    )


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


def label(component: Json) -> Json:
    """Return a field of a form, with its label."""
    return {"type": 18, "label": "Answer", "component": component}


FIELD: Json = {"type": 4, "custom_id": "f", "style": 2, "min_length": 2, "max_length": 5}


async def test_a_form_is_filled_in_and_submitted(
    raw: Raw, server: DiscordApi, offer: Message
) -> None:
    """The submit carries the values, and the message whose button opened the form."""
    pressed = await server.press(server.bo, offer, "b", wait=False)
    await raw.answer(pressed, MODAL, custom_id="m", title="Answer", components=[label(FIELD)])
    sent = await server.submit(server.bo, pressed.modal, {"f": "text"}, wait=False)
    assert sent.data["components"][0]["component"]["value"] == "text"
    assert (sent.data["custom_id"], sent.message) == ("m", offer)


async def test_a_form_that_is_not_filled_in_rightly_is_not_sent(
    raw: Raw, server: DiscordApi, asked: Interaction
) -> None:
    """Too short, too long, empty, of somebody else."""
    await raw.answer(asked, MODAL, custom_id="m", title="Answer", components=[label(FIELD)])
    for values in ({"f": "x"}, {"f": "too long"}, {}, {"other": "text"}):
        with pytest.raises(NotOffered):
            await server.submit(server.bo, asked.modal, values)
    with pytest.raises(NotOffered):
        await server.submit(server.ada, asked.modal, {"f": "text"})


@pytest.mark.usefixtures("own_rules_alone")
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"title": "x" * 46}, "BASE_TYPE_BAD_LENGTH"),
        ({"custom_id": ""}, "BASE_TYPE_BAD_LENGTH"),
        (
            {"components": [label(FIELD | {"custom_id": str(n)}) for n in range(6)]},
            "BASE_TYPE_BAD_LENGTH",
        ),
        ({"components": [label(FIELD), label(FIELD)]}, "COMPONENT_CUSTOM_ID_DUPLICATED"),
        ({"components": [label(FIELD) | {"label": "x" * 46}]}, "BASE_TYPE_BAD_LENGTH"),
        ({"components": [label(FIELD | {"max_length": 4001})]}, "NUMBER_TYPE_MAX"),
        ({"components": [label(FIELD | {"value": "too long"})]}, "BASE_TYPE_BAD_LENGTH"),
        ({"components": [label(FIELD | {"disabled": True})]}, "COMPONENT_DISABLED_IN_MODAL"),
        ({"components": [FIELD]}, "BASE_TYPE_CHOICES"),
    ],
)
async def test_a_form_that_breaks_a_rule_is_refused(
    raw: Raw, asked: Interaction, changed: Json, code: str
) -> None:
    """By our own rules."""
    form = {"custom_id": "m", "title": "Answer", "components": [label(FIELD)]} | changed
    status, answer = await raw.answer(asked, MODAL, **form)
    assert status == 400
    assert codes(answer["errors"]) == [code]


async def test_no_form_opens_from_a_form(raw: Raw, server: DiscordApi, asked: Interaction) -> None:
    """A submit cannot be answered with another modal."""
    form = {"custom_id": "m", "title": "Answer", "components": [label(FIELD)]}
    await raw.answer(asked, MODAL, **form)
    sent = await server.submit(server.bo, asked.modal, {"f": "text"}, wait=False)
    assert (await raw.answer(sent, MODAL, **form))[0] == 400


async def test_a_message_command_carries_the_whole_message(server: DiscordApi) -> None:
    """Its content too, without the intent for it."""
    server.application.message_content = False
    message = await server.say(server.ada, server.practice, "my answer")
    picked = await server.pick(server.bo, message, "Grade this message", wait=False)
    assert picked.data["resolved"]["messages"][message.id]["content"] == "my answer"


async def test_suggestions_are_limited(raw: Raw, server: DiscordApi) -> None:
    """To 25, of at most 100 characters."""
    many = [{"name": str(n), "value": str(n)} for n in range(26)]
    long = [{"name": "x" * 101, "value": "x"}]
    server.deadline = 0.01
    for choices in (many, long):
        await server.autocomplete(server.bo, server.practice, "prep explain", "concept", "r")
        (*_, asked) = server.interactions.values()
        asked.created = server.clock.now()
        assert (await raw.answer(asked, SUGGEST, choices=choices))[0] == 400


async def test_commands_are_typed_as_the_client_lets_people_type_them(
    server: DiscordApi,
) -> None:
    """Unknown commands, missing and wrong options are not sent; nor those for admins alone."""
    here = server.practice
    for name, values in (
        ("nothing", {}),
        ("prep", {}),
        ("prep explain", {}),
        ("prep explain", {"concept": 3}),
        ("prep explain", {"concept": "x", "level": 4}),
        ("prep explain", {"concept": "x", "unknown": "y"}),
        ("admin", {}),
    ):
        with pytest.raises(NotOffered):
            await server.slash(server.bo, here, name, values)
    with pytest.raises(NotOffered):
        await server.autocomplete(server.bo, here, "prep explain", "level", "1")
    sent = await server.slash(server.ada, here, "admin", wait=False)
    assert sent.data["name"] == "admin"


async def test_a_subcommand_comes_nested(server: DiscordApi) -> None:
    """As Discord sends it: the subcommand is an option that has options."""
    values = {"concept": "rag", "level": 2}
    asked = await server.slash(server.bo, server.practice, "prep explain", values, wait=False)
    (branch,) = asked.data["options"]
    assert (asked.data["name"], branch["name"], branch["type"]) == ("prep", "explain", 1)
    assert [(one["name"], one["value"]) for one in branch["options"]] == [
        ("concept", "rag"),
        ("level", 2),
    ]


async def test_a_v2_answer_after_a_defer(raw: Raw, asked: Interaction) -> None:
    """The flag comes with the edit that gives it its content."""
    await raw.answer(asked, DEFER, flags=EPHEMERAL)
    body = {"flags": V2, "components": [text("done")]}
    status, answer = await raw("PATCH", raw.hook(asked) + "/messages/@original", body)
    assert (status, answer["flags"]) == (200, V2 | EPHEMERAL)

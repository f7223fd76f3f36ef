"""Forms: opened, filled in, submitted."""

import pytest

from tests.discord_server.bodies import MODAL
from tests.discord_server.raw import Raw, codes
from tests.servers.discord_api import DiscordApi, Interaction, Json, Message, NotOffered

pytestmark = pytest.mark.usefixtures("registered")


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

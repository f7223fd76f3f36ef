"""Commands, buttons, modals, suggestions, shortcuts and Home, with a real Bolt app."""

import asyncio
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack_api import ADA, BEN, PREP, TEAM, ClientRefuses, SlackApi
from tests.slack_server.conftest import Bare, Requests, button, field_of, modal, plain

Body = dict[str, Any]


@pytest.fixture(params=["socket", "http"])
def _connected(request: pytest.FixtureRequest) -> None:
    """Connect the app in both modes."""
    request.getfixturevalue(request.param)


@pytest.mark.usefixtures("_connected")
async def test_a_command(slack: SlackApi, bare: Bare) -> None:
    """A command reaches Bolt with its words; what its ack says is shown to one person."""

    @bare.app.command("/prep")
    async def prep(ack: AsyncAck, command: Body) -> None:
        await ack(f"{command['user_id']} {command['channel_id']} {command['text']}")

    outcome = await slack.slash(ADA, PREP, "/prep", "board week")
    assert (outcome.acked, outcome.body) == (True, {"text": f"{ADA} {PREP} board week"})
    assert [(one.user, one.how) for one in slack.ephemerals] == [(ADA, "ack")]
    assert slack.needed_scopes() == {"commands"}


@pytest.mark.usefixtures("_connected")
async def test_a_button(slack: SlackApi, bare: Bare, raw: Requests) -> None:
    """A press carries the message, the value and who pressed; its answer is for one person."""

    @bare.app.action("go")
    async def go(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        await ack()
        await respond(f"{body['actions'][0]['value']} {body['message']['ts']}")

    await raw.call("chat.postMessage", channel=PREP, text="x", blocks=[button(value="7")])
    (said,) = slack.posts(PREP)
    assert (await slack.press(BEN, said, "go")).acked
    await slack.wait_until(lambda: slack.ephemerals)
    told = slack.ephemerals[0]
    assert (told.user, told.text, told.how) == (BEN, f"7 {said.ts}", "response_url")


@pytest.mark.usefixtures("_connected")
async def test_a_modal(slack: SlackApi, bare: Bare) -> None:
    """A modal opens by a trigger, comes back with errors at a field, and closes when right."""

    @bare.app.command("/prep")
    async def prep(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=modal(field_of("answer")))
        await ack()

    @bare.app.view("form")
    async def form(ack: AsyncAck, view: Body) -> None:
        if view["state"]["values"]["answer"]["value"]["value"] == "no":
            await ack(response_action="errors", errors={"answer": "Say more."})
        else:
            await ack()

    await slack.slash(ADA, PREP, "/prep")
    view = slack.modal(ADA)
    assert view is not None
    assert (await slack.submit(ADA, view.id, {"answer": "no"})).errors == {"answer": "Say more."}
    assert slack.modal(ADA) is view
    assert (await slack.submit(ADA, view.id, {"answer": "yes"})).errors == {}
    assert slack.modal(ADA) is None
    assert slack.violations == []


@pytest.mark.usefixtures("_connected")
async def test_suggestions(slack: SlackApi, bare: Bare) -> None:
    """A select asks the app what could be meant, once enough is typed; bad options are noted."""

    @bare.app.options("pick")
    async def pick(ack: AsyncAck, payload: Body) -> None:
        length = 75 if payload["value"] == "abc" else 76
        await ack(options=[{"text": plain("x" * length), "value": payload["value"]}])

    element = {"type": "external_select", "action_id": "pick", "min_query_length": 2}
    trigger = slack.surfaces.trigger(TEAM, ADA)
    view = modal(field_of("topic", element))
    opened = await bare.app.client.views_open(trigger_id=trigger, view=view)
    id_ = opened["view"]["id"]
    good = await slack.suggest(ADA, id_, "pick", "abc")
    assert [one["value"] for one in good.options] == ["abc"]
    assert slack.violations == []
    await slack.suggest(ADA, id_, "pick", "abcd")
    assert [one.rule for one in slack.violations] == ["bad_ack"]
    with pytest.raises(ClientRefuses):
        await slack.suggest(ADA, id_, "pick", "a")


@pytest.mark.usefixtures("_connected")
async def test_shortcuts(slack: SlackApi, bare: Bare) -> None:
    """A message shortcut carries its message; a global one belongs to no place."""
    heard: list[Body] = []

    async def note(ack: AsyncAck, body: Body) -> None:
        heard.append(body)
        await ack()

    bare.app.shortcut("grade")(note)
    bare.app.shortcut("practice")(note)
    said = await slack.say(ADA, PREP, "my answer")
    await slack.shortcut(BEN, said, "grade")
    await slack.global_shortcut(BEN, "practice")
    assert (heard[0]["message"]["text"], heard[0]["user"]["id"]) == ("my answer", BEN)
    assert (heard[0]["channel"]["id"], "channel" in heard[1]) == (PREP, False)


@pytest.mark.usefixtures("_connected")
async def test_home(slack: SlackApi, bare: Bare, client: AsyncWebClient) -> None:
    """Home is published for a person, and its buttons can be pressed."""
    pressed = asyncio.Event()

    @bare.app.action("go")
    async def go(ack: AsyncAck) -> None:
        await ack()
        pressed.set()

    await client.views_publish(user_id=ADA, view={"type": "home", "blocks": [button()]})
    home = slack.home(ADA)
    assert home is not None
    assert (await slack.press_in_view(ADA, home.id, "go")).acked
    assert pressed.is_set()


@pytest.mark.usefixtures("http")
async def test_what_is_not_acked_is_noted(slack: SlackApi, bare: Bare) -> None:
    """A command without its ack fails for the person and is noted."""
    slack.ack_within = 0.1

    @bare.app.command("/prep")
    async def prep(ack: AsyncAck) -> None:
        await asyncio.sleep(0.2)
        await ack()

    assert not (await slack.slash(ADA, PREP, "/prep")).acked
    assert [one.rule for one in slack.violations] == ["unacked"]
    await asyncio.sleep(0.2)


async def test_nobody_is_connected(slack: SlackApi) -> None:
    """With nobody connected a command fails at once, which is no fault of the app."""
    outcome = await slack.slash(ADA, PREP, "/prep")
    assert (outcome.acked, slack.violations) == (False, [])


async def test_only_what_is_there_can_be_pressed(slack: SlackApi, raw: Requests) -> None:
    """A test that presses a button that is not there, or not for them, is told so."""
    await raw.call("chat.postMessage", channel=PREP, text="x", blocks=[button(value="7")])
    await raw.call("chat.postEphemeral", channel=PREP, user=ADA, text="x", blocks=[button()])
    (said,) = slack.posts(PREP)
    assert [one["value"] for one in slack.buttons(said)] == ["7"]
    for user, where, name, value in (
        (ADA, said, "stop", None),
        (ADA, said, "go", "8"),
        (BEN, slack.ephemerals[0], "go", None),
    ):
        with pytest.raises(LookupError):
            await slack.press(user, where, name, value)
    await raw.call("chat.delete", channel=PREP, ts=said.ts)
    with pytest.raises(LookupError):
        await slack.press(ADA, said, "go")


async def test_commands_of_a_manifest(slack: SlackApi) -> None:
    """With a manifest only its commands and shortcuts are there."""
    slack.commands = slack.shortcuts = frozenset()
    with pytest.raises(ClientRefuses):
        await slack.slash(ADA, PREP, "/prep")
    with pytest.raises(ClientRefuses):
        await slack.global_shortcut(ADA, "practice")

"""Commands, buttons, modals, shortcuts, Home and response URLs, with a real Bolt app."""

import asyncio
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack_api import ADA, BEN, BOT, PREP, TEAM, ClientRefuses, SlackApi
from tests.slack_server.conftest import Bare, Requests, button, field_of, modal, mrkdwn, plain

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


async def test_triggers_grow_old(slack: SlackApi, raw: Requests) -> None:
    """A trigger id opens one modal, within three seconds."""
    good = slack.surfaces.trigger(TEAM, ADA)
    old = slack.surfaces.trigger(TEAM, ADA)
    assert (await raw.call("views.open", trigger_id=good, view=modal())).error is None
    slack.clock.skip(3.1)
    errors = [
        (await raw.call("views.open", trigger_id=one, view=modal())).error
        for one in (good, old, "1.2.x")
    ]
    assert errors == ["exchanged_trigger_id", "expired_trigger_id", "invalid_trigger_id"]


async def test_at_most_three_modals(slack: SlackApi, raw: Requests) -> None:
    """Two modals can be pushed over one; a new one by `open` replaces them all."""
    opened = await raw.call(
        "views.open", trigger_id=slack.surfaces.trigger(TEAM, ADA), view=modal()
    )
    root = opened.body["view"]["id"]
    errors = []
    for _ in range(3):
        trigger = slack.surfaces.trigger(TEAM, ADA, view=root)
        errors.append((await raw.call("views.push", trigger_id=trigger, view=modal())).error)
    assert errors == [None, None, "push_limit_reached"]
    assert [one.root for one in slack.surfaces.stack(ADA)] == [root] * 3
    await raw.call("views.open", trigger_id=slack.surfaces.trigger(TEAM, ADA), view=modal())
    assert len(slack.surfaces.stack(ADA)) == 1


async def test_views_are_updated(slack: SlackApi, client: AsyncWebClient) -> None:
    """A view is changed by its id; a hash that is not the present one is a conflict."""
    opened = await client.views_open(
        trigger_id=slack.surfaces.trigger(TEAM, ADA), view=modal(external_id="one")
    )
    view = opened["view"]
    changed = modal(mrkdwn("Changed"))
    await client.views_update(view_id=view["id"], hash=view["hash"], view=changed)
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_update(view_id=view["id"], hash=view["hash"], view=changed)
    with pytest.raises(SlackApiError, match="not_found"):
        await client.views_update(view_id="V0", view=changed)
    shown = slack.modal(ADA)
    assert shown is not None
    assert shown.view["blocks"][0]["text"]["text"] == "Changed"


async def test_home_can_be_off(slack: SlackApi, raw: Requests) -> None:
    """Without the Home tab nothing can be published, nor for somebody unknown."""
    home = {"type": "home", "blocks": [mrkdwn("x")]}
    assert (await raw.call("views.publish", user_id="U0X", view=home)).error == "invalid_arguments"
    slack.home_enabled = False
    assert (await raw.call("views.publish", user_id=ADA, view=home)).error == "not_enabled"


async def test_the_client_refuses(slack: SlackApi, raw: Requests) -> None:
    """Slack's own client does not send a form that is not filled in, or filled in wrongly."""
    pick = {
        "type": "static_select",
        "action_id": "value",
        "options": [{"text": plain("One"), "value": "1"}],
    }
    short = {"type": "plain_text_input", "action_id": "value", "max_length": 3}
    view = modal(field_of("answer", short), field_of("pick", pick, optional=True))
    trigger = slack.surfaces.trigger(TEAM, ADA)
    opened = await raw.call("views.open", trigger_id=trigger, view=view)
    for values in ({}, {"answer": "long"}, {"answer": "x", "pick": "2"}, {"other": "x"}):
        with pytest.raises(ClientRefuses):
            await slack.submit(ADA, opened.body["view"]["id"], values)
    with pytest.raises(LookupError):
        await slack.submit(BEN, opened.body["view"]["id"], {"answer": "x"})


async def test_errors_have_to_name_inputs(slack: SlackApi, bare: Bare, socket: object) -> None:
    """Errors for what is no input are noted: Slack would show that something broke."""
    assert socket

    @bare.app.view("form")
    async def form(ack: AsyncAck) -> None:
        await ack(response_action="errors", errors={"nothing": "Say more."})

    trigger = slack.surfaces.trigger(TEAM, ADA)
    opened = await bare.app.client.views_open(trigger_id=trigger, view=modal(field_of("answer")))
    await slack.submit(ADA, opened["view"]["id"], {"answer": "x"})
    assert [one.rule for one in slack.violations] == ["bad_ack"]


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


async def test_response_urls_wear_out(slack: SlackApi, raw: Requests) -> None:
    """A response URL takes five answers, within thirty minutes."""
    outcome = await slack.slash(ADA, PREP, "/prep")
    answers = [await raw.post(outcome.response_url, text=str(one)) for one in range(6)]
    assert [one.status for one in answers] == [200] * 5 + [404]
    assert answers[5].error == "used_url"
    later = await slack.slash(ADA, PREP, "/prep")
    slack.clock.skip(1801)
    assert (await raw.post(later.response_url, text="x")).error == "expired_url"
    assert [one.text for one in slack.ephemerals] == ["0", "1", "2", "3", "4"]


async def test_response_urls_can_speak_aloud_and_replace(slack: SlackApi, raw: Requests) -> None:
    """An answer may be for the channel, or take the place of the message that was pressed."""
    outcome = await slack.slash(ADA, PREP, "/prep")
    await raw.post(outcome.response_url, text="to all", response_type="in_channel")
    await raw.call("chat.postMessage", channel=PREP, text="x", blocks=[button()])
    first, second = slack.posts(PREP)
    pressed = await slack.press(ADA, second, "go")
    await raw.post(pressed.response_url, text="done", replace_original=True)
    assert (first.text, first.user, second.text) == ("to all", BOT, "done")
    await raw.post(pressed.response_url, delete_original=True)
    assert slack.posts(PREP) == [first]


async def test_a_response_url_wants_words(slack: SlackApi, raw: Requests) -> None:
    """An answer without words is refused, and costs nothing."""
    outcome = await slack.slash(ADA, PREP, "/prep")
    empty = await raw.post(outcome.response_url)
    assert (empty.status, empty.error) == (400, "no_text")
    assert slack.ephemerals == []


async def test_commands_of_a_manifest(slack: SlackApi) -> None:
    """With a manifest only its commands and shortcuts are there."""
    slack.commands = slack.shortcuts = frozenset()
    with pytest.raises(ClientRefuses):
        await slack.slash(ADA, PREP, "/prep")
    with pytest.raises(ClientRefuses):
        await slack.global_shortcut(ADA, "practice")

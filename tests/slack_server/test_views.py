"""Modals and Home: triggers, stacks, hashes, and what Slack's own client lets a person send."""

import pytest
from slack_bolt.async_app import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack_api import ADA, BEN, TEAM, ClientRefuses, SlackApi
from tests.slack_server.conftest import Bare, Requests, field_of, modal, mrkdwn, plain


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

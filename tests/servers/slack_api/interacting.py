"""What people do that the app has to acknowledge within three seconds."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.servers.slack_api import payloads
from tests.servers.slack_api.blocks import interactive
from tests.servers.slack_api.deliveries import Delivery
from tests.servers.slack_api.forms import ClientRefuses, Value, options_problem, state
from tests.servers.slack_api.refusals import Refused
from tests.servers.slack_api.response_urls import say
from tests.servers.slack_api.service import Service
from tests.servers.slack_api.surfaces import ResponseUrl, View
from tests.servers.slack_api.views import check_view
from tests.servers.slack_api.world import Ephemeral, Json, Message

USUAL_QUERY = 3
"""Characters after which an external select asks the app, unless it says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a person got from what they did."""

    acked: bool
    delivery: Delivery
    body: Json = field(default_factory=dict)
    """What the ack said."""
    trigger_id: str = ""
    response_url: str = ""
    seconds: float = 0.0
    """Until the ack."""

    @property
    def options(self) -> list[Json]:
        """What was suggested for a select."""
        return list(self.body.get("options", ()))

    @property
    def errors(self) -> dict[str, str]:
        """Block id to sentence, where a modal was sent back."""
        if self.body.get("response_action") != "errors":
            return {}
        return dict(self.body.get("errors", {}))


class Interacting(Service):
    """People who press, submit and command."""

    async def slash(self, user: str, channel: str, command: str, text: str = "") -> Outcome:
        """Let someone give a command; they cannot do so in a thread."""
        if self.commands is not None and command not in self.commands:
            raise ClientRefuses(f"{command} is not a valid command")
        space = self.workspace_of(user=user)
        self.record.used_scopes.add("commands")
        url = self.surfaces.response_url(space.id, channel, user, None)
        trigger = self.surfaces.trigger(space.id, user)
        payload = payloads.command(self, space, user, channel, (command, text))
        payload |= {"trigger_id": trigger, "response_url": self._address("commands", url)}
        delivery = Delivery(wrapping="slash_commands", name=command, payload=payload)
        outcome = await self._deliver(delivery)
        if outcome.body:
            self._said_in_ack(url, outcome.body)
        return outcome

    async def press(
        self, user: str, where: Message | Ephemeral, action_id: str, value: str | None = None
    ) -> Outcome:
        """Let someone use an element of a message; raises LookupError where there is none."""
        if isinstance(where, Ephemeral):
            there = where in self.ephemerals and where.user == user
        else:
            there = self.channel(where.channel).messages.get(where.ts) is where
        if not there:
            raise LookupError(f"{user} does not see that")
        space = self.workspace_of(user=user)
        url = self.surfaces.response_url(space.id, where.channel, user, where.ts)
        trigger = self.surfaces.trigger(space.id, user)
        payload = payloads.head(self, "block_actions", user, trigger)
        payload |= payloads.pressed(self, where)
        payload["actions"] = [self._action(where.blocks, action_id, value)]
        payload["response_url"] = self._address("actions", url)
        return await self._interact(payload)

    async def press_in_view(
        self, user: str, view_id: str, action_id: str, value: str | None = None
    ) -> Outcome:
        """Let someone use an element of a modal or of Home."""
        view = self._shown(user, view_id)
        trigger = self.surfaces.trigger(
            view.team, user, view=view.id if view.kind == "modal" else None
        )
        payload = payloads.head(self, "block_actions", user, trigger)
        payload |= payloads.pressed_in(view)
        payload["actions"] = [self._action(view.view["blocks"], action_id, value)]
        return await self._interact(payload)

    async def submit(
        self, user: str, view_id: str, values: Mapping[str, Value] | None = None
    ) -> Outcome:
        """Let someone send a modal, with values by block id; raises ClientRefuses."""
        view = self._shown(user, view_id)
        view.view["state"] = {"values": state(view.view, values or {})}
        trigger = self.surfaces.trigger(view.team, user, view=view.id)
        payload = payloads.head(self, "view_submission", user, trigger)
        payload |= {"view": view.view, "response_urls": []}
        outcome = await self._interact(payload)
        if outcome.acked:
            self._follow(view, outcome.body)
        return outcome

    async def suggest(self, user: str, view_id: str, action_id: str, typed: str) -> Outcome:
        """Let someone type into a select of a modal whose options the app suggests."""
        view = self._shown(user, view_id)
        block, element = self._element(view.view["blocks"], action_id, None)
        if len(typed) < element.get("min_query_length", USUAL_QUERY):
            raise ClientRefuses("nothing is asked before enough is typed")
        payload = payloads.head(self, "block_suggestion", user, "") | payloads.pressed_in(view)
        payload |= {"action_id": action_id, "block_id": block["block_id"], "value": typed}
        del payload["trigger_id"]
        outcome = await self._deliver(
            Delivery(wrapping="interactive", name="block_suggestion", payload=payload)
        )
        if outcome.acked and (problem := options_problem(outcome.body)):
            self.record.violate("bad_ack", f"block_suggestion: {problem}")
        return outcome

    async def close_view(self, user: str, view_id: str) -> Outcome | None:
        """Let someone close a modal; the app hears of it where it asked to."""
        view = self._shown(user, view_id)
        view.open = False
        if not view.view["notify_on_close"]:
            return None
        payload = payloads.head(self, "view_closed", user, "")
        payload |= {"view": view.view, "is_cleared": False}
        return await self._interact(payload)

    async def shortcut(self, user: str, said: Message, callback_id: str) -> Outcome:
        """Let someone use a message shortcut, which works wherever people are."""
        self._check_shortcut(callback_id)
        url = self.surfaces.response_url(said.team, said.channel, user, said.ts)
        trigger = self.surfaces.trigger(said.team, user)
        payload = payloads.head(self, "message_action", user, trigger)
        payload |= {
            "callback_id": callback_id,
            "action_ts": self.mint_ts(),
            "message_ts": said.ts,
            "channel": payloads.place(self, said.channel),
            "message": payloads.shown(self, said),
            "response_url": self._address("app", url),
        }
        return await self._interact(payload)

    async def global_shortcut(self, user: str, callback_id: str) -> Outcome:
        """Let someone use a shortcut that belongs to no place."""
        self._check_shortcut(callback_id)
        trigger = self.surfaces.trigger(self.workspace_of(user=user).id, user)
        payload = payloads.head(self, "shortcut", user, trigger)
        return await self._interact(
            payload | {"callback_id": callback_id, "action_ts": self.mint_ts()}
        )

    def _check_shortcut(self, callback_id: str) -> None:
        self.record.used_scopes.add("commands")
        if self.shortcuts is not None and callback_id not in self.shortcuts:
            raise ClientRefuses(f"there is no shortcut {callback_id}")

    async def _interact(self, payload: Json) -> Outcome:
        delivery = Delivery(wrapping="interactive", name=payload["type"], payload=payload)
        outcome = await self._deliver(delivery)
        if outcome.body and payload["type"] != "view_submission":
            self.record.violate("bad_ack", f"{payload['type']}: {outcome.body}")
        return outcome

    async def _deliver(self, delivery: Delivery) -> Outcome:
        loop = asyncio.get_running_loop()
        began = loop.time()
        carried = await self.sending.send_once(delivery)
        return Outcome(
            acked=carried.acked,
            delivery=delivery,
            body=carried.body if carried.acked else {},
            trigger_id=str(delivery.payload.get("trigger_id", "")),
            response_url=str(delivery.payload.get("response_url", "")),
            seconds=loop.time() - began,
        )

    def _action(self, blocks: list[Json], action_id: str, value: str | None) -> Json:
        block, element = self._element(blocks, action_id, value)
        return payloads.action(self, block, element, value)

    def _element(self, blocks: list[Json], action_id: str, value: str | None) -> tuple[Json, Json]:
        seen = list(interactive(blocks))
        for block, element in seen:
            if element.get("action_id") != action_id:
                continue
            if element["type"] == "button" and value not in (None, element.get("value")):
                continue
            return block, element
        there = [(element.get("action_id"), element.get("value")) for _, element in seen]
        raise LookupError(f"nothing to press as {action_id} {value or ''}, there is {there}")

    def _shown(self, user: str, view_id: str) -> View:
        view = self.surfaces.views.get(view_id)
        if view is None or view.user != user or not view.open:
            raise LookupError(f"{user} sees no view {view_id}")
        return view

    def _follow(self, view: View, body: Json) -> None:
        """Do what the ack of a submission asks for."""
        bot_id = self.workspaces[view.team].bot_id
        try:
            match body.get("response_action"):
                case None if not body:
                    view.open = False
                case "clear":
                    for one in self.surfaces.stack(view.user):
                        one.open = False
                case "errors":
                    self._check_errors(view, body.get("errors"))
                case "update":
                    checked = check_view(self, body.get("view"), "modal", view.id)
                    self.surfaces.fill(view, checked, bot_id)
                case "push":
                    checked = check_view(self, body.get("view"), "modal")
                    self.surfaces.add(view.team, view.user, bot_id, checked, under=view)
                case other:
                    self.record.violate("bad_ack", f"view_submission: {other or body}")
        except Refused as no:
            self.record.violate("bad_ack", f"view_submission: {no.body()}")

    def _check_errors(self, view: View, errors: object) -> None:
        inputs = {one["block_id"] for one in view.view["blocks"] if one["type"] == "input"}
        if not isinstance(errors, dict) or not errors or set(errors) - inputs:
            self.record.violate("bad_ack", f"errors must name input blocks: {errors}")
        elif not all(isinstance(one, str) and one for one in errors.values()):
            self.record.violate("bad_ack", f"errors must be sentences: {errors}")

    def _said_in_ack(self, url: ResponseUrl, body: Json) -> None:
        try:
            say(self, url, body, "ack")
        except Refused as no:
            self.record.violate("bad_ack", f"command: {no.body()}")

    def _address(self, kind: str, url: ResponseUrl) -> str:
        return f"{self.url}/{kind}/{url.team}/{url.id}"

"""What people do with the bot: commands, buttons and forms."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress

from tests.servers.discord_api import message_payloads, options, payloads
from tests.servers.discord_api.core import Core
from tests.servers.discord_api.interaction import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    SUBMIT,
    Interaction,
    Modal,
    NotOffered,
)
from tests.servers.discord_api.modal_values import submitted
from tests.servers.discord_api.people import offered
from tests.servers.discord_api.permissions import permissions
from tests.servers.discord_api.rules_components import BUTTON, LINK, SELECT, SELECTS
from tests.servers.discord_api.sessions import Event
from tests.servers.discord_api.wire import Json
from tests.servers.discord_api.world import Channel, Message, User, walk


class Acting(Core):
    """Acts that the bot has to answer."""

    async def slash(
        self,
        user: User,
        channel: Channel,
        name: str,
        values: options.Values | None = None,
        *,
        wait: bool = True,
    ) -> Interaction:
        """Let somebody use a slash command, such as `prep board`."""
        _open(user, channel)
        found = options.find(self, user, channel, name)
        data = found.data(*options.typed(found, values or {}, channel, whole=True))
        return await self._interact(user, channel, COMMAND, data, wait=wait)

    async def autocomplete(
        self,
        user: User,
        channel: Channel,
        name: str,
        option: str,
        text: str,
        others: options.Values | None = None,
    ) -> list[Json]:
        """Let somebody begin to type an option; return what the bot suggests."""
        _open(user, channel)
        found = options.find(self, user, channel, name)
        if not any(one["name"] == option and one.get("autocomplete") for one in found.options):
            raise NotOffered(f"{option} of /{name} suggests nothing")
        values = {**(others or {}), option: text}
        sent, resolved = options.typed(found, values, channel, whole=False)
        for one in sent:
            if one["name"] == option:
                one["focused"] = True
        data = found.data(sent, resolved)
        return (await self._interact(user, channel, AUTOCOMPLETE, data)).choices or []

    async def pick(
        self, user: User, message: Message, name: str, *, wait: bool = True
    ) -> Interaction:
        """Let somebody choose a command from the menu of a message."""
        _open(user, message.channel)
        for one in options.offers(self, user, message.channel):
            if one["type"] == 3 and one["name"] == name:
                shown = message_payloads.message(message, self.bot)
                data = {"id": one["id"], "name": name, "type": 3, "target_id": message.id}
                data["resolved"] = {"messages": {message.id: shown}}
                return await self._interact(user, message.channel, COMMAND, data, wait=wait)
        raise NotOffered(f"no command {name!r} in the menu")

    async def press(
        self,
        user: User,
        message: Message,
        custom_id: str,
        values: Sequence[str | User | Channel] | None = None,
        *,
        wait: bool = True,
    ) -> Interaction:
        """Let somebody press a button, by its custom id or label, or choose from a select."""
        _open(user, message.channel)
        if message.deleted or message.visible_to not in (None, user):
            raise NotOffered("the message is not there")
        names = {custom_id, message.labels.get(custom_id)}
        for one in walk(message.components):
            pressed = one.get("custom_id") in names and one["type"] in SELECTS | {BUTTON}
            if pressed and one.get("style") != LINK:
                if one.get("disabled"):
                    raise NotOffered(f"{custom_id!r} is disabled")
                data: Json = {"custom_id": one["custom_id"], "component_type": one["type"]}
                data["id"] = one["id"]
                if one["type"] in SELECTS:
                    data |= _selected(one, values or ())
                return await self._interact(
                    user, message.channel, COMPONENT, data, message=message, wait=wait
                )
        raise NotOffered(f"no {custom_id!r}; there is {message.labels} {message.custom_ids}")

    async def submit(
        self, user: User, modal: Modal | None, values: Mapping[str, object], *, wait: bool = True
    ) -> Interaction:
        """Let somebody fill in and send a form; what is not given stays as it was opened."""
        if modal is None or modal.user is not user:
            raise NotOffered(f"{user.name} has no such form open")
        data = {"custom_id": modal.custom_id, "components": submitted(modal, values)}
        return await self._interact(
            user, modal.channel, SUBMIT, data, message=modal.message, wait=wait
        )

    async def _interact(
        self,
        user: User,
        place: Channel,
        kind: int,
        data: Json,
        *,
        message: Message | None = None,
        wait: bool = True,
    ) -> Interaction:
        id_ = self.clock.snowflake()
        interaction = Interaction(
            id=id_,
            token=f"interaction-{id_}",
            kind=kind,
            user=user,
            channel=place,
            data=data,
            message=message,
            created=self.clock.now(),
        )
        self.interactions[interaction.token] = interaction
        guild = place.guild.id if place.guild else None
        event = Event(name="INTERACTION_CREATE", data=self._told(interaction), guild=guild)
        await self.gateway.dispatch(event)
        if wait and self.connected:
            with suppress(TimeoutError):
                await asyncio.wait_for(interaction.acknowledged.wait(), self.deadline)
        return interaction

    def _told(self, one: Interaction) -> Json:
        place = one.channel
        body: Json = {
            "id": one.id,
            "application_id": self.application.id,
            "type": one.kind,
            "token": one.token,
            "version": 1,
            "data": one.data,
            "channel_id": place.id,
            "channel": payloads.channel(place, one.user),
            "locale": one.user.locale,
            "entitlements": [],
            "attachment_size_limit": 10 * 1024 * 1024,
            "authorizing_integration_owners": {"0": place.guild.id if place.guild else "0"},
            "context": options.IN_GUILD if place.guild else options.IN_DM,
            "app_permissions": str(permissions(self.bot, place.guild, place) if place.guild else 0),
        }
        if place.guild:
            guild = {"id": place.guild.id, "locale": "en-US", "features": []}
            member = payloads.interaction_member(one.user, place)
            body |= {"guild_id": place.guild.id, "guild": guild, "guild_locale": "en-US"}
            body["channel"]["permissions"] = member["permissions"]
            body["member"] = member
        else:
            body["user"] = payloads.user(one.user)
        if one.message is not None:
            body["message"] = message_payloads.message(one.message, self.bot)
        return body


def _open(user: User, place: Channel) -> None:
    offered(user, place)
    if place.archived or place.locked:
        raise NotOffered(f"{place.name} is archived or locked: no commands and buttons in it")


def _selected(one: Json, values: Sequence[str | User | Channel]) -> Json:
    if not one.get("min_values", 1) <= len(values) <= one.get("max_values", 1):
        raise NotOffered(f"{len(values)} chosen")
    chosen = [value if isinstance(value, str) else value.id for value in values]
    if one["type"] == SELECT and not set(chosen) <= {each["value"] for each in one["options"]}:
        raise NotOffered(f"{chosen} is not among the options")
    resolved: Json = {}
    for value in values:
        if isinstance(value, User):
            resolved.setdefault("users", {})[value.id] = payloads.user(value)
        elif isinstance(value, Channel):
            resolved.setdefault("channels", {})[value.id] = {
                "id": value.id,
                "type": value.kind,
                "name": value.name,
                "permissions": "0",
            }
    return {"values": chosen} | ({"resolved": resolved} if resolved else {})

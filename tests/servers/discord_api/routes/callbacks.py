"""The first answer to an interaction: in time, once, and of a kind that fits."""

from tests.servers.discord_api import message_payloads, payloads
from tests.servers.discord_api.core import Core
from tests.servers.discord_api.interaction import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    DEFER,
    DEFER_UPDATE,
    MODAL,
    SAY,
    SUBMIT,
    SUGGEST,
    UPDATE,
    Interaction,
    Modal,
)
from tests.servers.discord_api.places import awake, body_of
from tests.servers.discord_api.posting import post
from tests.servers.discord_api.rest import Route
from tests.servers.discord_api.routes.messages import change, fill, ping
from tests.servers.discord_api.rules import listed
from tests.servers.discord_api.rules_commands import suggestion_problems
from tests.servers.discord_api.rules_components import modal_problems
from tests.servers.discord_api.rules_messages import check_message, numbered
from tests.servers.discord_api.wire import (
    ALREADY_ACKNOWLEDGED,
    UNKNOWN_INTERACTION,
    Json,
    Problem,
    Refused,
    Request,
    Upload,
    invalid,
    unknown,
)
from tests.servers.discord_api.world import (
    CHAT_INPUT,
    CONTEXT_MENU,
    DEFAULT,
    EPHEMERAL,
    LOADING,
    REPLY,
    Message,
)

_FIT = {
    SAY: {COMMAND, COMPONENT, SUBMIT},
    DEFER: {COMMAND, COMPONENT, SUBMIT},
    DEFER_UPDATE: {COMPONENT, SUBMIT},
    UPDATE: {COMPONENT, SUBMIT},
    SUGGEST: {AUTOCOMPLETE},
    MODAL: {COMMAND, COMPONENT},
}


async def callback(core: Core, request: Request) -> Json | None:
    """Take the first answer."""
    interaction, body = _in_time(core, request), body_of(request)
    kind, data = body.get("type"), body.get("data") or {}
    _check(interaction, kind, data, request.files)
    if kind in (SAY, DEFER):
        if not (data.get("flags") or 0) & EPHEMERAL:
            awake(interaction.channel)
        interaction.original = new_message(core, interaction, data)
        interaction.ephemeral = interaction.original.ephemeral
        if kind == DEFER:
            interaction.original.flags |= LOADING
        else:
            fill(core, interaction.original, data, request.files)
            ping(core, interaction.original, data, by_interaction=True)
        await post(core, interaction.original)
    elif kind in (DEFER_UPDATE, UPDATE):
        interaction.original = interaction.message
        if kind == UPDATE and interaction.message:
            await change(core, interaction.message, data, request.files)
    elif kind == SUGGEST:
        interaction.choices = data["choices"]
    else:
        interaction.modal = _modal(interaction, data)
    interaction.callback = kind
    interaction.acknowledged.set()
    interaction.news.set()
    wanted = request.query.get("with_response", "").lower() in ("1", "true")
    return _told(core, interaction) if wanted else None


def _in_time(core: Core, request: Request) -> Interaction:
    interaction = core.interactions.get(request.params["interaction_token"])
    if interaction is None or interaction.id != request.params["interaction_id"]:
        raise unknown(UNKNOWN_INTERACTION, "interaction")
    if interaction.callback is not None:
        words = "Interaction has already been acknowledged."
        raise Refused(status=400, code=ALREADY_ACKNOWLEDGED, message=words)
    if (core.clock.now() - interaction.created).total_seconds() > core.deadline:
        raise unknown(UNKNOWN_INTERACTION, "interaction")
    return interaction


def _check(interaction: Interaction, kind: int | None, data: Json, files: list[Upload]) -> None:
    fits = kind is not None and interaction.kind in _FIT.get(kind, ())
    if kind in (DEFER_UPDATE, UPDATE) and interaction.message is None:
        fits = False
    if not fits:
        words = f"An interaction of type {interaction.kind} cannot be answered with {kind}"
        raise invalid(Problem(("type",), "INTERACTION_TYPE_INVALID", words))
    if kind == SAY:
        check_message(data, files, by_interaction=True, root=("data",))
    elif kind == DEFER:
        if (data.get("flags") or 0) & ~EPHEMERAL:
            raise invalid(Problem(("data", "flags"), "MESSAGE_FLAGS_INVALID", "Only ephemeral"))
    elif kind == UPDATE:
        check_message(data, files, old=interaction.message, by_interaction=True, root=("data",))
    elif kind == SUGGEST:
        if problems := list(suggestion_problems(listed(data, "choices"))):
            raise invalid(*problems)
    elif kind == MODAL and (problems := list(modal_problems(data))):
        raise invalid(*problems)


def new_message(core: Core, interaction: Interaction, data: Json) -> Message:
    """Return an empty message that belongs to an interaction."""
    flags = data.get("flags") or 0
    menu = interaction.data.get("type") == 3
    commanded = CONTEXT_MENU if menu else CHAT_INPUT
    kind = commanded if interaction.kind == COMMAND else REPLY if interaction.message else DEFAULT
    return Message(
        id=core.clock.snowflake(),
        channel=interaction.channel,
        author=core.bot,
        kind=kind,
        flags=flags,
        reference=interaction.message if kind == REPLY else None,
        visible_to=interaction.user if flags & EPHEMERAL else None,
        of_interaction={
            "application_id": core.application.id,
            "webhook_id": core.application.id,
            "interaction_metadata": {
                "id": interaction.id,
                "type": interaction.kind,
                "user": payloads.user(interaction.user),
                "authorizing_integration_owners": owners(interaction),
            },
        },
    )


def owners(interaction: Interaction) -> Json:
    """Return by whose installation the command is there."""
    place = interaction.channel.guild
    return {"0": place.id if place else "0"}


def _modal(interaction: Interaction, data: Json) -> Modal:
    return Modal(
        user=interaction.user,
        channel=interaction.channel,
        message=interaction.message,
        custom_id=data["custom_id"],
        title=data["title"],
        components=numbered(listed(data, "components")),
    )


def _told(core: Core, interaction: Interaction) -> Json:
    about: Json = {"id": interaction.id, "type": interaction.kind}
    resource: Json = {"type": interaction.callback}
    if interaction.original is not None:
        resource["message"] = message_payloads.message(interaction.original, core.bot)
        about |= {
            "response_message_id": interaction.original.id,
            "response_message_loading": interaction.original.loading,
            "response_message_ephemeral": interaction.original.ephemeral,
        }
    return {"interaction": about, "resource": resource}


ROUTES = (Route("POST", "/interactions/{interaction_id}/{interaction_token}/callback", callback),)

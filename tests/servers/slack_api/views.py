"""views.*: modals over each other, and Home."""

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.views import View as SdkView

from tests.servers.slack_api.blocks import check_blocks, with_ids
from tests.servers.slack_api.caller import Caller
from tests.servers.slack_api.chat import decoded
from tests.servers.slack_api.refusals import Refused, invalid
from tests.servers.slack_api.service import Service
from tests.servers.slack_api.surfaces import MOST_BYTES, MOST_VIEWS, Trigger, View, size
from tests.servers.slack_api.world import Json, Workspace

ALLOWED = frozenset(
    """type title blocks close submit private_metadata callback_id clear_on_close
    notify_on_close external_id submit_disabled""".split()
)
MODAL_ALONE = frozenset({"title", "close", "submit", "clear_on_close", "notify_on_close"})
MOST_EXTERNAL = 255


def open_(service: Service, caller: Caller, arguments: Json) -> Json:
    """views.open: a modal over the channel."""
    view = check_view(service, arguments.get("view"), "modal")
    trigger = _trigger(service, caller, arguments)
    for covered in service.surfaces.stack(trigger.user):
        covered.open = False
    return _added(service, caller.here, trigger.user, view, None)


def push(service: Service, caller: Caller, arguments: Json) -> Json:
    """views.push: a modal over a modal."""
    view = check_view(service, arguments.get("view"), "modal")
    trigger = _trigger(service, caller, arguments)
    stack = service.surfaces.stack(trigger.user)
    if trigger.view is None or not stack:
        raise Refused("not_found")
    if len(stack) >= MOST_VIEWS:
        raise Refused("push_limit_reached")
    return _added(service, caller.here, trigger.user, view, stack[-1])


def update(service: Service, caller: Caller, arguments: Json) -> Json:
    """views.update: what an open modal shows from now on."""
    stored = next((one for one in service.surfaces.views.values() if _named(one, arguments)), None)
    if stored is None or stored.team != caller.here.id or not stored.open:
        raise Refused("not_found")
    view = check_view(service, arguments.get("view"), stored.kind, stored.id)
    if "hash" in arguments and arguments["hash"] != stored.view["hash"]:
        raise Refused("hash_conflict")
    service.surfaces.fill(stored, view, caller.here.bot_id)
    return {"ok": True, "view": stored.view}


def publish(service: Service, caller: Caller, arguments: Json) -> Json:
    """views.publish: someone's Home page."""
    user = str(arguments["user_id"])
    if user not in caller.here.people:
        raise invalid("invalid `user_id`")
    if not service.home_enabled:
        raise Refused("not_enabled")
    stored = service.surfaces.home(user)
    view = check_view(service, arguments.get("view"), "home", stored.id if stored else "")
    if stored is None:
        return _added(service, caller.here, user, view, None)
    if "hash" in arguments and arguments["hash"] != stored.view["hash"]:
        raise Refused("hash_conflict")
    service.surfaces.fill(stored, view, caller.here.bot_id)
    return {"ok": True, "view": stored.view}


def check_view(service: Service, view: object, kind: str, replaces: str = "") -> Json:
    """Return a view that can be shown; raises Refused."""
    view = decoded(view, "invalid_arguments")
    if not isinstance(view, dict) or view.get("type") != kind:
        raise invalid(f"view must be an object of type {kind} [json-pointer:/view/type]")
    if size(view) > MOST_BYTES:
        raise Refused("view_too_large")
    if problems := _problems(view):
        raise invalid(*problems)
    checked = {**view, "blocks": with_ids(check_blocks(view["blocks"], view["type"]))}
    external = view.get("external_id")
    for one in service.surfaces.views.values():
        if external and one.open and one.view["external_id"] == external and one.id != replaces:
            raise Refused("duplicate_external_id")
    return checked


def _problems(view: Json) -> list[str]:
    problems = [f"invalid additional property: {one}" for one in sorted(set(view) - ALLOWED)]
    if not isinstance(view.get("blocks"), list) or not view["blocks"]:
        return [*problems, "missing required field: blocks [json-pointer:/view]"]
    if view["type"] == "modal":
        if "title" not in view:
            problems.append("missing required field: title [json-pointer:/view]")
        inputs = any(one.get("type") == "input" for one in view["blocks"])
        if inputs and not view.get("submit"):
            problems.append("missing required field: submit [json-pointer:/view]")
    else:
        extra = sorted(MODAL_ALONE & set(view))
        problems += [f"invalid additional property: {one} [json-pointer:/view]" for one in extra]
    for name in ("title", "submit", "close"):
        if view.get(name) is not None and view[name].get("type") != "plain_text":
            problems.append(f"must be a plain_text object [json-pointer:/view/{name}]")
    if len(view.get("external_id", "")) > MOST_EXTERNAL:
        problems.append(f"must be less than {MOST_EXTERNAL + 1} characters [/view/external_id]")
    try:
        heads = {key: value for key, value in view.items() if key != "blocks"}
        SdkView(**heads, blocks=[{"type": "divider"}]).to_dict()
    except (SlackObjectFormationError, TypeError, AttributeError) as problem:
        problems.append(f"{problem} [json-pointer:/view]")
    return problems


def _trigger(service: Service, caller: Caller, arguments: Json) -> Trigger:
    return service.surfaces.exchange(caller.here.id, arguments.get("trigger_id"))


def _added(service: Service, space: Workspace, user: str, view: Json, under: View | None) -> Json:
    added = service.surfaces.add(space.id, user, space.bot_id, view, under=under)
    return {"ok": True, "view": added.view}


def _named(view: View, arguments: Json) -> bool:
    if arguments.get("view_id"):
        return bool(view.id == arguments["view_id"])
    external = arguments.get("external_id")
    return bool(external) and bool(view.view["external_id"] == external)

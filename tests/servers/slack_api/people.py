"""auth.test, users.info, team.info, bots.info: who is who."""

from tests.servers.slack_api.caller import Caller
from tests.servers.slack_api.refusals import Refused
from tests.servers.slack_api.service import Service
from tests.servers.slack_api.shapes import person_json
from tests.servers.slack_api.world import APP, Json


def api_test(_service: Service, _caller: Caller, _arguments: Json) -> Json:
    """api.test."""
    return {"ok": True}


def auth_test(service: Service, caller: Caller, _arguments: Json) -> Json:
    """auth.test."""
    space = caller.here
    return {
        "ok": True,
        "url": f"{service.url}/",
        "team": space.name,
        "user": "greenroom",
        "team_id": space.id,
        "user_id": space.bot,
        "bot_id": space.bot_id,
        "is_enterprise_install": False,
    }


def users_info(_service: Service, caller: Caller, arguments: Json) -> Json:
    """users.info."""
    person = caller.here.people.get(str(arguments["user"]))
    if person is None:
        raise Refused("user_not_found")
    return {"ok": True, "user": person_json(caller.here, person)}


def team_info(_service: Service, caller: Caller, arguments: Json) -> Json:
    """team.info."""
    space = caller.here
    if arguments.get("team", space.id) != space.id:
        raise Refused("team_not_found")
    return {"ok": True, "team": {"id": space.id, "name": space.name, "domain": space.domain}}


def bots_info(_service: Service, caller: Caller, arguments: Json) -> Json:
    """bots.info."""
    space = caller.here
    if arguments.get("bot", space.bot_id) != space.bot_id:
        raise Refused("bot_not_found")
    bot = {"id": space.bot_id, "app_id": APP, "user_id": space.bot, "name": "greenroom"}
    return {"ok": True, "bot": {**bot, "deleted": False}}

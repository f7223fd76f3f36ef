"""Installing the app in a workspace, renewing its tokens, and taking it away."""

import secrets
from urllib.parse import urlencode

from tests.servers.slack_api.access import LIFETIME, Code
from tests.servers.slack_api.caller import Caller
from tests.servers.slack_api.refusals import Refused
from tests.servers.slack_api.service import Service
from tests.servers.slack_api.world import APP, Json, Workspace

CODE_LIFE = 600.0
"""Seconds in which a code can be exchanged."""


def authorize(service: Service, asked: dict[str, str]) -> tuple[int, str]:
    """Return status and location, or problem, of the page on which a person consents."""
    if asked.get("client_id") != service.client_id:
        return 400, "invalid_client_id"
    scopes = frozenset(one for one in asked.get("scope", "").split(",") if one)
    if not scopes:
        return 400, "no_scopes"
    target = asked.get("redirect_uri") or service.redirect_uri
    if not target:
        return 400, "bad_redirect_uri"
    answer = {"state": asked.get("state", "")}
    if service.consents is None:
        return 302, f"{target}?{urlencode({'error': 'access_denied', **answer})}"
    space = service.workspaces[service.consents]
    user = next(one.id for one in space.people.values() if one.admin)
    code = f"{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
    service.codes[code] = Code(
        team=space.id,
        user=user,
        scopes=scopes,
        redirect_uri=asked.get("redirect_uri", ""),
        at=service.clock.now(),
    )
    return 302, f"{target}?{urlencode({'code': code, **answer})}"


def access(service: Service, caller: Caller, arguments: Json) -> Json:
    """oauth.v2.access: a code, or a refresh token, for a token."""
    client = caller.basic or (arguments.get("client_id"), arguments.get("client_secret"))
    if client[0] != service.client_id:
        raise Refused("invalid_client_id")
    if client[1] != service.client_secret:
        raise Refused("bad_client_secret")
    match arguments.get("grant_type", "authorization_code"):
        case "authorization_code":
            return _exchanged(service, arguments)
        case "refresh_token":
            return _renewed(service, arguments)
        case _:
            raise Refused("invalid_grant_type")


def _exchanged(service: Service, arguments: Json) -> Json:
    key = str(arguments.get("code", ""))
    if key in service.spent_codes:
        raise Refused("code_already_used")
    code = service.codes.get(key)
    if code is None or service.clock.now() - code.at > CODE_LIFE:
        raise Refused("invalid_code")
    if arguments.get("redirect_uri", "") != code.redirect_uri:
        raise Refused("bad_redirect_uri")
    service.spent_codes.add(key)
    space = service.workspaces[code.team]
    space.installed = True
    return {**_token(service, space, code.scopes), "authed_user": {"id": code.user}}


def _renewed(service: Service, arguments: Json) -> Json:
    team = service.keys.refreshers.pop(str(arguments.get("refresh_token")), None)
    if team is None or not service.workspaces[team].installed:
        raise Refused("invalid_refresh_token")
    return _token(service, service.workspaces[team], service.granted)


def _token(service: Service, space: Workspace, scopes: frozenset[str]) -> Json:
    answer: Json = {
        "ok": True,
        "app_id": APP,
        "token_type": "bot",
        "scope": ",".join(sorted(scopes)),
        "bot_user_id": space.bot,
        "team": {"id": space.id, "name": space.name},
        "enterprise": None,
        "is_enterprise_install": False,
    }
    if not service.rotate_tokens:
        return {**answer, "access_token": service.keys.bot(space.id, scopes=scopes).value}
    token, refresher = service.keys.rotating(space.id, service.clock.now(), scopes)
    more = {"access_token": token.value, "refresh_token": refresher, "expires_in": LIFETIME}
    return {**answer, **more}


def uninstall(service: Service, caller: Caller, arguments: Json) -> Json:
    """apps.uninstall: the app takes itself away."""
    if arguments["client_id"] != service.client_id:
        raise Refused("invalid_client_id")
    if arguments["client_secret"] != service.client_secret:
        raise Refused("bad_client_secret")
    leave(service, caller.here)
    return {"ok": True}


def leave(service: Service, space: Workspace) -> None:
    """Take the app out of a workspace, and tell it."""
    revoke(service, space, final=False)
    event = {"type": "app_uninstalled", "event_ts": service.mint_ts()}
    service.emit(space.id, "app_uninstalled", event)
    service.keys.kill(space.id, "account_inactive")
    space.installed = False


def revoke(service: Service, space: Workspace, *, final: bool = True) -> None:
    """Let the tokens of a workspace end, and tell the app."""
    tokens = {"oauth": [], "bot": [space.bot]}
    event = {"type": "tokens_revoked", "tokens": tokens, "event_ts": service.mint_ts()}
    service.emit(space.id, "tokens_revoked", event)
    if final:
        service.keys.kill(space.id, "token_revoked")


def connect(service: Service, _caller: Caller, _arguments: Json) -> Json:
    """apps.connections.open: where the next websocket goes."""
    if service.sockets.refuse:
        raise Refused("internal_error")
    address = service.url.replace("http://", "ws://")
    return {"ok": True, "url": f"{address}/link/?ticket={service.sockets.ticket()}&app_id={APP}"}

"""Response URLs: five answers within thirty minutes, for one person unless said otherwise."""

import json

from aiohttp import web

from tests.servers.slack_api import events
from tests.servers.slack_api.chat import check_content, notify, remove
from tests.servers.slack_api.refusals import Refused
from tests.servers.slack_api.service import Service
from tests.servers.slack_api.shapes import message_json
from tests.servers.slack_api.surfaces import ANSWERS_LIFE, MOST_ANSWERS, ResponseUrl
from tests.servers.slack_api.world import Ephemeral, Json, Message

KNOWN = frozenset(
    """text blocks attachments response_type replace_original delete_original thread_ts mrkdwn
    unfurl_links unfurl_media link_names metadata""".split()
)


async def answer(service: Service, request: web.Request) -> web.Response:
    """Take one answer to a deed."""
    text = await request.text()
    try:
        _take(service, request.match_info["id"], text)
    except Refused as no:
        gone = no.error in ("expired_url", "used_url")
        return web.json_response(no.body(), status=404 if gone else 400)
    finally:
        service.watch.stir()
    return web.json_response({"ok": True})


def _take(service: Service, id_: str, text: str) -> None:
    used = service.surfaces.response_urls.get(id_)
    if used is None or service.clock.now() - used.at > ANSWERS_LIFE:
        raise Refused("expired_url")
    if used.uses >= MOST_ANSWERS:
        raise Refused("used_url")
    try:
        body = json.loads(text)
    except ValueError:
        raise Refused("invalid_payload") from None
    for name in sorted(set(body) - KNOWN):
        service.record.violate("unknown_argument", f"response_url: {name}")
    say(service, used, body, "response_url")
    used.uses += 1


def say(service: Service, used: ResponseUrl, body: Json, how: str) -> None:
    """Show an answer, or let it take the place of what was there."""
    if body.get("delete_original"):
        _replace(service, used, None)
        return
    content = check_content(service, how, body)
    notify(service, how, used.channel, body)
    if body.get("replace_original"):
        _replace(service, used, content)
        return
    thread = body.get("thread_ts")
    if body.get("response_type") == "in_channel":
        channel = service.channel(used.channel)
        service.say_as_bot(
            channel, text=content["text"], blocks=content["blocks"], thread_ts=thread
        )
        return
    service.ephemerals.append(
        Ephemeral(
            team=used.team,
            channel=used.channel,
            user=used.user,
            ts=service.mint_ts(),
            text=content["text"],
            blocks=content["blocks"],
            thread_ts=thread,
            how="ack" if how == "ack" else "response_url",
        )
    )


def _replace(service: Service, used: ResponseUrl, content: Json | None) -> None:
    hidden = next((one for one in service.ephemerals if one.ts == used.source), None)
    if hidden is not None:
        if content is None:
            service.ephemerals.remove(hidden)
        else:
            hidden.text, hidden.blocks = content["text"], content["blocks"]
        return
    channel = service.channel(used.channel)
    said: Message | None = channel.messages.get(used.source or "")
    if said is None:
        raise Refused("message_not_found")
    if content is None:
        remove(service, channel, said)
        return
    space = service.workspaces[used.team]
    before = message_json(space, said)
    said.text, said.blocks = content["text"], content["blocks"]
    now = message_json(space, said)
    service.emit_message(channel, events.changed(service, now, before, channel))

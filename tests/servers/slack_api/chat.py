"""chat.*: what the bot says, and what it may not say."""

import json
import re

from tests.servers.slack_api import events
from tests.servers.slack_api.blocks import check_blocks, with_ids
from tests.servers.slack_api.caller import Caller
from tests.servers.slack_api.mentions import targets
from tests.servers.slack_api.record import Ping
from tests.servers.slack_api.refusals import Refused, invalid
from tests.servers.slack_api.service import Service
from tests.servers.slack_api.shapes import message_json
from tests.servers.slack_api.world import Channel, Ephemeral, Json, Message

MOST_TEXT = 40_000
"""Characters, after which a post is truncated."""
MOST_EDITED = 4_000
MOST_METADATA = 16_000
"""Bytes of a metadata payload."""
TS = re.compile(r"\d{10}\.\d{6}")


def post_message(service: Service, caller: Caller, arguments: Json) -> Json:
    """chat.postMessage."""
    channel = _writable(service, caller, arguments)
    content = check_content(service, "chat.postMessage", arguments)
    thread = _thread(service, channel, arguments)
    pause = service.limits.check_message(channel.id, service.elapsed())
    if pause is not None:
        raise Refused("ratelimited", retry_after=pause)
    broadcast = thread is not None and arguments.get("reply_broadcast") in (True, "true", 1, "1")
    notify(service, "chat.postMessage", channel.id, arguments)
    said = service.say_as_bot(
        channel,
        text=content["text"][:MOST_TEXT],
        blocks=content["blocks"],
        attachments=arguments.get("attachments") or [],
        metadata=_metadata(arguments),
        thread_ts=thread,
        subtype="thread_broadcast" if broadcast else None,
    )
    shown = message_json(caller.here, said, metadata=True)
    return {"ok": True, "channel": channel.id, "ts": said.ts, "message": shown}


def post_ephemeral(service: Service, caller: Caller, arguments: Json) -> Json:
    """chat.postEphemeral."""
    channel = _writable(service, caller, arguments)
    content = check_content(service, "chat.postEphemeral", arguments)
    if "metadata" in arguments:
        service.record.violate("unknown_argument", "chat.postEphemeral: metadata is not kept")
    if arguments["user"] not in channel.members:
        raise Refused("user_not_in_channel")
    notify(service, "chat.postEphemeral", channel.id, arguments)
    ephemeral = Ephemeral(
        team=channel.team,
        channel=channel.id,
        user=arguments["user"],
        ts=service.mint_ts(),
        text=content["text"],
        blocks=content["blocks"],
        thread_ts=_thread(service, channel, arguments),
        how="postEphemeral",
    )
    service.ephemerals.append(ephemeral)
    return {"ok": True, "message_ts": ephemeral.ts}


def update(service: Service, caller: Caller, arguments: Json) -> Json:
    """chat.update."""
    channel, said = _own(service, caller, arguments, "cant_update_message")
    if channel.archived:
        raise Refused("is_inactive")
    if len(str(arguments.get("text", ""))) > MOST_EDITED:
        raise Refused("msg_too_long")
    content = check_content(service, "chat.update", arguments)
    if said.blocks and "blocks" not in arguments:
        service.record.violate("update_without_blocks", f"{channel.id} {said.ts}")
    before = message_json(caller.here, said)
    notify(service, "chat.update", channel.id, arguments)
    said.text = content["text"]
    if "blocks" in arguments or arguments.get("markdown_text"):
        said.blocks = content["blocks"]
    said.edited = {"user": said.user, "ts": service.mint_ts()}
    if "metadata" in arguments:
        said.metadata = _metadata(arguments) or None
    now = message_json(caller.here, said)
    service.emit_message(channel, events.changed(service, now, before, channel))
    return {"ok": True, "channel": channel.id, "ts": said.ts, "text": said.text, "message": now}


def delete(service: Service, caller: Caller, arguments: Json) -> Json:
    """chat.delete."""
    channel, said = _own(service, caller, arguments, "cant_delete_message")
    remove(service, channel, said)
    return {"ok": True, "channel": channel.id, "ts": said.ts}


def remove(service: Service, channel: Channel, said: Message) -> None:
    """Take a message away; one that has replies leaves a tombstone."""
    space = service.workspaces[channel.team]
    before = message_json(space, said)
    if len(channel.thread(said.ts)) > 1:
        said.subtype, said.text, said.blocks, said.files = (
            "tombstone",
            "This message was deleted.",
            [],
            (),
        )
        said.user, said.bot_id, said.metadata = "USLACKBOT", None, None
        now = {**message_json(space, said), "hidden": True}
        service.emit_message(channel, events.changed(service, now, before, channel))
        return
    del channel.messages[said.ts]
    service.emit_message(channel, events.deleted(service, before, channel))


def check_content(service: Service, method: str, arguments: Json) -> Json:
    """Return text and blocks; raises Refused where there is nothing or too much to say."""
    text = arguments.get("text", "")
    markdown = arguments.get("markdown_text", "")
    if not isinstance(text, str):
        raise invalid("must provide a string [json-pointer:/text]")
    if markdown and (text or arguments.get("blocks")):
        raise Refused("markdown_text_conflict")
    blocks = decoded(arguments.get("blocks") or [], "invalid_blocks_format")
    blocks = with_ids(check_blocks(blocks, "message"))
    for block in blocks:
        if block["type"] == "image" and "slack_file" in block:
            _check_file(service, block["slack_file"])
    if not (text or markdown or blocks or arguments.get("attachments")):
        raise Refused("no_text")
    if not (text.strip() or markdown):
        service.record.violate("no_text", f"{method}: no top-level text")
    return {"text": text or markdown, "blocks": blocks}


def _check_file(service: Service, named: Json) -> None:
    for space in service.workspaces.values():
        file = space.files.get(str(named.get("id")))
        if file is not None and file.ready_at <= service.clock.now():
            return
    raise invalid("invalid slack file [json-pointer:/blocks/slack_file]", error="invalid_blocks")


def notify(service: Service, how: str, channel: str, arguments: Json) -> None:
    """Note whom a message pings."""
    for target in targets(arguments):
        service.record.pings.append(Ping(target=target, channel=channel, how=how))


def decoded(value: object, error: str) -> object:
    """Return what a form field says in JSON; raises Refused."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise Refused(error) from None


def _metadata(arguments: Json) -> Json | None:
    metadata = decoded(arguments.get("metadata"), "invalid_metadata_format")
    if metadata is None or metadata == {}:
        return None
    if not isinstance(metadata, dict):
        raise Refused("invalid_metadata_format")
    payload = metadata.get("event_payload")
    named = isinstance(metadata.get("event_type"), str) and isinstance(payload, dict)
    if not named or set(metadata) - {"event_type", "event_payload"}:
        raise Refused("invalid_metadata_schema")
    if len(json.dumps(payload).encode()) > MOST_METADATA:
        raise Refused("metadata_too_large")
    return metadata


def _writable(service: Service, caller: Caller, arguments: Json) -> Channel:
    space, id_ = caller.here, str(arguments["channel"])
    if id_ in space.people:
        return space.im(id_)
    channel = service.visible(space.id, id_)
    if channel.archived:
        raise Refused("is_archived")
    if channel.kind == "im" and not service.messages_tab:
        raise Refused("messages_tab_disabled")
    if space.bot not in channel.members:
        if "chat:write.public" not in service.granted or channel.kind != "public":
            raise Refused("not_in_channel")
        service.record.used_scopes.add("chat:write.public")
    return channel


def _thread(service: Service, channel: Channel, arguments: Json) -> str | None:
    ts = arguments.get("thread_ts")
    if ts is None:
        return None
    if not isinstance(ts, str) or not TS.fullmatch(ts):
        raise Refused("invalid_thread_ts")
    root = channel.messages.get(ts)
    if root is None:
        raise Refused("thread_not_found")
    if root.is_reply:
        service.record.violate("reply_as_parent", f"{channel.id} {ts}")
        return root.thread_ts
    root.thread_ts = root.ts
    return ts


def _own(service: Service, caller: Caller, arguments: Json, error: str) -> tuple[Channel, Message]:
    channel = service.visible(caller.here.id, str(arguments["channel"]))
    said = channel.messages.get(str(arguments["ts"]))
    if said is None or said.subtype == "tombstone":
        raise Refused("message_not_found")
    if said.bot_id != caller.here.bot_id:
        raise Refused(error)
    return channel, said

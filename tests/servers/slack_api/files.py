"""files.*: what people share, and what the bot uploads in three steps."""

import mimetypes

from tests.servers.slack_api.blocks import check_blocks
from tests.servers.slack_api.caller import Caller
from tests.servers.slack_api.chat import decoded, notify
from tests.servers.slack_api.refusals import Refused, invalid
from tests.servers.slack_api.service import Service
from tests.servers.slack_api.shapes import file_json
from tests.servers.slack_api.world import Channel, File, Json

MOST_ALT = 1000
MOST_SNIPPET = 1_000_000


def info(service: Service, caller: Caller, arguments: Json) -> Json:
    """files.info."""
    file = caller.here.files.get(str(arguments["file"]))
    if file is None:
        raise Refused("file_not_found")
    return {"ok": True, "file": file_json(service.url, file, now=service.clock.now())}


def get_upload_url(service: Service, caller: Caller, arguments: Json) -> Json:
    """files.getUploadURLExternal."""
    try:
        length = int(arguments["length"])
    except ValueError:
        raise invalid("must be an integer [json-pointer:/length]") from None
    if length <= 0:
        raise Refused("missing_argument")
    if len(str(arguments.get("alt_txt", ""))) > MOST_ALT:
        raise Refused("alt_txt_too_large")
    if arguments.get("snippet_type") and length > MOST_SNIPPET:
        raise Refused("snippet_too_large")
    file = new_file(service, caller.here.id, caller.here.bot, str(arguments["filename"]), b"")
    file.alt = str(arguments.get("alt_txt", ""))
    service.uploads[file.id] = length
    url = f"{service.url}/upload/v1/{file.team}-{file.id}"
    return {"ok": True, "upload_url": url, "file_id": file.id}


def complete_upload(service: Service, caller: Caller, arguments: Json) -> Json:
    """files.completeUploadExternal; with a channel, the files are shared there."""
    named = decoded(arguments["files"], "invalid_arguments")
    if not isinstance(named, list) or not named:
        raise invalid("must provide an array [json-pointer:/files]")
    found = []
    for one in named:
        file = caller.here.files.get(str(one.get("id")))
        if file is None or file.id not in service.uploads:
            raise Refused("file_not_found")
        if not file.content:
            raise Refused("file_update_failed")
        found.append((file, one))
    channel = _channel(service, caller, arguments)
    for file, one in found:
        del service.uploads[file.id]
        file.title = str(one.get("title") or file.name)
        file.ready_at = service.clock.now() + service.files_ready_after
    if channel is not None:
        if arguments.get("blocks"):
            check_blocks(decoded(arguments["blocks"], "invalid_blocks"), "message")
        notify(service, "files.completeUploadExternal", channel.id, arguments)
        service.say_as_bot(
            channel,
            text=str(arguments.get("initial_comment", "")),
            files=tuple(file for file, _ in found),
            subtype="file_share",
            thread_ts=arguments.get("thread_ts"),
        )
    shown = [{"id": file.id, "title": file.title} for file, _ in found]
    return {"ok": True, "files": shown}


def _channel(service: Service, caller: Caller, arguments: Json) -> Channel | None:
    id_ = arguments.get("channel_id") or arguments.get("channels")
    if not id_:
        return None
    channel = service.visible(caller.here.id, str(id_))
    if caller.here.bot not in channel.members:
        raise Refused("not_in_channel")
    thread = arguments.get("thread_ts")
    if thread:
        if thread not in channel.messages:
            raise Refused("thread_not_found")
        channel.messages[thread].thread_ts = thread
    return channel


def new_file(service: Service, team: str, user: str, name: str, content: bytes) -> File:
    """Keep a new file of someone."""
    mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
    file = File(
        id=service.mint("F"),
        team=team,
        name=name,
        user=user,
        content=content,
        mimetype=mimetype,
        filetype=name.rpartition(".")[2] if "." in name else "binary",
    )
    service.workspaces[team].files[file.id] = file
    return file

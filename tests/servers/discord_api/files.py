"""Files: taken from a request or a person, and served again."""

from urllib.parse import quote

from aiohttp import web

from tests.servers.discord_api.core import Core
from tests.servers.discord_api.rules import listed
from tests.servers.discord_api.rules_messages import shown_media
from tests.servers.discord_api.wire import Json, Upload
from tests.servers.discord_api.world import Attachment, Channel, Message, walk

PATH = "/attachments/{channel_id}/{attachment_id}/{name}"


def stored(core: Core, place: Channel, name: str, data: bytes) -> Attachment:
    """Keep a file; return it with the address where it can be fetched."""
    id_ = core.clock.snowflake()
    url = f"{core.files_url}/attachments/{place.id}/{id_}/{quote(name)}"
    core.files[id_] = Attachment(id=id_, name=name, url=url, data=data)
    return core.files[id_]


def attach(core: Core, message: Message, body: Json, files: list[Upload]) -> None:
    """Give a message its files: those that it keeps and those that came with the request."""
    described = {str(one.get("id")): one for one in listed(body, "attachments")}
    if "attachments" in body:
        message.attachments = [one for one in message.attachments if one.id in described]
    for upload in files:
        about = described.get(upload.index, {})
        file = stored(core, message.channel, about.get("filename") or upload.name, upload.data)
        file.description = about.get("description")
        message.attachments.append(file)
    _resolve(message)


def _resolve(message: Message) -> None:
    files = {f"attachment://{one.name}": one for one in message.attachments}
    for media in shown_media(message.components + message.embeds):
        if file := files.get(media["url"]):
            file.shown = False
            media |= {"url": file.url, "proxy_url": file.url, "attachment_id": file.id}
            media |= {"width": 600, "height": 400, "content_type": "image/png"}
    for one in walk(message.components):
        if one["type"] == 13 and one["file"].get("attachment_id"):
            found = next(each for each in message.attachments if each.url == one["file"]["url"])
            one |= {"name": found.name, "size": len(found.data)}


async def serve(core: Core, request: web.Request) -> web.Response:
    """Answer a download."""
    file = core.files.get(request.match_info["attachment_id"])
    if file is None:
        return web.Response(status=404, text="This content is no longer available.")
    return web.Response(body=file.data, content_type="application/octet-stream")

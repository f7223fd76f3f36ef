"""Files: taken from a request or a person, and served again."""

from urllib.parse import quote

from aiohttp import web

from tests.servers.discord_api.core import Core
from tests.servers.discord_api.rules import listed
from tests.servers.discord_api.rules_messages import referenced, shown_media
from tests.servers.discord_api.wire import Json, Upload
from tests.servers.discord_api.world import Attachment, Channel, Message, walk

PATH = "/attachments/{channel_id}/{attachment_id}/{name}"


def stored(core: Core, place: Channel, name: str, data: bytes) -> Attachment:
    """Return a file with the address where it can be fetched."""
    id_ = core.clock.snowflake()
    url = f"{core.files_url}/attachments/{place.id}/{id_}/{quote(name)}"
    return Attachment(id=id_, name=name, url=url, data=data)


def attach(core: Core, message: Message, body: Json, files: list[Upload]) -> None:
    """Give a message its files: those that it keeps and those that came with the request."""
    described = listed(body, "attachments")
    names = {str(one.get("id")): one.get("filename") for one in described}
    if "attachments" in body:
        message.attachments = [one for one in message.attachments if one.id in names]
    for file in files:
        name = names.get(file.index) or file.name
        message.attachments.append(stored(core, message.channel, name, file.data))
    shown = referenced(message.components)
    for embed in message.embeds:
        pictures = (embed.get(key) or {} for key in ("image", "thumbnail"))
        shown |= {one.get("url", "").removeprefix("attachment://") for one in pictures}
    for one in message.attachments:
        one.shown = one.name not in shown
    _resolve(message)


def _resolve(message: Message) -> None:
    urls = {f"attachment://{one.name}": one for one in message.attachments}
    for media in shown_media(message.components):
        if file := urls.get(media["url"]):
            media |= {"url": file.url, "proxy_url": file.url, "attachment_id": file.id}
            media |= {"width": 600, "height": 400, "content_type": "image/png"}
    for one in walk(message.components):
        if one["type"] == 13 and one["file"].get("attachment_id"):
            found = next(each for each in message.attachments if each.url == one["file"]["url"])
            one |= {"name": found.name, "size": len(found.data)}


async def serve(core: Core, request: web.Request) -> web.Response:
    """Answer a download."""
    channel = core.channels.get(request.match_info["channel_id"])
    messages = channel.messages.values() if channel else ()
    for message in messages:
        for one in message.attachments:
            if one.id == request.match_info["attachment_id"]:
                return web.Response(body=one.data, content_type="application/octet-stream")
    return web.Response(status=404, text="This content is no longer available.")

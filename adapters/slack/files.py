"""Files: text that people attach; pictures and files of ours."""

import asyncio
import io
from collections.abc import Sequence

import aiohttp

from adapters.slack import payloads
from adapters.slack.calls import Calls
from adapters.slack.failures import BROKEN, Declined, sorted_out
from adapters.slack.inbound import FILE_MOST, is_text
from adapters.slack.workspaces import Workspace
from bot.errors import PlatformDown, PlatformError
from bot.messages import File, Image

ALT = 1000
"""Characters of the words for an uploaded picture."""
READ_WITHIN = aiohttp.ClientTimeout(total=2)
"""Seconds, since the event has to be acknowledged within three."""


async def read_text(calls: Calls, workspace: Workspace, file: payloads.File) -> str | None:
    """Return what a text file says; None where it is none, too long, or cannot be had."""
    if not file.url_private_download and not file.name:
        file = await _in_full(calls, workspace, file)
    if not is_text(file):
        return None
    headers = {"Authorization": f"Bearer {workspace.token}"}
    try:
        async with calls.session.get(
            file.url_private_download, headers=headers, timeout=READ_WITHIN
        ) as response:
            # A login page is what comes where the token may not read the file.
            if response.status != 200 or response.content_type == "text/html":  # noqa: PLR2004
                return None
            content = await response.content.read(FILE_MOST + 1)
    except BROKEN:
        return None
    return content.decode("utf-8", "replace") if len(content) <= FILE_MOST else None


async def _in_full(calls: Calls, workspace: Workspace, file: payloads.File) -> payloads.File:
    """Return a file of which an event of a shared channel named the id alone."""
    try:
        answer = await calls.make(
            workspace, "files.info", lambda client: client.files_info(file=file.id)
        )
        return payloads.File.model_validate(answer.get("file"))
    except (PlatformError, Declined, ValueError):
        return file


async def upload(calls: Calls, workspace: Workspace | None, image: Image) -> str:
    """Return the id of an uploaded picture, which nobody sees until a message shows it.

    Raises Declined, RateLimited and PlatformDown.
    """
    name = await _stored(calls, workspace, "picture.png", image.png, image.alt[:ALT])
    await calls.make(
        workspace,
        "files.completeUploadExternal",
        lambda client: client.files_completeUploadExternal(files=[{"id": name}]),
    )
    return name


async def hand_over(
    calls: Calls, workspace: Workspace | None, files: Sequence[File], channel: str
) -> None:
    """Send files to a conversation, as one message.

    Raises Declined, RateLimited and PlatformDown.
    """
    names = [await _stored(calls, workspace, file.name, file.data, "") for file in files]
    await calls.make(
        workspace,
        "files.completeUploadExternal",
        lambda client: client.files_completeUploadExternal(
            files=[{"id": name} for name in names], channel_id=channel
        ),
    )


async def _stored(
    calls: Calls, workspace: Workspace | None, filename: str, data: bytes, alt: str
) -> str:
    place = await calls.make(
        workspace,
        "files.getUploadURLExternal",
        lambda client: client.files_getUploadURLExternal(
            filename=filename, length=len(data), alt_txt=alt or None
        ),
    )
    try:
        async with calls.session.post(str(place["upload_url"]), data=io.BytesIO(data)) as response:
            if response.status != 200:  # noqa: PLR2004 - HTTP
                raise PlatformDown(f"HTTP {response.status}")
    except BROKEN as error:
        raise sorted_out(error) from error
    return str(place["file_id"])


async def processed() -> None:
    """Wait a moment: a picture can be shown once Slack has looked at it, which it does not say."""
    await asyncio.sleep(1.0)

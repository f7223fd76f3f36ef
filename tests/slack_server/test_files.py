"""Files that people share, and pictures that the bot uploads."""

import pytest
from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack_api import ADA, PREP, File, SlackApi
from tests.slack_server.conftest import Requests

PNG = b"\x89PNG not really"


async def fetched(raw: Requests, file: File, token: str) -> tuple[str, bytes]:
    """Return content type and body of a file's private address."""
    url = f"{raw.slack.url}/files-pri/{file.team}-{file.id}/download/{file.name}"
    headers = {"Authorization": f"Bearer {token}"}
    async with raw.session.get(url, headers=headers) as answer:
        return answer.content_type, await answer.read()


async def test_a_file_wants_the_token(slack: SlackApi, raw: Requests) -> None:
    """A file is read with the bot's token; without it there is a page to sign in, and a 200."""
    file = slack.snippet("print(1)", "a.py", ADA)
    await slack.say(ADA, PREP, "here", files=[file])
    assert await fetched(raw, file, slack.bot_token) == ("text/plain", b"print(1)")
    assert (await fetched(raw, file, "xoxb-other"))[0] == "text/html"
    assert slack.needed_scopes() >= {"files:read"}
    slack.granted -= {"files:read"}
    assert (await fetched(raw, file, slack.bot_token))[0] == "text/html"


async def test_a_hidden_file_has_to_be_asked_for(slack: SlackApi, client: AsyncWebClient) -> None:
    """A file of a shared channel comes as an id; files.info says the rest."""
    file = slack.snippet("text", "a.txt", ADA)
    file.hidden = True
    await slack.say(ADA, PREP, "here", files=[file])
    (shown,) = slack.deliveries[0].payload["event"]["files"]
    assert shown == {"id": file.id, "mode": "file_access", "file_access": "check_file_info"}
    found = (await client.files_info(file=file.id))["file"]
    assert (found["size"], "url_private_download" in found) == (4, True)


async def test_an_upload(slack: SlackApi, client: AsyncWebClient) -> None:
    """The SDK's three steps put a picture into a thread; its ts is known to files.info alone."""
    root = await slack.say(ADA, PREP, "root")
    answer = await client.files_upload_v2(
        content=PNG, filename="a.png", channel=PREP, thread_ts=root.ts, initial_comment="look"
    )
    (said,) = slack.replies(PREP, root.ts)
    assert (said.text, said.files[0].content) == ("look", PNG)
    info = (await client.files_info(file=answer["files"][0]["id"]))["file"]
    assert info["shares"] == {"public": {PREP: [{"ts": said.ts}]}}
    assert "files:write" in slack.needed_scopes()


async def test_an_upload_has_the_length_that_was_announced(raw: Requests) -> None:
    """Other bytes than announced are refused, and what was not uploaded cannot be completed."""
    asked = await raw.call("files.getUploadURLExternal", filename="a.png", length=3)
    async with raw.session.post(asked.body["upload_url"], data=b"four") as answer:
        assert answer.status == 400
    files = [{"id": asked.body["file_id"]}]
    done = await raw.call("files.completeUploadExternal", files=files)
    assert done.error == "file_update_failed"
    assert (
        await raw.call("files.completeUploadExternal", files=[{"id": "F0"}])
    ).error == "file_not_found"


async def test_a_picture_takes_a_while(
    slack: SlackApi, client: AsyncWebClient, raw: Requests
) -> None:
    """A fresh upload has no type and cannot be shown in a block until Slack has processed it."""
    slack.files_ready_after = 2.0
    answer = await client.files_upload_v2(content=PNG, filename="a.png")
    id_ = answer["files"][0]["id"]
    block = {"type": "image", "slack_file": {"id": id_}, "alt_text": "a"}
    early = await raw.call("chat.postMessage", channel=PREP, text="x", blocks=[block])
    assert (early.error, "invalid slack file" in early.reasons) == ("invalid_blocks", True)
    assert (await client.files_info(file=id_))["file"]["mimetype"] == ""
    slack.clock.skip(2)
    assert (await client.files_info(file=id_))["file"]["mimetype"] == "image/png"
    assert (
        await raw.call("chat.postMessage", channel=PREP, text="x", blocks=[block])
    ).error is None


@pytest.mark.parametrize("length", [0, -1])
async def test_an_empty_upload(raw: Requests, length: int) -> None:
    """Nothing cannot be uploaded."""
    answer = await raw.call("files.getUploadURLExternal", filename="a.png", length=length)
    assert answer.error == "missing_argument"


async def test_uploads_need_no_token(slack: SlackApi, raw: Requests) -> None:
    """The upload address is a secret of its own."""
    asked = await raw.call("files.getUploadURLExternal", filename="a.png", length=3)
    async with (
        ClientSession() as session,
        session.post(asked.body["upload_url"], data=b"abc") as answer,
    ):
        assert answer.status == 200
    assert slack.uploads == {asked.body["file_id"]: 3}

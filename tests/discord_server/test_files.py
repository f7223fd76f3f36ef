"""Files, sent and fetched."""

import json

import aiohttp

from tests.discord_server.raw import Raw
from tests.servers.discord_api import TOKEN, DiscordApi, Json

V2 = 1 << 15
PICTURE = {"type": 12, "items": [{"media": {"url": "attachment://a.png"}}]}


async def upload(raw: Raw, server: DiscordApi, body: Json, *names: str) -> tuple[int, Json]:
    """Send a message with files."""
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("payload_json", json.dumps(body))
    for n, name in enumerate(names):
        form.add_field(f"files[{n}]", b"bytes of " + name.encode(), filename=name)
    url = f"{server.url}/channels/{server.practice.id}/messages"
    headers = {"Authorization": f"Bot {TOKEN}"}
    async with raw.session.post(url, data=form, headers=headers) as response:
        return response.status, await response.json()


async def test_a_file_can_be_fetched_from_its_address(raw: Raw, server: DiscordApi) -> None:
    """The address needs no token."""
    status, message = await upload(raw, server, {"content": "x"}, "a.txt")
    (file,) = message["attachments"]
    assert (status, file["filename"]) == (200, "a.txt")
    async with raw.session.get(file["url"]) as response:
        assert await response.read() == b"bytes of a.txt"


async def test_a_file_that_a_component_shows_is_not_listed(raw: Raw, server: DiscordApi) -> None:
    """Its address is in the component instead."""
    _, message = await upload(raw, server, {"flags": V2, "components": [PICTURE]}, "a.png")
    url = message["components"][0]["items"][0]["media"]["url"]
    assert message["attachments"] == []
    async with raw.session.get(url) as response:
        assert await response.read() == b"bytes of a.png"


async def test_a_file_that_an_embed_shows_is_not_listed(raw: Raw, server: DiscordApi) -> None:
    """As with components."""
    embed = {"title": "x", "image": {"url": "attachment://a.png"}}
    _, message = await upload(raw, server, {"embeds": [embed]}, "a.png")
    assert message["attachments"] == []
    assert message["embeds"][0]["image"]["url"].startswith("http://127.0.0.1")


async def test_the_file_of_a_person_can_be_fetched(raw: Raw, server: DiscordApi) -> None:
    """As the bot reads an answer that came as a file."""
    sent = await server.say(server.bo, server.practice, "", files=[("a b.md", b"long answer")])
    _, message = await raw("GET", f"/channels/{server.practice.id}/messages/{sent.id}")
    (file,) = message["attachments"]
    assert (file["filename"], file["size"]) == ("a b.md", 11)
    async with raw.session.get(file["url"]) as response:
        assert await response.read() == b"long answer"


async def test_ten_files_are_the_most(raw: Raw, server: DiscordApi) -> None:
    """One more is refused."""
    status, answer = await upload(raw, server, {}, *(f"{n}.txt" for n in range(11)))
    assert (status, answer["code"]) == (400, 50035)


async def test_a_file_that_is_not_mentioned_again_stays(raw: Raw, server: DiscordApi) -> None:
    """An edit with an empty list of attachments drops it, one without a list keeps it."""
    _, message = await upload(raw, server, {"content": "x"}, "a.txt")
    path = f"/channels/{server.practice.id}/messages/{message['id']}"
    _, kept = await raw("PATCH", path, {"content": "y"})
    _, dropped = await raw("PATCH", path, {"attachments": []})
    assert [len(one["attachments"]) for one in (kept, dropped)] == [1, 0]

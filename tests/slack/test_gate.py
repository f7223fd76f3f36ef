"""Requests that do not come from Slack, or not in one piece: refused, and handled never."""

import io
import json
import random
import time
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import aiohttp
import pytest
import structlog

from bot.packs import Bank
from storage.store import SqlStore
from tests.fakes import FixedClock
from tests.servers.slack_api import BEN, PREP
from tests.servers.slack_api.by_http import Request
from tests.slack.room import SlackRoom, room_of

MUTATIONS = 1000
SIGNATURE, TIMESTAMP = "X-Slack-Signature", "X-Slack-Request-Timestamp"


@pytest.fixture
async def room(store: SqlStore, clock: FixedClock, bank: Bank) -> AsyncIterator[SlackRoom]:
    """Return a room to which Slack sends requests."""
    async with room_of("http", store, clock, bank) as room:
        yield room


async def genuine(room: SlackRoom) -> list[Request]:
    """Return a request of each kind, as they were sent."""
    await room.asked()
    await room.slack.say(BEN, PREP, "The first SECRETWORD.", thread_ts=room.question().ts)
    await room.slash(BEN, "board", "/prep")
    await room.slack.press(BEN, room.question(), "choice-1")
    await room.quiet()
    return room.slack.requests()


def mutated(
    request: Request, headers: dict[str, str], chance: random.Random
) -> tuple[bytes, dict[str, str]]:
    """Return a request in which something that its signature vouches for is another."""
    body, headers = request.body, dict(headers)
    at = chance.randrange(len(body))
    sign = headers[SIGNATURE]
    match chance.randrange(8):
        case 0:
            body = body[:at] + bytes([body[at] ^ (1 << chance.randrange(8))]) + body[at + 1 :]
        case 1:
            body = body[:at]
        case 2:
            body += chance.choice([b" ", b"&a=b", b"\x00", b"{}"])
        case 3:
            place = chance.randrange(3, len(sign))
            other = chance.choice([one for one in "0123456789abcdef" if one != sign[place]])
            headers[SIGNATURE] = sign[:place] + other + sign[place + 1 :]
        case 4:
            headers[SIGNATURE] = chance.choice(["", "v0=", sign[3:], "v1" + sign[2:], sign[:-1]])
        case 5:
            headers[TIMESTAMP] = str(int(headers[TIMESTAMP]) + chance.choice([-1, 1, 299, -299]))
        case 6:
            headers[TIMESTAMP] = chance.choice(["", "now", "-1", "1e9", "9" * 40, "\u0661\u0662"])
        case _:
            del headers[chance.choice([SIGNATURE, TIMESTAMP])]
    return body, headers


async def test_mutated_requests(room: SlackRoom) -> None:
    """Of 1,000 requests that were changed on the way none is taken."""
    requests = await genuine(room)
    chance = random.Random(1)  # noqa: S311 - no secret comes of it
    before = len(room.life.taken)
    statuses = set()
    async with aiohttp.ClientSession() as session:
        for number in range(MUTATIONS):
            request = requests[number % len(requests)]
            proof = room.slack.sign(request.body, at=time.time() - chance.randrange(100))
            body, headers = mutated(request, proof, chance)
            headers["Content-Type"] = request.content_type
            async with session.post(request.url, data=body, headers=headers) as answer:
                statuses.add(answer.status)

    assert statuses == {401}
    assert len(room.life.taken) == before


async def send(room: SlackRoom, body: bytes, content_type: str, *, age: float = 0) -> int:
    """Send something with a genuine signature; return the status."""
    headers = room.slack.sign(body, at=time.time() - age) | {"Content-Type": content_type}
    url = f"{room.life.url}/slack/events"
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=io.BytesIO(body), headers=headers) as answer,
    ):
        return answer.status


async def test_requests_of_another_time(room: SlackRoom) -> None:
    """A request that was signed more than five minutes ago, or ahead of time, is refused."""
    body = b'{"type": "url_verification", "challenge": "c"}'

    assert await send(room, body, "application/json", age=200) == 200
    assert await send(room, body, "application/json", age=301) == 401
    assert await send(room, body, "application/json", age=-302) == 401


async def test_a_request_that_is_replayed(room: SlackRoom) -> None:
    """What was taken once is refused the second time, with the very same signature."""
    (request, *_) = await genuine(room)
    proof = room.slack.sign(request.body, at=time.time() - 30)

    assert (await room.slack.poster.post(request, proof))[0] == 200
    assert (await room.slack.poster.post(request, proof))[0] == 401


async def test_a_failed_request_comes_as_it_was(room: SlackRoom) -> None:
    """What could not be stored may come again with the same signature: it was not taken."""
    requests = await genuine(room)
    message = next(one for one in requests if b"SECRETWORD" in one.body)
    proof = room.slack.sign(message.body, at=time.time() - 30)
    room.life.flaws.not_stored = 1

    assert (await room.slack.poster.post(message, proof))[0] == 503
    assert (await room.slack.poster.post(message, proof))[0] == 200


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"\xff\xfe", "application/json", 401),
        (b"[" * 100_000, "application/json", 400),
        (b"payload=%7B", "application/x-www-form-urlencoded", 400),
        (b"a=b", "application/x-www-form-urlencoded", 400),
        (b"payload={}", "text/plain", 400),
        (b"x" * (1024 * 1024 + 1), "application/json", 413),
    ],
    ids=["empty", "cut", "a list", "no text", "deep", "cut form", "other form", "type", "large"],
)
async def test_what_cannot_be_read(
    room: SlackRoom, body: bytes, content_type: str, status: int
) -> None:
    """A signed request that Slack would not send is refused, and so is one that is too large."""
    assert await send(room, body, content_type) == status


@pytest.mark.parametrize("kind", ["message", "app_home_opened", "channel_deleted"])
async def test_events_without_what_they_need(room: SlackRoom, kind: str) -> None:
    """An event that lacks what its kind has is refused."""
    body = {"type": "event_callback", "team_id": "T0TEAM", "event": {"type": kind}}

    assert await send(room, json.dumps(body).encode(), "application/json") == 400


async def test_logs_hold_no_bodies(room: SlackRoom) -> None:
    """A refusal is logged with its reason, and without anything that was sent."""
    with structlog.testing.capture_logs() as logs:
        await send(room, b'{"text": "SECRETWORD"', "application/json")
        await send(room, b'{"text": "SECRETWORD"}', "application/json", age=400)
        await send(room, urlencode({"SECRETWORD": "1"}).encode(), "text/html")

    assert [(one["status"], one["why"]) for one in logs] == [
        (400, "malformed"),
        (401, "bad or old signature"),
        (400, "malformed"),
    ]
    assert "SECRETWORD" not in str(logs)

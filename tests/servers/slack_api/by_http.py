"""Signed requests to the URLs of the app (docs.slack.dev/apis/events-api, interactivity)."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.servers.slack_api.deliveries import Carried, Delivery, Wrapping
from tests.servers.slack_api.signing import signed
from tests.servers.slack_api.world import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request as it is about to be sent."""

    url: str
    body: bytes
    content_type: str
    headers: dict[str, str]
    """Without those that sign it."""


class Poster:
    """Sends what happened to the app's URLs."""

    def __init__(self, secret: str, urls: dict[Wrapping, str], clock: Callable[[], float]) -> None:
        self.secret = secret
        self.urls = urls
        self.ack_within = 3.0
        self.sent: list[Request] = []
        """Every request, without the retries."""
        self.clock = clock
        """Tells when a request is signed; the app judges that by its own clock."""
        self._session: ClientSession | None = None

    def request(self, delivery: Delivery, attempt: int, reason: str) -> Request:
        """Return what an attempt looks like."""
        body, content_type = _written(delivery)
        headers = {}
        if attempt:
            headers = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        url = self.urls[delivery.wrapping]
        return Request(url=url, body=body.encode(), content_type=content_type, headers=headers)

    async def carry(self, delivery: Delivery, attempt: int, reason: str) -> Carried:
        """Post to the URL for this, and take its answer for the ack."""
        request = self.request(delivery, attempt, reason)
        if not attempt:
            self.sent.append(request)
        try:
            status, headers, text = await self.post(
                request, signed(self.secret, self.clock(), request.body)
            )
        except TimeoutError:
            return Carried(acked=False, problem="http_timeout")
        except ClientError:
            return Carried(acked=False, problem="connection_failed", arrived=False)
        if status >= HTTPStatus.MULTIPLE_CHOICES:
            final = headers.get("X-Slack-No-Retry") == "1"
            return Carried(acked=False, problem="http_error", final=final, body={"status": status})
        return Carried(acked=True, body=_body(text))

    async def post(
        self, request: Request, proof: dict[str, str]
    ) -> tuple[int, dict[str, str], str]:
        """Send a request with these headers as its proof; return status, headers and text."""
        if self._session is None:
            self._session = ClientSession(timeout=ClientTimeout(total=self.ack_within))
        headers = {
            "Content-Type": request.content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            **request.headers,
            **proof,
        }
        answering = self._session.post(
            request.url,
            data=request.body,
            headers=headers,
            timeout=ClientTimeout(total=self.ack_within),
        )
        async with answering as answer:
            text = await answer.text()
            return answer.status, dict(answer.headers), text

    async def close(self) -> None:
        """Close its connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None


def _written(delivery: Delivery) -> tuple[str, str]:
    """Return the body of a request and its content type."""
    form = "application/x-www-form-urlencoded"
    match delivery.wrapping:
        case "events_api":
            return json.dumps(delivery.payload), "application/json"
        case "slash_commands":
            return urlencode(delivery.payload), form
        case "interactive":
            return urlencode({"payload": json.dumps(delivery.payload)}), form


def _body(text: str) -> Json:
    if not text:
        return {}
    try:
        body = json.loads(text)
    except ValueError:
        return {"text": text}
    return body if isinstance(body, dict) else {"text": text}

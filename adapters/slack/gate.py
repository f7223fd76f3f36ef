"""Which requests come from Slack, and come for the first time.

What is refused is logged without its body. Signatures:
docs.slack.dev/authentication/verifying-requests-from-slack.
"""

import json
from collections import OrderedDict
from collections.abc import Callable
from urllib.parse import parse_qs

from slack_sdk.signature import Clock, SignatureVerifier

from adapters.slack.markup import Json

OLDEST = 300.0
"""Seconds that a request may be old."""
SIGNATURE = "X-Slack-Signature"
TIMESTAMP = "X-Slack-Request-Timestamp"
FORM = "application/x-www-form-urlencoded"


class _Seconds(Clock):
    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now

    def now(self) -> float:
        """Return the present."""
        return self._now()


class Gate:
    """Lets a request through once."""

    def __init__(self, signing_secret: str, now: Callable[[], float]) -> None:
        self._verifier = SignatureVerifier(signing_secret, clock=_Seconds(now))
        self._now = now
        self._taken: OrderedDict[str, float] = OrderedDict()

    def refuses(self, body: bytes, timestamp: str, signature: str) -> str | None:
        """Return why a request is refused, or None."""
        if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:  # noqa: PLR2004
            return "no timestamp"
        try:
            genuine = self._verifier.is_valid(body, timestamp, signature)
        except (ValueError, TypeError):
            # A body or signature that is no text of its kind.
            return "no text"
        if not genuine:
            return "bad or old signature"
        self._forget()
        return "seen before" if signature in self._taken else None

    def took(self, signature: str) -> None:
        """Remember a request that was handled: one that failed may come again as it was."""
        self._taken[signature] = self._now()

    def _forget(self) -> None:
        """Forget what is refused for its age by now; clocks may differ by as much again."""
        oldest = self._now() - 2 * OLDEST
        while self._taken and next(iter(self._taken.values())) < oldest:
            self._taken.popitem(last=False)


def well_formed(body: str, content_type: str) -> bool:
    """Return whether a body can be what Slack sends: JSON, or a form that may hold some."""
    if content_type == "application/json":
        return _object(body) is not None
    if content_type != FORM:
        return False
    try:
        fields = parse_qs(body, strict_parsing=True, max_num_fields=100)
    except ValueError:
        return False
    if "payload" in fields:
        return _object(fields["payload"][0]) is not None
    return "command" in fields or "ssl_check" in fields


def _object(text: str) -> Json | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None

"""Failures of a call, sorted by who can do something about them: time, the operator, or nobody."""

from http import HTTPStatus

import anthropic

from bot.errors import GraderDown
from bot.grading import Reason
from bot.spend import Spent

QUICK = 5.0
"""Seconds up to which a pause that the service asks for is waited out at once, one time."""

CLOSED_FOR = 900.0
"""Seconds without calls after a 429 without a time: a monthly cap, not lifted by asking."""

SPENT_FOR = 3600.0
"""Seconds without calls after a spending limit or a refused key: somebody has to act."""

LONGEST = 3600.0
"""Seconds; no Retry-After is believed beyond this."""

SPEND_CODES = frozenset(
    """enforced_spend_limit_reached contract_spend_limit_reached
    linked_organization_spend_limit_reached linked_organization_billing_unavailable""".split()
)


class ClaudeDown(GraderDown):
    """The service cannot be used just now.

    `spent` is what a call that was cut off may have cost. `closes` says that other calls would fail
    as well, so that none is made for `retry_after` seconds; `operator` that waiting alone will not
    help: the key, the model's name or a limit has to be changed.
    """

    def __init__(
        self,
        reason: str,
        retry_after: float | None = None,
        *,
        spent: tuple[Spent, ...] = (),
        closes: bool = False,
        operator: bool = False,
    ) -> None:
        super().__init__(reason, retry_after, spent=spent, operator=operator)
        self.closes = closes


def failure(error: anthropic.APIStatusError) -> Reason | ClaudeDown:
    """Return what an HTTP failure means: a reason is about this answer, the rest about all calls.

    A 400 is about the request that we built, so it is not repeated, but for a spending limit: one
    that the owner set is a plain 400, which its sentence alone tells apart (no code, Nov 2026).
    """
    status, after = error.status_code, pause(error)
    limit = status == HTTPStatus.BAD_REQUEST and "usage limits" in (error.api_message or "")
    if limit or error.error_code in SPEND_CODES or error.type == "billing_error":
        return _operator("spending limit reached at the API")
    match status:
        case (
            HTTPStatus.BAD_REQUEST
            | HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            | HTTPStatus.UNPROCESSABLE_ENTITY
        ):
            return Reason.MALFORMED
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
            return _operator("the API refuses ANTHROPIC_API_KEY")
        case HTTPStatus.PAYMENT_REQUIRED:
            return _operator("the API asks for payment")
        case HTTPStatus.NOT_FOUND:
            return _operator("the API does not know the model")
        case HTTPStatus.TOO_MANY_REQUESTS:
            if after is None:
                return ClaudeDown("rate limited, without a time", CLOSED_FOR, closes=True)
            return ClaudeDown("rate limited", after, closes=after > QUICK)
        case _:
            reason = "overloaded" if error.type == "overloaded_error" else "fault of the API"
            return ClaudeDown(reason, after)


def pause(error: anthropic.APIStatusError) -> float | None:
    """Return the pause asked for in seconds, at most `LONGEST`; a date counts as `LONGEST`."""
    for header, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        said = error.response.headers.get(header)
        if said is not None:
            try:
                return max(0.0, min(LONGEST, float(said) * unit))
            except ValueError:
                return LONGEST
    return None


def _operator(reason: str) -> ClaudeDown:
    return ClaudeDown(reason, SPENT_FOR, closes=True, operator=True)

"""The connection to the service, or to any server that speaks the Messages API."""

from anthropic import AsyncAnthropic

CONNECT = 60.0
"""Seconds for a whole request where nothing else is said; the grader sets its own."""


def connect(api_key: str, base_url: str = "") -> AsyncAnthropic:
    """Return a client, to be made once, shared, and closed at the end.

    An explicit key keeps the SDK from looking for others in files and variables; tracing is off,
    since nothing of a person's answer should reach anyone else.
    """
    return AsyncAnthropic(
        api_key=api_key,
        base_url=base_url or None,
        timeout=CONNECT,
        max_retries=0,
        open_telemetry=False,
    )

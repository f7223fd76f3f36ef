"""Structured logs on standard error. Message texts, tokens and keys never go into them."""

import logging
import sys
from traceback import extract_tb

import structlog


def configure(*, level: str, readable: bool) -> None:
    """Set up structlog: lines for people, or JSON for machines."""
    renderer: structlog.types.Processor = (
        structlog.dev.ConsoleRenderer() if readable else structlog.processors.JSONRenderer()
    )
    # At their finest these loggers print what is sent, answers and tokens included.
    logging.getLogger("anthropic").setLevel(logging.WARNING)
    logging.getLogger("discord").setLevel(logging.WARNING)
    # It warns at every start that there will be no voice.
    logging.getLogger("discord.client").setLevel(logging.ERROR)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def described(error: BaseException) -> dict[str, str]:
    """Return what a log may say of an error: its type and where it happened.

    Never its message, nor local values: these may hold what somebody wrote.
    """
    frames = extract_tb(error.__traceback__)
    where = " > ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames)
    return {"error": type(error).__name__, "where": where}

"""A logger for Slack's libraries that never gets to print what is said."""

import logging


def sdk_logger() -> logging.Logger:
    """Return it: at their finest, and in some complaints, these libraries print whole requests."""
    logger = logging.getLogger("greenroom.slack")
    logger.setLevel(logging.CRITICAL)
    return logger

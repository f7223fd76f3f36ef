"""Queues of wakes, for processes that share the work."""

from bot.consequences import Wake, WakeKind

WORK = "work"
"""The queue of everything but deliveries."""


def queue_of(wake: Wake) -> str:
    """Return the queue of a wake: what is said goes to the gateway of its platform."""
    if wake.kind is WakeKind.DELIVER:
        return deliveries(wake.key.partition(":")[0])
    return WORK


def deliveries(platform: str) -> str:
    """Return the queue of what is said on a platform."""
    return f"deliver-{platform}"

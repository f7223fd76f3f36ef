"""How far history may be read."""

from enum import Enum


class Reading(Enum):
    """What an installation gets from `conversations.history` and `conversations.replies`."""

    FULL = "full"
    """An internal app: tier 3."""
    SLOW = "slow"
    """A distributed app outside the Marketplace: one request a minute, 15 messages."""
    REFUSED = "refused"
    """A bot token is not enough in channels, as one page of the documentation says."""

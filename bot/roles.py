"""What a process of the service does, where several share a database."""

from enum import StrEnum


class Role(StrEnum):
    """A share of the work."""

    ALL = "all"
    GATEWAY = "gateway"
    """Is connected to the platforms, says what is to be said there, and looks for what is due."""
    WORKER = "worker"
    """Grades, and does everything else that needs no platform."""

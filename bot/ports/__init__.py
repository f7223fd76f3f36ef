"""What the core needs from outside, and nothing more."""

from bot.ports.grader import Grader, GradeRequest, Judged
from bot.ports.platform import Handle, OpenThread, OpenThreads, Platform, Sentences, Suggest, Verbs
from bot.ports.secrets import Secrets
from bot.ports.store import Appeals, Attempts, Boards, Outbox, Slots, Store, Teams, Work
from bot.ports.time import Calendar, Clock

__all__ = [
    "Appeals",
    "Attempts",
    "Boards",
    "Calendar",
    "Clock",
    "GradeRequest",
    "Grader",
    "Handle",
    "Judged",
    "OpenThread",
    "OpenThreads",
    "Outbox",
    "Platform",
    "Secrets",
    "Sentences",
    "Slots",
    "Store",
    "Suggest",
    "Teams",
    "Verbs",
    "Work",
]

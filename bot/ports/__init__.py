"""What the core needs from outside, and nothing more."""

from bot.ports.grader import Grader, GradeRequest, Judged
from bot.ports.people import Cards, Links, Oversight, People, Privacy
from bot.ports.platform import Handle, OpenThread, OpenThreads, Platform, Sentences, Suggest, Verbs
from bot.ports.secrets import Secrets
from bot.ports.store import Appeals, Attempts, Boards, Outbox, Slots, Store, Teams, Work
from bot.ports.time import Calendar, Clock

__all__ = [
    "Appeals",
    "Attempts",
    "Boards",
    "Calendar",
    "Cards",
    "Clock",
    "GradeRequest",
    "Grader",
    "Handle",
    "Judged",
    "Links",
    "OpenThread",
    "OpenThreads",
    "Outbox",
    "Oversight",
    "People",
    "Platform",
    "Privacy",
    "Secrets",
    "Sentences",
    "Slots",
    "Store",
    "Suggest",
    "Teams",
    "Verbs",
    "Work",
]

"""What the core needs from outside, and nothing more."""

from bot.ports.grader import Grader, GradeRequest, Judged
from bot.ports.interviewer import Authored, Interviewer, Turn, Turned
from bot.ports.platform import Handle, OpenThread, OpenThreads, Platform, Sentences, Suggest, Verbs
from bot.ports.rounds import Beginning, Points, RoundChange, Rounds
from bot.ports.store import Appeals, Attempts, Boards, Outbox, Slots, Store, Teams, Work
from bot.ports.time import Calendar, Clock

__all__ = [
    "Appeals",
    "Attempts",
    "Authored",
    "Beginning",
    "Boards",
    "Calendar",
    "Clock",
    "GradeRequest",
    "Grader",
    "Handle",
    "Interviewer",
    "Judged",
    "OpenThread",
    "OpenThreads",
    "Outbox",
    "Platform",
    "Points",
    "RoundChange",
    "Rounds",
    "Sentences",
    "Slots",
    "Store",
    "Suggest",
    "Teams",
    "Turn",
    "Turned",
    "Verbs",
    "Work",
]

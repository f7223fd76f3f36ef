"""What the core needs from outside, and nothing more."""

from bot.ports.appeals import Appeals
from bot.ports.attempts import Attempts
from bot.ports.boards import Boards
from bot.ports.grader import Grader, GradeRequest, Judged
from bot.ports.interviewer import Authored, Interviewer, Turn, Turned
from bot.ports.outbox import Outbox, Work
from bot.ports.painter import Painter
from bot.ports.people import Cards, Links, Oversight, People, Privacy
from bot.ports.platform import Handle, OpenThread, OpenThreads, Platform, Sentences, Suggest, Verbs
from bot.ports.rounds import Beginning, Points, RoundChange, Rounds
from bot.ports.secrets import Secrets
from bot.ports.slots import Slots
from bot.ports.store import Store
from bot.ports.teams import Teams
from bot.ports.time import Calendar, Clock

__all__ = [
    "Appeals",
    "Attempts",
    "Authored",
    "Beginning",
    "Boards",
    "Calendar",
    "Cards",
    "Clock",
    "GradeRequest",
    "Grader",
    "Handle",
    "Interviewer",
    "Judged",
    "Links",
    "OpenThread",
    "OpenThreads",
    "Outbox",
    "Oversight",
    "Painter",
    "People",
    "Platform",
    "Points",
    "Privacy",
    "RoundChange",
    "Rounds",
    "Secrets",
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

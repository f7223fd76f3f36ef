"""The verbs of `/prep-admin`."""

from bot.commands.fields import CODE, WEEKDAYS, YES_NO, Command, Field, Kind
from bot.content import Difficulty, Track

_NAME = Field(
    name="name", help="Which schedule, if there are several", kind=Kind.WORD, low=1, high=30
)
SCHEDULE = (
    Field(name="time", help="Local time, such as 09:00", kind=Kind.TIME),
    Field(name="zone", help="Time zone, such as Europe/Berlin", kind=Kind.ZONE),
    Field(name="days", help="Days, such as mon,wed,fri", kind=Kind.CHOICES, choices=WEEKDAYS),
    Field(name="tracks", help="Tracks to ask from", kind=Kind.CHOICES, choices=tuple(Track)),
    Field(name="difficulty", help="Levels to ask at", kind=Kind.CHOICES, choices=tuple(Difficulty)),
    Field(name="open", help="Hours until the answer is shown", kind=Kind.NUMBER, low=1, high=168),
    Field(
        name="remind",
        help="Minutes before the close for a reminder, 0 for none",
        kind=Kind.NUMBER,
        high=1440,
    ),
)
_VERDICT = Field(
    name="verdict",
    help="Whether the answer makes the point",
    kind=Kind.CHOICE,
    required=True,
    choices=("met", "partial", "missed"),
)


def _id(name: str, help_text: str) -> Field:
    return Field(name=name, help=help_text, kind=Kind.WORD, required=True, low=1, high=40)


def _reason(for_whom_else: str) -> Field:
    said = f"Why; told to the person, and {for_whom_else}"
    return Field(name="reason", help=said, kind=Kind.LONG_TEXT, required=True, low=3, high=280)


ADMINS = (
    Command(
        name="setup",
        help="Start a daily question in this channel",
        arguments=(*SCHEDULE, _NAME),
        admin=True,
        form="setup",
    ),
    Command(
        name="schedule",
        help="Show the schedules, or change one",
        arguments=(*SCHEDULE, _NAME),
        admin=True,
    ),
    Command(
        name="join",
        help="Ask the questions of a schedule in this channel too",
        arguments=(_NAME,),
        admin=True,
    ),
    Command(
        name="link-team",
        help="Bring a place on another platform into this team",
        arguments=(CODE,),
        admin=True,
    ),
    Command(
        name="unlink",
        help="Part two people who were linked",
        arguments=(_id("link", "Its id, as `audit` shows it"),),
        admin=True,
    ),
    Command(name="leave", help="Stop asking in this channel", admin=True),
    Command(
        name="skip",
        help="Leave out the next questions of a schedule",
        arguments=(
            Field(name="count", help="How many", kind=Kind.NUMBER, low=0, high=30),
            _NAME,
        ),
        admin=True,
    ),
    Command(name="pause", help="Ask nothing until resumed", arguments=(_NAME,), admin=True),
    Command(name="resume", help="Ask again", arguments=(_NAME,), admin=True),
    Command(
        name="queue",
        help="Choose the question that comes next",
        arguments=(
            Field(name="question", help="Its id", kind=Kind.QUESTION, required=True, high=60),
            _NAME,
        ),
        admin=True,
    ),
    Command(
        name="post",
        help="Ask a question now",
        arguments=(Field(name="question", help="Its id", kind=Kind.QUESTION, high=60), _NAME),
        admin=True,
    ),
    Command(
        name="holiday",
        help="Show the team's holidays, or set one: nothing is asked, and no streak ends",
        arguments=(
            Field(name="day", help="Its date, such as 2026-12-25", kind=Kind.DATE),
            Field(
                name="off",
                help="no to make it a day like others",
                kind=Kind.CHOICE,
                choices=YES_NO,
            ),
        ),
        admin=True,
    ),
    Command(name="spend", help="What grading cost this month", admin=True),
    Command(name="audit", help="Who did what: rulings, overrides, links", admin=True),
    Command(name="export", help="The team's results as a file", admin=True),
    Command(name="appeals", help="The appeals that are open", admin=True),
    Command(
        name="override",
        help="Change the verdict on one point of an answer",
        arguments=(
            _id("answer", "Its id, as `export` shows it"),
            Field(
                name="point",
                help="Its id, or words of it joined-by-hyphens",
                kind=Kind.WORD,
                required=True,
                low=2,
                high=100,
            ),
            _VERDICT,
            _reason("put on record"),
        ),
        admin=True,
    ),
    Command(
        name="ruling",
        help="Rule on an appeal",
        arguments=(
            _id("appeal", "Its id"),
            _VERDICT,
            _reason("to the grader for later answers"),
        ),
        admin=True,
    ),
    Command(
        name="settings",
        help="Show or change how answers are taken",
        arguments=(
            Field(name="attempts", help="Answers a question", kind=Kind.NUMBER, low=1, high=10),
            Field(
                name="per-day",
                help="Graded answers a person and day",
                kind=Kind.NUMBER,
                low=1,
                high=200,
            ),
            Field(
                name="settle",
                help="Seconds to wait for another message",
                kind=Kind.NUMBER,
                high=120,
            ),
            Field(
                name="cap",
                help="Dollars a month for grading, 0 for no limit",
                kind=Kind.NUMBER,
                high=100_000,
            ),
            Field(name="rounds", help="Rounds at the same time", kind=Kind.NUMBER, low=1, high=100),
            Field(
                name="retention",
                help="Days to keep the words of answers, 0 for always",
                kind=Kind.NUMBER,
                high=3650,
            ),
            Field(
                name="admin-channel",
                help="here: what concerns admins is said in this channel",
                kind=Kind.CHOICE,
                choices=("here",),
            ),
            Field(
                name="feedback",
                help="brief: one line in the thread; full: everything, privately",
                kind=Kind.CHOICE,
                choices=("brief", "full"),
            ),
            Field(
                name="weekly",
                help="yes to post the board of a week at its end",
                kind=Kind.CHOICE,
                choices=YES_NO,
            ),
            Field(
                name="week",
                help="The day on which a week begins",
                kind=Kind.CHOICE,
                choices=WEEKDAYS,
            ),
        ),
        admin=True,
    ),
)

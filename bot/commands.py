"""Commands and forms as data: the one declaration that every platform builds its own from."""

from dataclasses import dataclass
from enum import StrEnum

from bot.content import Difficulty, Track

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Kind(StrEnum):
    """What a field accepts."""

    TEXT = "text"
    WORD = "word"
    LONG_TEXT = "long text"
    NUMBER = "number"
    CHOICE = "choice"
    CHOICES = "choices"
    ZONE = "zone"
    TIME = "time"
    DATE = "date"
    QUESTION = "question"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One typed value of a command or form."""

    name: str
    help: str
    kind: Kind = Kind.TEXT
    required: bool = False
    choices: tuple[str, ...] = ()
    low: int = 0
    """Smallest number, or fewest characters."""
    high: int = 4000
    """Largest number, or most characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A verb of `/prep`, or of `/prep-admin` where it is for admins."""

    name: str
    help: str
    arguments: tuple[Field, ...] = ()
    admin: bool = False
    form: str | None = None
    """The form that a platform with windows opens where the command comes without arguments; sent
    in with an empty context, it is the command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Several fields that are filled in together."""

    name: str
    title: str
    fields: tuple[Field, ...]


KINDS = tuple(track.value for track in Track)
LEVELS = tuple(level.value for level in Difficulty)

LENGTHS = ("15m", "20m", "30m", "45m", "60m")
"""Minutes that a round may last."""

ACCESS = ("private", "shared")

PERIODS = ("day", "week", "month", "quarter", "all")
METRICS = ("points", "average", "improvement", "rounds", "streak")
SCOPES = ("team", "channel")
YES_NO = ("yes", "no")
ABOUT_ME = ("export", "delete", "zone", "names", "board", "reviews")

_NAME = Field(
    name="name", help="Which schedule, if there are several", kind=Kind.WORD, low=1, high=30
)
_SCHEDULE = (
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

_CODE = Field(name="code", help="The code from the other platform", kind=Kind.WORD, low=1, high=20)

_VERDICT = Field(
    name="verdict",
    help="Whether the answer makes the point",
    kind=Kind.CHOICE,
    required=True,
    choices=("met", "partial", "missed"),
)

COMMANDS = (
    Command(name="help", help="What you can do here"),
    Command(name="today", help="Show the open question again"),
    Command(
        name="answer",
        help="Answer the open question so that only you see it",
        arguments=(
            Field(name="text", help="Your answer", kind=Kind.LONG_TEXT, low=1, high=40_000),
        ),
        form="answer",
    ),
    Command(name="done", help="Grade what you have written so far, without waiting"),
    Command(name="feedback", help="Your latest feedback in full"),
    Command(
        name="board",
        help="Who has how many points",
        arguments=(
            Field(name="period", help="Which days count", kind=Kind.CHOICE, choices=PERIODS),
            Field(name="metric", help="What is ranked", kind=Kind.CHOICE, choices=METRICS),
            Field(name="scope", help="Whose answers count", kind=Kind.CHOICE, choices=SCOPES),
            Field(
                name="when",
                help="The period that is running, or the one before",
                kind=Kind.CHOICE,
                choices=("current", "previous"),
            ),
        ),
    ),
    Command(name="review", help="A point that you missed comes back, now"),
    Command(
        name="me",
        help="Your settings and data: export, delete, zone, board, names, reviews",
        arguments=(
            Field(name="what", help="Which; unless said, all", kind=Kind.CHOICE, choices=ABOUT_ME),
            Field(name="value", help="What it should be", low=1, high=60),
        ),
    ),
    Command(
        name="link",
        help="Be one person on several platforms",
        arguments=(_CODE,),
    ),
    Command(
        name="mock",
        help="A mock interview against the clock, in a room of your own",
        arguments=(
            Field(name="kind", help="Which interview", kind=Kind.CHOICE, choices=KINDS),
            Field(name="difficulty", help="Level", kind=Kind.CHOICE, choices=LEVELS),
            Field(name="length", help="How long", kind=Kind.CHOICE, choices=LENGTHS),
            Field(
                name="access",
                help="private: nobody else sees how it ended; shared: the team does",
                kind=Kind.CHOICE,
                choices=ACCESS,
            ),
        ),
    ),
    Command(name="pause", help="Stop the clock of your round"),
    Command(name="resume", help="Let the clock of your round run again"),
    Command(name="stop", help="End your round and see the scorecard"),
    Command(name="rounds", help="Your earlier rounds, compared"),
    Command(
        name="streak",
        help="Your practice days in a row",
        arguments=(
            Field(name="why", help="Explain the last days", kind=Kind.CHOICE, choices=YES_NO),
        ),
    ),
    Command(name="progress", help="What you know by now, by concept, track and day"),
    Command(name="team", help="How the team does by concept, and what is asked more often"),
    Command(
        name="setup",
        help="Start a daily question in this channel",
        arguments=(*_SCHEDULE, _NAME),
        admin=True,
        form="setup",
    ),
    Command(
        name="schedule",
        help="Show the schedules, or change one",
        arguments=(*_SCHEDULE, _NAME),
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
        arguments=(_CODE,),
        admin=True,
    ),
    Command(
        name="unlink",
        help="Part two people who were linked",
        arguments=(
            Field(
                name="link",
                help="Its id, as `audit` shows it",
                kind=Kind.WORD,
                required=True,
                low=1,
                high=40,
            ),
        ),
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
            Field(
                name="answer",
                help="Its id, as `export` shows it",
                kind=Kind.WORD,
                required=True,
                low=1,
                high=40,
            ),
            Field(
                name="point",
                help="Its id, or words of it joined-by-hyphens",
                kind=Kind.WORD,
                required=True,
                low=2,
                high=100,
            ),
            _VERDICT,
            Field(
                name="reason",
                help="Why; told to the person, and put on record",
                kind=Kind.LONG_TEXT,
                required=True,
                low=3,
                high=280,
            ),
        ),
        admin=True,
    ),
    Command(
        name="ruling",
        help="Rule on an appeal",
        arguments=(
            Field(name="appeal", help="Its id", kind=Kind.WORD, required=True, low=1, high=40),
            _VERDICT,
            Field(
                name="reason",
                help="Why; told to the person, and to the grader for later answers",
                kind=Kind.LONG_TEXT,
                required=True,
                low=3,
                high=280,
            ),
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


def find(name: str, *, admin: bool) -> Command | None:
    """Return the verb of `/prep`, or of `/prep-admin`; where only the other has it, that one."""
    named = [command for command in COMMANDS if command.name == name]
    return next((one for one in named if one.admin == admin), next(iter(named), None))


ANSWER_FORM = Form(
    name="answer",
    title="Answer privately",
    fields=(
        Field(
            name="text", help="Your answer", kind=Kind.LONG_TEXT, required=True, low=1, high=40_000
        ),
    ),
)

APPEAL_FORM = Form(
    name="appeal",
    title="Appeal",
    fields=(
        Field(
            name="point",
            help="Which point, in the words of your feedback",
            required=True,
            low=2,
            high=300,
        ),
        Field(
            name="sentence",
            help="The sentence of your answer that makes it, word for word",
            kind=Kind.LONG_TEXT,
            required=True,
            low=3,
            high=1000,
        ),
    ),
)

REVIEW_FORM = Form(
    name="review",
    title="From memory",
    fields=(
        Field(
            name="text",
            help="What you remember, in a sentence or two",
            kind=Kind.LONG_TEXT,
            required=True,
            low=1,
            high=4000,
        ),
    ),
)

SETUP_FORM = Form(name="setup", title="A daily question", fields=_SCHEDULE[:5])
"""What is asked when, where and what from; five fields, as many as a window of Discord holds."""

FORMS = (ANSWER_FORM, APPEAL_FORM, REVIEW_FORM, SETUP_FORM)

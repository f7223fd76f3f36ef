"""The verbs of `/prep`."""

from bot.commands.fields import CODE, YES_NO, Command, Field, Kind
from bot.content import Difficulty, Track

KINDS = tuple(track.value for track in Track)
LEVELS = tuple(level.value for level in Difficulty)

LENGTHS = ("15m", "20m", "30m", "45m", "60m")
"""Minutes that a round may last."""

ACCESS = ("private", "shared")

PERIODS = ("day", "week", "month", "quarter", "all")
METRICS = ("points", "average", "improvement", "rounds", "streak")
SCOPES = ("team", "channel")
ABOUT_ME = ("export", "delete", "zone", "names", "board", "reviews")


EVERYBODY = (
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
        arguments=(CODE,),
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
)

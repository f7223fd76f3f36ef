"""A round as it stands: what was asked, said and judged so far."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.consequences import RoundId
from bot.grading import GradeOutcome, Reason
from bot.messages import Address, MessageRef, UserId
from bot.records import PersonId, TeamId
from bot.rounds.plans import Plan, Stage

NO_TIME = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundCall:
    """A paid call that a round makes, for the ledger."""

    round: RoundId
    what: str
    """`s3` for judging stage 3, `q7` for reading turn 7."""
    revision: int


class State(StrEnum):
    """Where a round is on its way."""

    OPENING = "opening"
    """Its room is being opened."""
    RUNNING = "running"
    """The clock runs."""
    THINKING = "thinking"
    """The clock stands while we look for a follow-up."""
    PAUSED = "paused"
    """The clock stands because the person asked for it."""
    SCORING = "scoring"
    """All is said, not all is judged."""
    ENDED = "ended"


class Why(StrEnum):
    """How a round came to its end."""

    FINISHED = "finished"
    STOPPED = "stopped"
    ABANDONED = "abandoned"
    """Nobody came back to it."""
    LOST = "lost"
    """Its room could not be opened, or is gone."""


class Speaker(StrEnum):
    """Who said something."""

    CANDIDATE = "candidate"
    ASKED = "asked"
    """The question of a stage."""
    PROBED = "probed"
    """A follow-up."""
    TOLD = "told"
    """Facts from the sheet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Something that was said in a round."""

    n: int
    stage: int
    speaker: Speaker
    text: str
    """Empty once its author deleted it."""
    at: datetime
    """When it was sent, by the platform's time."""
    ref: MessageRef | None = None
    edited_at: datetime | None = None
    point: str = ""
    """At which point a follow-up aims."""
    unclear: bool = False
    """It asks for something that no words of the sheet name; the interviewer has yet to look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stage as it goes: the last one of a round that is not closed is the current one."""

    opened_at: datetime
    closed_at: datetime | None = None
    held: timedelta = NO_TIME
    """How long its clock stood."""
    revision: int = 0
    """Of what was said in it; raised with each change."""
    judged: int = 0
    """The revision that `outcome` is of."""
    outcome: GradeOutcome | None = None
    offline: Reason | None = None
    """Why `outcome` is an offline one, where another grader was meant to judge."""
    failures: int = 0
    """How often its grader was down."""
    nudged: bool = False
    told_late: bool = False
    """Whether the person knows that something came too late for it."""
    told_held: bool = False
    """Whether the person knows that nothing counts in this pause."""
    by_time: bool = False
    """Whether its time was up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A timed mock interview of one person."""

    id: RoundId
    team: TeamId
    person: PersonId
    user: UserId
    name: str
    """What the person was called when it began."""
    near: Address
    """Where it was asked for."""
    room: Address | None = None
    plan: Plan
    state: State = State.OPENING
    runs: tuple[Run, ...] = ()
    turns: tuple[Turn, ...] = ()
    held_since: datetime | None = None
    """Since when the clock stands."""
    settles_at: datetime | None = None
    """When what was said counts as complete."""
    begun_at: datetime
    last_at: datetime
    """The last sign of life of the person."""
    ended_at: datetime | None = None
    why: Why | None = None
    version: int = 1
    """Raised with each write; a write that knows an older one changes nothing."""

    @property
    def current(self) -> int:
        """The number of the stage that was asked last, from 0; -1 before the first one."""
        return len(self.runs) - 1

    @property
    def stage(self) -> Stage:
        """The stage that was asked last."""
        return self.plan.stages[self.current]

    @property
    def run(self) -> Run:
        """The stage that was asked last, as it goes."""
        return self.runs[-1]

    @property
    def deadline(self) -> datetime | None:
        """When the current stage is over: its own start, its minutes, and what was held.

        None while no clock runs.
        """
        if not self.runs or self.run.closed_at is not None or self.held_since is not None:
            return None
        return self.run.opened_at + self.stage.lasts + self.run.held

    @property
    def live(self) -> bool:
        """Whether it has not ended."""
        return self.state is not State.ENDED

    def said(self, stage: int) -> str:
        """Return what the candidate said at a stage."""
        return "\n".join(turn.text for turn in self.said_turns(stage))

    def said_turns(self, stage: int) -> list[Turn]:
        """Return the candidate's turns of a stage, but for deleted ones."""
        return [
            turn
            for turn in self.turns
            if turn.stage == stage and turn.speaker is Speaker.CANDIDATE and turn.text.strip()
        ]

    def probes(self, stage: int) -> list[Turn]:
        """Return the follow-ups of a stage."""
        return [
            turn for turn in self.turns if turn.stage == stage and turn.speaker is Speaker.PROBED
        ]

    def used(self, stage: int) -> timedelta:
        """Return how long the candidate had the word at a stage that is closed."""
        run = self.runs[stage]
        return (run.closed_at or run.opened_at) - run.opened_at - run.held

    def with_run(self, stage: int, run: Run) -> "Round":
        """Return the round with another run of a stage."""
        return replace(self, runs=(*self.runs[:stage], run, *self.runs[stage + 1 :]))

    def with_turn(self, turn: Turn) -> "Round":
        """Return the round with another text of a turn, or one more turn."""
        return replace(self, turns=(*self.turns[: turn.n], turn, *self.turns[turn.n + 1 :]))

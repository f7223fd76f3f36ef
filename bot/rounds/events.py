"""What can happen to a round, and what it brings about."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bot.content import Probe
from bot.grading import GradeOutcome, Reason
from bot.messages import Address, MessageRef
from bot.round_content import SheetFact

# --- what happens; `now` is when we look at it, every other moment is the platform's


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The room is there."""

    room: Address
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """There is no room, or there is none any more."""

    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The candidate wrote a message."""

    ref: MessageRef
    text: str
    sent_at: datetime
    now: datetime
    assisted: bool = False
    """Whether an interviewer can look at what no words of the sheet name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """The candidate changed a message."""

    ref: MessageRef
    text: str
    edited_at: datetime
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """The candidate deleted a message."""

    ref: MessageRef
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The candidate wants to move on; `stage` where a button of that stage said so."""

    at: datetime
    now: datetime
    stage: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Nothing more will come, so what was said is complete."""

    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """The candidate stops the clock."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    """The candidate lets the clock run again."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """The candidate ends the round."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A timer rang, this round's or an older one; `connected` says whether its platform hears."""

    now: datetime
    connected: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Thought:
    """What was said at a stage was judged, and perhaps a follow-up suggested."""

    stage: int
    revision: int
    outcome: GradeOutcome
    now: datetime
    suggested: Probe | None = None
    offline: Reason | None = None
    """Why it was judged offline, where another grader was meant to judge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """The grader is down, and will be asked again."""

    stage: int
    revision: int
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleared:
    """The interviewer looked at an unclear question and chose entries of the sheet."""

    turn: int
    facts: tuple[str, ...]
    now: datetime


Event: TypeAlias = (
    Opened
    | Failed
    | Said
    | Changed
    | Gone
    | Done
    | Settled
    | Pause
    | Resume
    | Stop
    | Look
    | Thought
    | Stuck
    | Cleared
)

# --- what it brings about: said in this order


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Say how the round goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Begin a stage."""

    stage: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """Ask one level deeper."""

    stage: int
    probe: Probe


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """Answer a clarifying question; `assume` where something is not on the sheet."""

    facts: tuple[SheetFact, ...]
    assume: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Nudge:
    """Say once that it is the candidate's turn."""

    stage: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfit:
    """Say once why an answer cannot be judged."""

    stage: int
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeUp:
    """Say that the time of a stage is over."""

    stage: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TooLate:
    """Say once that something came after its stage was over."""

    stage: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Say once that the clock stands, so that nothing counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """Show the scorecard, and store the points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unquote:
    """Show the scorecard without words that its person has taken back."""


Step: TypeAlias = (
    Rules | Ask | Follow | Tell | Nudge | Unfit | TimeUp | TooLate | Held | Finish | Unquote
)

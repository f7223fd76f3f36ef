"""What we remember: rows as frozen values."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NewType, TypeAlias

from bot.consequences import NOTHING, AskedId, Consequences
from bot.content import Difficulty, Question, Track, Verdict
from bot.grading import Graded, GradeOutcome
from bot.messages import (
    Address,
    MessageRef,
    Place,
    Receipt,
    ReplyHandle,
    SpaceKey,
    UserId,
)
from bot.spend import Spent

TeamId = NewType("TeamId", str)
PersonId = NewType("PersonId", str)
ScheduleId = NewType("ScheduleId", str)
SlotId = NewType("SlotId", str)
AttemptId = NewType("AttemptId", str)
AppealId = NewType("AppealId", str)


# --- teams and schedules


class Feedback(StrEnum):
    """How much a person is told unasked when a grade is there."""

    BRIEF = "brief"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How answers of a team are taken."""

    attempts: int = 3
    """Answers that a person may give to one question."""
    per_day: int = 20
    """Graded answers that a person may have in one day."""
    settle: timedelta = timedelta(seconds=20)
    rounds: int = 5
    """Rounds that may go on in a team at the same time."""
    settle_at_most: timedelta = timedelta(seconds=120)
    """An answer is complete this long after its last message, or its first one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """The people who practise together."""

    id: TeamId
    name: str
    zone: str
    first_weekday: int
    """0 is Monday."""
    admin_address: Address
    feedback: Feedback
    limits: Limits
    monthly_cap: int | None = None
    """Micro-dollars that grading may cost in a calendar month; None for no cap."""
    weekly: bool = False
    """Whether the board of a week is posted at its end."""
    retention: int | None = None
    """Days after which the words of answers are forgotten; None for never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member of a team, by one of their identities."""

    id: PersonId
    team: TeamId
    user: UserId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When a schedule asks, and what."""

    at: time
    zone: str
    days: tuple[str, ...]
    """Weekday names, `mon` to `sun`."""
    tracks: tuple[Track, ...]
    difficulties: tuple[Difficulty, ...]
    open_for: timedelta
    remind: timedelta
    """How long before the close people are reminded; zero for never."""
    grace: timedelta
    """How late a missed slot is still asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When to ask what, in which channels."""

    id: ScheduleId
    team: TeamId
    name: str
    plan: Plan
    paused: bool
    skip: int
    """How many slots to leave out."""
    queued: str | None
    """Id of the question that comes next."""
    next_at: datetime
    channels: tuple[Address, ...]
    """Those that were not lost."""
    version: int


# --- questions that were asked


class SlotState(StrEnum):
    """An open slot takes answers for points."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One due time of a schedule, with its question."""

    id: SlotId
    schedule: ScheduleId
    team: TeamId
    local: str
    """The local due time; with the schedule it makes the slot unique."""
    opens_at: datetime
    closes_at: datetime
    state: SlotState


class AskedState(StrEnum):
    """Whether a slot's question is in its channel."""

    POSTING = "posting"
    OPEN = "open"
    CLOSED = "closed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A slot's question in one channel."""

    id: AskedId
    slot: SlotId
    channel: Address
    state: AskedState
    thread: Address | None
    receipt: Receipt | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedQuestion:
    """An asked question with all that a flow has to know about it."""

    asked: Asked
    slot: Slot
    team: Team
    question: Question

    @property
    def place(self) -> Address:
        """Where to speak about it: its thread once there is one."""
        return self.asked.thread or self.asked.channel


@dataclass(frozen=True, slots=True, kw_only=True)
class PastQuestion:
    """When a team was last asked a question."""

    question: str
    """Its id in the bank."""
    asked_at: datetime


# --- attempts


class AttemptState(StrEnum):
    """Where an attempt is on its way."""

    COLLECTING = "collecting"
    GRADING = "grading"
    PENDING = "pending"
    GRADED = "graded"
    UNGRADED = "ungraded"
    WITHDRAWN = "withdrawn"


UNDER_WAY = (AttemptState.COLLECTING, AttemptState.GRADING, AttemptState.PENDING)
"""An attempt in one of these states has no verdict yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A piece of an answer as it came in: a message, or a form."""

    ref: MessageRef
    user: UserId
    name: str
    place: Place
    text: str
    sent_at: datetime
    private: bool = False
    at_once: bool = False
    """Nothing more is to come, so it need not settle."""
    asked: AskedId | None = None
    """Which question it answers, where its place does not say."""
    reply: ReplyHandle | None = None
    zone: str | None = None
    """Where its author is, where the platform says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One person's answer to one asked question."""

    id: AttemptId
    asked: AskedId
    person: PersonId
    user: UserId
    number: int
    state: AttemptState
    revision: int
    first_sent_at: datetime
    last_sent_at: datetime
    settles_at: datetime
    practice: bool
    """Sent after the reveal: graded, but worth no points."""
    private: bool
    failures: int = 0
    """How often its grader was down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerView:
    """What is known when a piece of an answer arrives."""

    about: AskedQuestion
    person: Person
    under_way: tuple[Attempt, ...]
    """The person's attempts that are still collected or graded, one for points, one practice."""
    used: int
    """Grades that the person had for this question; only they count against the limit."""
    newest: int
    """Number of the person's newest attempt at this question, 0 for none."""
    graded_today: int
    """Attempts of this person in the last 24 hours, over all questions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collect:
    """The answer goes into this attempt."""

    attempt: Attempt
    then: Consequences


@dataclass(frozen=True, slots=True, kw_only=True)
class Decline:
    """The answer is not taken; its text is not kept."""

    then: Consequences = NOTHING


Intake: TypeAlias = Collect | Decline


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptView:
    """An attempt with its text and all that grading it needs."""

    attempt: Attempt
    about: AskedQuestion
    person: Person
    text: str
    messages: int
    """How many messages are left of it."""
    last_message: MessageRef | None
    """The newest one that others can see, which gets the mark."""
    outcome: GradeOutcome | None
    """Of the newest revision that was graded."""
    used: int
    """How many grades the person had for this question, over all attempts and revisions."""

    @property
    def team(self) -> Team:
        """Whose budget pays for judging it."""
        return self.about.team


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """An attempt that is now being graded."""

    same: Graded | None
    """The grade that the same answer got before."""
    over_budget: bool = False
    """The month's budget does not allow it; nothing was begun."""
    month: int = 0
    """Micro-dollars of this month, what is reserved now included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """Money that is set aside before a call is made."""

    team: TeamId
    model: str
    micros: int
    """The most that the call can cost; 0 where nothing is paid for."""
    day: date
    """In the team's zone."""
    cap: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """What came of grading an attempt."""

    outcome: GradeOutcome
    digest: str
    """Names what was judged, by whom and by which rubric; empty where it is for no other answer."""
    day: date
    """The local day on which the attempt counts."""
    spent: tuple[Spent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySpend:
    """What a team's grading cost on one day with one model."""

    team: str
    """Its name."""
    day: date
    model: str
    calls: int
    micros: int
    reserved: int
    """Micro-dollars of calls that are under way, included in `micros`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotSummary:
    """What became of a question, for the reveal."""

    people: int
    pending: int
    scores: tuple[int, ...]
    missed: tuple[str, ...]
    """Ids of points, most missed first, over everybody's newest grades."""


# --- appeals


class AppealState(StrEnum):
    """What became of an appeal."""

    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """Somebody's word that a sentence of their answer makes a point that did not count."""

    id: AppealId
    attempt: AttemptId
    revision: int
    """Of the attempt, when it was appealed."""
    state: AppealState
    point: str
    sentence: str
    """Empty once its message was deleted."""
    at: datetime
    with_people: bool = False
    """Whether the second look is over and an admin has to rule."""
    failures: int = 0
    """How often the grader was down for the second look."""
    ruled_by: UserId | None = None
    """The admin who ruled; None for a second look, or where the answer changed."""

    @property
    def overtaken(self) -> bool:
        """Whether it was closed because its answer was changed, graded again or withdrawn."""
        return self.state is AppealState.REJECTED and self.ruled_by is None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealView:
    """An appeal with the attempt that it is about."""

    appeal: Appeal
    attempt: AttemptView


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealCase:
    """What is known when somebody appeals."""

    view: AttemptView
    open: bool
    """Whether an appeal on this attempt is open."""
    recent: tuple[datetime, ...]
    """When the person's appeals of the last days were made, oldest first, upheld ones left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lodge:
    """The appeal is taken."""

    appeal: Appeal
    then: Consequences


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse:
    """The appeal is not taken."""

    then: Consequences


Lodging: TypeAlias = Lodge | Refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How an appeal ends: with a new grade of its attempt."""

    state: AppealState
    verdict: Verdict
    outcome: Graded
    day: date
    """The local day on which the attempt counts."""
    reason: str = ""
    ruled_by: UserId | None = None
    spent: tuple[Spent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRuling:
    """What an admin ruled on an answer to a question."""

    point: str
    verdict: Verdict
    sentence: str
    reason: str


# --- boards


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """From when on somebody has been in a zone; an empty one is the team's."""

    since: datetime
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """A question that a schedule asked."""

    slot: SlotId
    schedule: ScheduleId
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SentAnswer:
    """When somebody answered a question while it was open."""

    slot: SlotId
    schedule: ScheduleId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """All that makes a person's streak."""

    person: PersonId
    name: str
    zone: str
    """The team's."""
    stays: tuple[Stay, ...]
    """Oldest first."""
    answers: tuple[SentAnswer, ...]
    came: tuple[Came, ...]
    """The team's questions."""
    days_off: frozenset[date]
    """The team's holidays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GradedAnswer:
    """An answer that was judged, with its question as it was asked."""

    slot: SlotId
    question: Question
    at: datetime
    outcome: Graded
    is_open: bool
    """Whether its question can still be answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicScore:
    """What a person's first attempts at a question were worth."""

    person: PersonId
    name: str
    named: bool
    """Whether they let the team see their name beside it."""
    question: str
    """Its id in the bank."""
    points: int
    answers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptScore:
    """A graded answer's score, and the question that it was for."""

    question: str
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamPlace:
    """A team as seen from one of its places."""

    team: Team
    channel: Address | None
    """The practice channel, where the place is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTeam:
    """A team to be made, with its first channel and schedule."""

    team: Team
    space: SpaceKey
    schedule: Schedule

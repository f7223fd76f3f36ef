"""What the core needs from outside, and nothing more.

Verbs of `Platform` work on every platform: form may degrade, privacy may not. Reads of the store
are snapshots; every write is one transaction that takes its consequences as values, and is fenced
by the state of the row that it changes, so that a second or late writer changes nothing.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Protocol

from bot.arguments import FieldProblem, UnknownCommand
from bot.commands import Field, Form
from bot.consequences import AskedId, Claimed, Consequences, Delivery, Wake
from bot.content import Question
from bot.grading import Graded, GradeOutcome
from bot.messages import (
    Address,
    Author,
    Doubtful,
    Inbound,
    Mark,
    MessageDeleted,
    MessageEdited,
    MessageRef,
    OutboxKey,
    Place,
    Post,
    Receipt,
    ReplyHandle,
    Sent,
    UserId,
)
from bot.records import (
    Answer,
    AnswerView,
    AskedQuestion,
    Attempt,
    AttemptId,
    AttemptView,
    ConceptScore,
    Intake,
    NewTeam,
    PastQuestion,
    Person,
    PersonId,
    PracticeDays,
    Schedule,
    Slot,
    SlotId,
    SlotSummary,
    Team,
    TeamId,
    TeamPlace,
    Total,
)

# --- platforms


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenThread:
    """A thread that still takes answers, and the newest message of it that was committed."""

    address: Address
    since: datetime
    """Where a backfill has to start: ten minutes before that message, or when it was opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentences:
    """What an adapter has to say itself, since it says it before the core is asked."""

    unknown_command: Callable[[UnknownCommand], str]
    problem: Callable[[FieldProblem], str]
    field: Callable[[Field], str]
    form: Callable[[Form], str]
    not_stored: str
    welcome: str
    """Names the place where a session begins."""
    help_hint: str
    commands_here: str
    """Verbs that this platform adds of its own."""
    waiting: Callable[[str], str]
    """Says to a person of this name that their answer is on its way."""


Handle = Callable[[Inbound], Awaitable[None]]
Suggest = Callable[[Field, str], Awaitable[Sequence[str]]]
OpenThreads = Callable[[], Awaitable[Sequence[OpenThread]]]


class Verbs(Protocol):
    """What can be done on a chat platform. Verbs raise `PlatformError`s only."""

    async def post(
        self, address: Address, post: Post, key: OutboxKey, *, again: bool
    ) -> Sent | Doubtful:
        """Say something in public; with `again`, look for each part and send what is missing."""
        ...

    async def tell(
        self, user: UserId, post: Post, key: OutboxKey, reply: ReplyHandle | None, *, again: bool
    ) -> Sent | Doubtful:
        """Say something to one person alone; raises Undeliverable rather than say it in public."""
        ...

    async def edit(self, receipt: Receipt, post: Post) -> None:
        """Replace the text of a public post."""
        ...

    async def open_thread(self, receipt: Receipt, title: str) -> Address:
        """Return the thread of a post; that there is one already is success."""
        ...

    async def open_room(self, near: Address, user: UserId, title: str) -> Address:
        """Return a place that only this person and we can read."""
        ...

    async def mark(self, message: MessageRef, mark: Mark) -> None:
        """Put a mark on a message; that it is there already is success."""
        ...


class Platform(Verbs, Protocol):
    """A chat platform. Its verbs work without `run` too."""

    name: str
    """The prefix of every address that it mints."""

    async def run(
        self, handle: Handle, suggest: Suggest, open_threads: OpenThreads, sentences: Sentences
    ) -> None:
        """Deliver events to `handle` until cancelled, or until there can be no more.

        Reconnects by itself, and backfills `open_threads()` at every reconnect.
        """
        ...


# --- grading


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeRequest:
    """One answer to be judged; nothing in it says whose it is."""

    question: Question
    answer: str


class Grader(Protocol):
    """Judges answers against the rubric of their question."""

    name: str
    """As people see it: `local`, `claude haiku-5-5`."""

    async def grade(self, request: GradeRequest) -> GradeOutcome:
        """Return a grade with checked evidence, or why there is none.

        Raises GraderDown when asking again later may help.
        """
        ...


# --- time


class Clock(Protocol):
    """The only source of the present."""

    def now(self) -> datetime:
        """Return the present, in UTC."""
        ...


class Calendar(Protocol):
    """When a schedule is due."""

    def next_due(self, at: time, zone: str, days: Sequence[str], after: datetime) -> datetime:
        """Return the first due time strictly after `after`, in UTC."""
        ...

    def last_due(
        self, at: time, zone: str, days: Sequence[str], before: datetime
    ) -> datetime | None:
        """Return the latest due time not after `before` within the last eight days, in UTC."""
        ...


# --- storage


class Teams(Protocol):
    """Teams, their people, channels and schedules."""

    async def at(self, place: Place) -> TeamPlace | None:
        """Return the team of a place, by its channel, else by its space."""
        ...

    async def create(self, new: NewTeam, then: Consequences) -> bool:
        """Make a team; False where its space has one already."""
        ...

    async def person(self, team_id: TeamId, author: Author) -> Person:
        """Return the person behind a user, made at first sight; keeps the name current."""
        ...

    async def save_settings(self, changed: Team, then: Consequences) -> bool:
        """Store the team's zone, feedback and limits; False if its event was handled before."""
        ...

    async def schedules(self, team_id: TeamId) -> Sequence[Schedule]:
        """Return a team's schedules, by name."""
        ...

    async def due(self, now: datetime, limit: int) -> Sequence[tuple[Team, Schedule]]:
        """Return schedules that are due and not paused, the longest due first."""
        ...

    async def of_channel(self, address: Address) -> Team | None:
        """Return the team of a channel, active or lost."""
        ...

    async def save_schedule(
        self, changed: Schedule, before: Schedule | None, place: Place | None, then: Consequences
    ) -> bool:
        """Store a schedule with its channels, new ones in the space of `place`.

        False where it is no longer as `before`, or its event was handled before.
        """
        ...

    async def lose_channel(self, address: Address, reason: str, then: Consequences) -> bool:
        """Mark a channel as lost and pause schedules that have no other; False if it was lost."""
        ...


class Slots(Protocol):
    """Questions that were asked."""

    async def history(self, team: TeamId) -> Sequence[PastQuestion]:
        """Return each question that a team was asked, with the last time, newest first."""
        ...

    async def open(
        self,
        slot: Slot,
        question: Question,
        asked: Sequence[tuple[AskedId, Address]],
        schedule: tuple[Schedule, Schedule] | None,
        then: Consequences,
    ) -> bool:
        """Ask a question, and store its schedule (before, after) with it.

        False where nothing was asked: the slot was there already (its schedule moves on all the
        same), the schedule is no longer as before, or its event was handled before.
        """
        ...

    async def get(self, slot: SlotId) -> Sequence[AskedQuestion]:
        """Return a slot's asked questions, by channel."""
        ...

    async def asked(self, asked: AskedId) -> AskedQuestion | None:
        """Return one asked question."""
        ...

    async def open_in(self, team: TeamId, channel: Address | None) -> Sequence[AskedQuestion]:
        """Return a team's open questions, those of the channel alone where one is given."""
        ...

    async def close(self, slot: SlotId, then: Consequences) -> bool:
        """Close an open slot; False where it was closed already."""
        ...

    async def summary(self, slot: SlotId) -> SlotSummary:
        """Return what became of a slot's question so far."""
        ...

    async def open_threads(self, prefix: str) -> Sequence[OpenThread]:
        """Return the threads of one platform that still take answers."""
        ...


class Attempts(Protocol):
    """Answers and their grades."""

    async def take(self, answer: Answer, decide: Callable[[AnswerView], Intake]) -> Intake | None:
        """Store a piece of an answer as `decide` says, in one transaction.

        None where it was stored before, or belongs to no question. A message in the thread of a
        question that is just being posted is kept, and decided once the question is open.
        """
        ...

    async def adopt(
        self, asked: AskedId, decide: Callable[[Answer, AnswerView], Intake]
    ) -> Sequence[Intake]:
        """Decide on the messages that were kept while this question was being posted."""
        ...

    async def edit(
        self, edit: MessageEdited, decide: Callable[[AttemptView, str], Intake]
    ) -> Intake | None:
        """Store a changed text as `decide` says; None where nothing of ours changed."""
        ...

    async def withdraw(
        self, gone: MessageDeleted, decide: Callable[[AttemptView, str], Intake]
    ) -> Intake | None:
        """Take a deleted message out of its attempt; None where it was in none."""
        ...

    async def get(self, attempt: AttemptId) -> AttemptView | None:
        """Return an attempt with its text."""
        ...

    async def latest(self, person: PersonId, asked: AskedId | None) -> AttemptView | None:
        """Return a person's newest attempt, at one question where one is given."""
        ...

    async def collecting(self, prefix: str, person: PersonId | None) -> Sequence[Attempt]:
        """Return the attempts of one platform that wait for more, of one person where given."""
        ...

    async def settle_now(self, attempt: Attempt, then: Consequences) -> bool:
        """Let a collecting attempt settle at once; False where it moved on."""
        ...

    async def begin(self, attempt: Attempt) -> bool:
        """Move an attempt from collecting or pending to grading at its revision."""
        ...

    async def save_outcome(
        self, attempt: Attempt, outcome: GradeOutcome, digest: str, day: date, then: Consequences
    ) -> bool:
        """Store what grading this revision gave, with award and tally; False where it moved on.

        `digest` names what was judged, by whom and by which rubric; `day` is the local day on which
        the attempt counts.
        """
        ...

    async def postpone(self, attempt: Attempt, then: Consequences) -> bool:
        """Keep an attempt pending until its next try; False where it moved on."""
        ...

    async def regrade(self, attempt: Attempt, then: Consequences) -> bool:
        """Take a graded attempt back to collecting as its next revision."""
        ...

    async def same_grade(self, digest: str) -> Graded | None:
        """Return the grade that the same answer got before under the same rubric and grader."""
        ...


class Outbox(Protocol):
    """What shall be said, first in first out for each address."""

    async def say(self, then: Consequences) -> bool:
        """Store things to say and wakes that belong to no other write; False if done before."""
        ...

    async def claim(self, address: Address, token: str, now: datetime) -> Claimed | None:
        """Claim the oldest thing to say at an address; None where there is none."""
        ...

    async def delivered(
        self, claimed: Claimed, delivery: Delivery, receipt: Receipt | None, then: Consequences
    ) -> bool:
        """Store how a delivery ended; False where another process took it over."""
        ...

    async def asked_posted(
        self, claimed: Claimed, receipt: Receipt, thread: Address, then: Consequences
    ) -> bool:
        """Store that a question is in its channel and open for answers in its thread."""
        ...

    async def hand_back(self, claimed: Claimed) -> None:
        """Return a claimed thing that certainly was not sent."""
        ...

    async def pending(self) -> int:
        """Return how many things wait to be said."""
        ...

    async def prune(self, before: datetime) -> None:
        """Forget event ids, and the bodies of what was said, from before then."""
        ...


class Boards(Protocol):
    """Sums for boards and selection."""

    async def totals(self, team: TeamId, since: date, until: date) -> Sequence[Total]:
        """Return everybody's points on the days from `since` to `until`, both included."""
        ...

    async def practice_days(self, team: TeamId, person: PersonId) -> PracticeDays:
        """Return the days that make a person's streak."""
        ...

    async def recent_scores(self, team: TeamId, limit: int) -> Sequence[ConceptScore]:
        """Return a team's newest scores, newest first."""
        ...


class Store(Protocol):
    """Everything that survives a restart."""

    @property
    def teams(self) -> Teams:
        """Teams."""
        ...

    @property
    def slots(self) -> Slots:
        """Slots."""
        ...

    @property
    def attempts(self) -> Attempts:
        """Attempts."""
        ...

    @property
    def outbox(self) -> Outbox:
        """Outbox."""
        ...

    @property
    def boards(self) -> Boards:
        """Boards."""
        ...


class Work(Protocol):
    """Runs wakes when they are due."""

    async def run(self, handle: Callable[[Wake], Awaitable[None]]) -> None:
        """Hand every due wake to `handle`, several at a time, until cancelled."""
        ...

    async def idle(self, until: datetime) -> bool:
        """Return whether nothing is running or due up to `until`."""
        ...

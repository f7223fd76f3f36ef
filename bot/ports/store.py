"""What survives a restart.

Reads are snapshots. Every write is one transaction that takes its consequences as values, and is
fenced by the state of the row that it changes, so that a second or late writer changes nothing.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.consequences import AskedId, Claimed, Consequences, Delivery, Wake
from bot.content import Question
from bot.messages import (
    Address,
    Author,
    MessageDeleted,
    MessageEdited,
    Place,
    Receipt,
    SpaceKey,
)
from bot.ports.people import Cards, Links, Oversight, People, Privacy
from bot.ports.platform import OpenThread
from bot.ports.rounds import Rounds
from bot.records import (
    Answer,
    AnswerView,
    Appeal,
    AppealCase,
    AppealId,
    AppealView,
    AskedQuestion,
    Attempt,
    AttemptId,
    AttemptView,
    Begun,
    ConceptScore,
    DaySpend,
    Ending,
    GradedAnswer,
    Intake,
    Lodging,
    NewTeam,
    PastQuestion,
    PastRuling,
    Person,
    PersonId,
    Practice,
    Reservation,
    Saving,
    Schedule,
    Slot,
    SlotId,
    SlotSummary,
    Team,
    TeamId,
    TeamPlace,
    TopicScore,
)
from bot.spend import Spent
from bot.standings import Board, BoardQuery


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

    async def get(self, team: TeamId) -> tuple[Team, Sequence[Address]] | None:
        """Return a team, and the channels that its schedules ask in."""
        ...

    async def save_settings(self, changed: Team, before: Team, then: Consequences) -> bool:
        """Store the team's zone, week, feedback and limits.

        False where they are no longer as `before`, or its event was handled before. The sums
        of its weeks follow its first weekday.
        """
        ...

    async def days_off(self, team: TeamId) -> frozenset[date]:
        """Return a team's holidays."""
        ...

    async def set_day_off(self, team: TeamId, day: date, *, off: bool, then: Consequences) -> bool:
        """Make a day a holiday of a team, or a day like others; False if handled before."""
        ...

    async def schedules(self, team_id: TeamId) -> Sequence[Schedule]:
        """Return a team's schedules, by name."""
        ...

    async def due(self, now: datetime, limit: int) -> Sequence[tuple[Team, Schedule]]:
        """Return schedules that are due and not paused, the longest due first."""
        ...

    async def speaking_at(self, address: Address) -> TeamPlace | None:
        """Return the team that is spoken to at an address: a channel, or a question's thread."""
        ...

    async def channels_in(self, space: SpaceKey) -> Sequence[Address]:
        """Return the channels of a space that are not lost."""
        ...

    async def channels(self, platform: str) -> Sequence[Address]:
        """Return the channels of a platform where teams practise."""
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
        self, edit: MessageEdited, decide: Callable[[AttemptView], Intake]
    ) -> Intake | None:
        """Store a changed text if `decide` takes it; None where nothing of ours changed."""
        ...

    async def withdraw(
        self, gone: MessageDeleted, decide: Callable[[AttemptView], Intake]
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

    async def begin(self, attempt: Attempt, digest: str, reservation: Reservation) -> Begun | None:
        """Move an attempt to grading at its revision; None where it moved on.

        Gives the grade that the same digest got before, so that the same answer gets the same one
        for nothing; else sets money aside, unless that would exceed the month's cap.
        """
        ...

    async def save_outcome(self, attempt: Attempt, saving: Saving, then: Consequences) -> bool:
        """Store what grading this revision gave, with award and tally; False where it moved on.

        What it cost is settled even then.
        """
        ...

    async def keep_grade(
        self, attempt: Attempt, spent: Sequence[Spent], then: Consequences
    ) -> bool:
        """Leave an attempt its earlier grade, where this revision got none; False if it moved on.

        What it cost is settled even then.
        """
        ...

    async def postpone(
        self, attempt: Attempt, failures: int, spent: Sequence[Spent], then: Consequences
    ) -> bool:
        """Keep an attempt pending until its next try; False where it moved on.

        `failures` is how often its grader was down by now. What it cost is settled in any case.
        """
        ...

    async def regrade(self, attempt: Attempt, then: Consequences) -> bool:
        """Take a graded attempt back to collecting as its next revision."""
        ...


class Appeals(Protocol):
    """Appeals and rulings.

    An open appeal is closed in the write that changes its answer, takes it back to be graded, or
    withdraws it, and a wake says so.
    """

    async def lodge(
        self, attempt: AttemptId, since: datetime, decide: Callable[[AppealCase], Lodging]
    ) -> Lodging | None:
        """Store an appeal if `decide` takes it, in one transaction; it sees those from `since` on.

        None where there is no such attempt, an appeal came first, or its event was handled before.
        """
        ...

    async def get(self, appeal: AppealId) -> AppealView | None:
        """Return an appeal with its attempt."""
        ...

    async def open_in(self, team: TeamId) -> Sequence[AppealView]:
        """Return a team's open appeals, oldest first."""
        ...

    async def begin(self, appeal: Appeal, reservation: Reservation) -> Begun | None:
        """Set money aside for a second look; None where nobody waits for one."""
        ...

    async def postpone(
        self, appeal: Appeal, failures: int, spent: Sequence[Spent], then: Consequences
    ) -> bool:
        """Keep the second look for later; False where nobody waits for it.

        What it cost is settled in any case.
        """
        ...

    async def hand_over(self, appeal: Appeal, spent: Sequence[Spent], then: Consequences) -> bool:
        """Leave an appeal to people; False where nobody waits for a second look.

        What it cost is settled in any case.
        """
        ...

    async def end(self, appeal: Appeal, ending: Ending, then: Consequences) -> bool:
        """Store a verdict as a new grade, with award and tally; False where it is not open.

        What it cost is settled in any case. A ruling by an admin is also put on record.
        """
        ...

    async def rulings(self, team: TeamId, question: str, limit: int) -> Sequence[PastRuling]:
        """Return what admins ruled on a question of the pack, the newest ones, oldest first."""
        ...


class Outbox(Protocol):
    """What shall be said, first in first out for each address."""

    async def say(self, then: Consequences) -> bool:
        """Store things to say and wakes that belong to no other write; False if done before."""
        ...

    async def claim(self, address: Address, token: str) -> Claimed | None:
        """Claim the oldest thing to say at an address; None where there is none."""
        ...

    async def delivered(
        self, claimed: Claimed, delivery: Delivery, receipt: Receipt | None, then: Consequences
    ) -> Claimed | None:
        """Store how a delivery ended, and claim what comes next at its address.

        None where nothing waits, or where another process took the claim over.
        """
        ...

    async def asked_posted(
        self, claimed: Claimed, receipt: Receipt, thread: Address, then: Consequences
    ) -> Claimed | None:
        """Store that a question is open for answers in its thread, and claim what comes next."""
        ...

    async def hand_back(self, claimed: Claimed, until: datetime, *, sent: bool) -> None:
        """Return a claim for later; nothing is said at its address before then.

        `sent` says that it may have arrived, so that it is looked for the next time.
        """
        ...

    async def hold_back(self, claimed: Claimed, until: datetime) -> None:
        """Return a claim that failed for a reason that nobody foresaw, and count that.

        Nothing is said at its address before then.
        """
        ...

    async def let_go(self, claimed: Claimed) -> None:
        """Give up a claim of what may have been sent, so that it can be claimed again at once."""
        ...

    async def pending(self) -> int:
        """Return how many things wait to be said."""
        ...

    async def prune(self, before: datetime) -> None:
        """Forget event ids, and what was said, from before then."""
        ...


class Boards(Protocol):
    """Sums for boards and selection."""

    async def board(self, query: BoardQuery) -> Board:
        """Return a page of a board of any metric but streaks, without people who are on none."""
        ...

    async def practice(self, team: Team, person: PersonId) -> Practice:
        """Return all that makes a person's streak."""
        ...

    async def everybodys_practice(self, team: Team, channel: Address | None) -> Sequence[Practice]:
        """Return the same of everybody on the board who answered, in one channel if it is given."""
        ...

    async def answers(self, person: PersonId, since: datetime) -> Sequence[GradedAnswer]:
        """Return what a person sent since then and was graded, practice too, newest first."""
        ...

    async def topic_scores(self, team: TeamId, since: date) -> Sequence[TopicScore]:
        """Return what everybody's first attempts since then were worth, by person and question."""
        ...

    async def spending(self, team: TeamId | None, since: date, until: date) -> Sequence[DaySpend]:
        """Return what grading cost, by day and model, of one team or of all."""
        ...

    async def recent_scores(self, team: TeamId, limit: int) -> Sequence[ConceptScore]:
        """Return what a team's newest first attempts were worth, newest first."""
        ...


class Store(Protocol):
    """Everything that survives a restart."""

    @property
    def people(self) -> People:
        """People."""
        ...

    @property
    def oversight(self) -> Oversight:
        """Oversight."""
        ...

    @property
    def cards(self) -> Cards:
        """Cards."""
        ...

    @property
    def links(self) -> Links:
        """Links."""
        ...

    @property
    def privacy(self) -> Privacy:
        """Privacy."""
        ...

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
    def appeals(self) -> Appeals:
        """Appeals."""
        ...

    @property
    def rounds(self) -> Rounds:
        """Rounds."""
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
        """Hand every due wake to `handle`, several at a time, until stopped or cancelled."""
        ...

    def stop(self) -> None:
        """Take no more wakes; `run` returns when those that are running are done."""
        ...

    async def step(self, handle: Callable[[Wake], Awaitable[None]]) -> bool:
        """Handle one due wake to its end; False where none is due."""
        ...

    async def idle(self, until: datetime) -> bool:
        """Return whether nothing is running or due up to `until`."""
        ...

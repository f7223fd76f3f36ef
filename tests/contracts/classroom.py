"""A store in which a team was asked questions, one level below the flows."""

from collections.abc import Sequence
from datetime import timedelta

from bot.consequences import Ask, AskedId, Consequences
from bot.content import Question, Verdict
from bot.grading import Graded, Judgement, PointVerdict
from bot.intake import take
from bot.messages import Address, MessageRef, OutboxKey, Place, Post, Receipt, UserId
from bot.periods import PeriodKind, period
from bot.records import (
    Answer,
    AnswerView,
    Attempt,
    Collect,
    Intake,
    NewTeam,
    Reservation,
    Saving,
    Slot,
    SlotId,
    SlotState,
    TeamId,
)
from bot.standings import BoardQuery, Metric
from storage.store import SqlStore
from tests.fakes import CHANNEL, MONDAY, SPACE, FixedClock

SLOTS = 12


def grade_of(question: Question, points: int) -> Graded:
    """Return a grade with these points."""
    missed = tuple(
        PointVerdict(point=point.id, verdict=Verdict.MISSED) for point in question.rubric.points
    )
    return Graded(
        score=points,
        judgement=Judgement(points=missed),
        grader="scripted",
        estimate=False,
        confidence=1.0,
    )


FREE = Reservation(team=TeamId("nobody"), model="", micros=0, day=MONDAY.date(), cap=None)
"""Nothing set aside, for a grader that costs nothing."""


def asked_in(number: int, channel: Address) -> AskedId:
    """Return the id of a question in a channel."""
    return AskedId(f"asked{number}" if channel == CHANNEL else f"asked{number}@{channel}")


def _ask(asked: AskedId, channel: Address) -> Ask:
    key = OutboxKey(f"ask/{asked}")
    return Ask(key=key, address=channel, post=Post(), asked=asked, thread_title="")


class Classroom:
    """A store in which a team was asked some questions, each in its own slot."""

    def __init__(self, store: SqlStore, clock: FixedClock, question: Question) -> None:
        self.store = store
        self.clock = clock
        self.question = question

    async def opens(self, new: NewTeam, questions: int = SLOTS) -> None:
        """Make the team, ask the questions, and open their threads."""
        await self.store.teams.create(new, Consequences())
        for number in range(questions):
            slot = Slot(
                id=SlotId(f"slot{number}"),
                schedule=new.schedule.id,
                team=new.team.id,
                local=f"2026-11-23T09:{number:02}",
                opens_at=self.clock.now(),
                closes_at=self.clock.now() + timedelta(days=1),
                state=SlotState.OPEN,
            )
            asked = {asked_in(number, channel): channel for channel in new.schedule.channels}
            then = Consequences(says=[_ask(*one) for one in asked.items()])
            await self.store.slots.open(slot, self.question, list(asked.items()), None, then)
            for one, channel in asked.items():
                claimed = await self.store.outbox.claim(channel, one)
                assert claimed is not None
                receipt = Receipt(address=channel, refs=(MessageRef(f"fake:{one}"),))
                thread = Address(f"fake:thread/{one}")
                await self.store.outbox.asked_posted(claimed, receipt, thread, Consequences())

    async def answered(
        self, who: str, number: int, ref: str = "", channel: Address = CHANNEL
    ) -> Attempt:
        """Let somebody answer a question; return the attempt, which is being graded."""
        thread = Address(f"fake:thread/{asked_in(number, channel)}")
        answer = Answer(
            ref=MessageRef(ref or f"{who}/{number}"),
            user=UserId(f"fake:{who}"),
            name=who,
            place=Place(space=SPACE, channel=channel, thread=thread),
            text="An answer.",
            sent_at=self.clock.now(),
        )

        def decide(view: AnswerView) -> Intake:
            attempt = take(answer, view, f"attempt/{answer.ref}", self.clock.now())
            assert isinstance(attempt, Attempt)
            return Collect(attempt=attempt, then=Consequences())

        taken = await self.store.attempts.take(answer, decide)
        assert isinstance(taken, Collect)
        await self.store.attempts.begin(taken.attempt, "", FREE)
        return taken.attempt

    async def graded(self, through: SqlStore, attempt: Attempt, points: int) -> bool:
        """Store a grade through a store."""
        day = self.clock.now().date()
        outcome = grade_of(self.question, points)
        saving = Saving(outcome=outcome, digest="", day=day)
        return await through.attempts.save_outcome(attempt, saving, Consequences())

    async def points(self, new: NewTeam) -> Sequence[tuple[str, int, int]]:
        """Return who has how many points and answers."""
        today = period(PeriodKind.DAY, self.clock.now().date(), 0)
        query = BoardQuery(team=new.team.id, channel=None, period=today, metric=Metric.POINTS)
        page = (await self.store.boards.board(query)).page
        return sorted((one.name, int(one.value), one.answers) for one in page)

"""The round machine under any order of what can happen."""

# ruff: noqa: D401 - what a rule does is said as something that happens

from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from pydantic import TypeAdapter

from bot.content import Verdict
from bot.grading import Graded, Reason, Ungraded
from bot.messages import MessageRef
from bot.rounds.events import (
    Ask,
    Changed,
    Cleared,
    Done,
    Event,
    Finish,
    Follow,
    Gone,
    Look,
    Opened,
    Pause,
    Resume,
    Said,
    Settled,
    Step,
    Stop,
    Stuck,
    Thought,
    Unquote,
)
from bot.rounds.machine import next_look, step
from bot.rounds.moving import to_judge
from bot.rounds.values import Round, Speaker, State
from bot.words import squash
from tests.fakes import MONDAY, graded

from .prompts import ROOM, a_plan, a_round, design

ADAPTER = TypeAdapter(Round)
SAYS = ("Visitor count?", "retrieval first", "whole passages", "hm", "What is the budget?", "")
VERDICTS = (Verdict.MET, Verdict.PARTIAL, Verdict.MISSED)
EARLIER = st.integers(0, 400).map(lambda seconds: timedelta(seconds=seconds))
STAGES = 3


class AnyRound(RuleBasedStateMachine):
    """A person, a clock, a grader and a platform that do what they like, in any order."""

    @initialize(settles=st.booleans())
    def begins(self, settles: bool) -> None:  # noqa: FBT001 - drawn by name
        """A round of three stages is about to begin."""
        question = design().question
        settle = timedelta(seconds=20) if settles else None
        self.round = a_round(a_plan(question, stages=STAGES, settle=settle))
        self.now = MONDAY
        self.steps: list[Step] = []
        self.refs: list[MessageRef] = []
        self.sent: dict[MessageRef, datetime] = {}
        self.deadlines: dict[int, timedelta] = {}

    def happens(self, event: Event) -> list[Step]:
        """Take a step, and check what no step may ever do."""
        before = self.round
        self.round, steps = step(before, event)
        self.steps += steps
        if not before.live:
            assert all(isinstance(one, Unquote) for one in steps)
        for old, new in zip(before.runs, self.round.runs, strict=False):
            # Once closed, a stage stays closed at that moment.
            if old.closed_at is not None:
                assert (new.opened_at, new.closed_at) == (old.opened_at, old.closed_at)
            assert new.held >= old.held
        for turn, same in zip(before.turns, self.round.turns, strict=False):
            assert (turn.stage, turn.speaker, turn.ref) == (same.stage, same.speaker, same.ref)
        return list(steps)

    @rule()
    def the_room_is_there(self) -> None:
        """The room may be reported several times."""
        self.happens(Opened(room=ROOM, now=self.now))

    @rule(seconds=st.integers(0, 200))
    def time_passes(self, seconds: int) -> None:
        """Nothing but that."""
        self.now += timedelta(seconds=seconds)

    @rule(said=st.sampled_from(SAYS), earlier=EARLIER, assisted=st.booleans())
    def says(self, said: str, earlier: timedelta, assisted: bool) -> None:  # noqa: FBT001
        """A message arrives, sent a while ago."""
        ref = MessageRef(f"m{len(self.refs)}")
        self.refs.append(ref)
        self.sent[ref] = self.now - earlier
        sent_at = self.sent[ref]
        self.happens(Said(ref=ref, text=said, sent_at=sent_at, now=self.now, assisted=assisted))

    @precondition(lambda self: self.round.runs)
    @rule(data=st.data(), off=st.integers(-1, 1))
    def a_message_was_under_way(self, data: st.DataObject, off: int) -> None:
        """A message arrives that was sent when a stage was about to begin or to end."""
        moments = [at for run in self.round.runs for at in (run.opened_at, run.closed_at) if at]
        at = data.draw(st.sampled_from(moments)) + timedelta(seconds=off)
        ref = MessageRef(f"m{len(self.refs)}")
        self.refs.append(ref)
        self.sent[ref] = at
        self.happens(Said(ref=ref, text="whole passages", sent_at=at, now=max(self.now, at)))

    @rule(verdict=st.sampled_from(VERDICTS))
    def answers_and_is_judged(self, verdict: Verdict) -> None:
        """An answer goes the whole way to its follow-up."""
        self.says("retrieval first", timedelta(), assisted=False)
        if self.round.runs and self.round.stage.settle is None:
            self.happens(Done(at=self.now, now=self.now))
        self.happens(Settled(now=self.now))
        self.is_judged(verdict, kind=5, old=0)

    @precondition(lambda self: self.refs)
    @rule(data=st.data())
    def is_delivered_again(self, data: st.DataObject) -> None:
        """A platform may deliver a message twice; it is there once."""
        ref = data.draw(st.sampled_from(self.refs))
        known = [turn for turn in self.round.turns if turn.ref == ref]
        before = self.round
        self.happens(Said(ref=ref, text="again", sent_at=self.sent[ref], now=self.now))
        if known:
            assert self.round == before

    @precondition(lambda self: self.refs)
    @rule(data=st.data(), said=st.sampled_from(SAYS), earlier=EARLIER)
    def edits(self, data: st.DataObject, said: str, earlier: timedelta) -> None:
        """A message is changed."""
        ref = data.draw(st.sampled_from(self.refs))
        at = self.now - earlier
        self.happens(Changed(ref=ref, text=said, edited_at=at, now=self.now))

    @precondition(lambda self: self.refs)
    @rule(data=st.data())
    def deletes(self, data: st.DataObject) -> None:
        """A message is deleted, and its text is gone whatever else is so."""
        ref = data.draw(st.sampled_from(self.refs))
        self.happens(Gone(ref=ref, now=self.now))
        assert all(turn.text == "" for turn in self.round.turns if turn.ref == ref)

    @rule(earlier=EARLIER, stage=st.sampled_from((None, 0, 1, 2)))
    def is_done(self, earlier: timedelta, stage: int | None) -> None:
        """Done, by word or by the button of some stage."""
        before = self.round.current
        self.happens(Done(at=self.now - earlier, now=self.now, stage=stage))
        if stage is not None and stage != before:
            assert self.round.current == before

    @rule()
    def settles(self) -> None:
        """The input has ended."""
        self.happens(Settled(now=self.now))

    @rule(earlier=EARLIER)
    def pauses(self, earlier: timedelta) -> None:
        """The clock is stopped."""
        self.happens(Pause(at=self.now - earlier))

    @rule()
    def resumes(self) -> None:
        """The clock goes on."""
        self.happens(Resume(at=self.now))

    @rule(likely=st.integers(0, 9))
    def stops(self, likely: int) -> None:
        """The round is ended, now and then."""
        if likely == 0:
            self.happens(Stop(at=self.now))

    @rule(connected=st.booleans(), late=st.integers(0, 90))
    def a_timer_rings(self, connected: bool, late: int) -> None:  # noqa: FBT001
        """On time or late; nothing is asked of a platform that is away before its patience ends."""
        due = next_look(self.round)
        if due is not None and due > self.now and late % 2:
            self.now = due + timedelta(seconds=late)
        deadline, before = self.round.deadline, self.round.current
        self.happens(Look(now=self.now, connected=connected))
        if deadline and not connected and self.now < deadline + timedelta(seconds=60):
            settled = self.round.runs[before]
            assert not settled.by_time

    @rule()
    def a_stale_timer_rings(self) -> None:
        """A timer that rings twice does nothing the second time."""
        self.happens(Look(now=self.now))
        before = self.round
        assert not self.happens(Look(now=self.now)) or self.round.state is State.ENDED
        assert before == self.round or self.round.run.nudged

    @rule(verdict=st.sampled_from(VERDICTS), kind=st.integers(0, 5), old=st.integers(0, 1))
    def is_judged(self, verdict: Verdict, kind: int, old: int) -> None:
        """A stage is judged, perhaps at a revision that is no longer the newest."""
        found = to_judge(self.round)
        if found is None:
            return
        stage, revision = found
        question = self.round.plan.question_of(stage)
        verdicts = {point.id: verdict for point in question.rubric.points}
        outcome = graded(question, self.round.said(stage) or "nothing", verdicts)
        reason = (Reason.NOT_AN_ANSWER, Reason.LANGUAGE, Reason.REFUSED)[kind % 3]
        told = outcome if kind > 2 else Ungraded(reason=reason, grader="scripted")
        event = Thought(stage=stage, revision=revision - old, outcome=told, now=self.now)
        self.happens(event)

    @rule()
    def the_grader_is_down(self) -> None:
        """It will be asked again."""
        found = to_judge(self.round)
        if found is not None:
            stage, revision = found
            self.happens(Stuck(stage=stage, revision=revision, now=self.now))

    @rule(facts=st.sampled_from(((), ("scale",), ("budget", "nowhere"))))
    def a_question_is_read(self, facts: tuple[str, ...]) -> None:
        """The interviewer chooses from the sheet, or makes something up."""
        for turn in self.round.turns:
            if turn.unclear:
                self.happens(Cleared(turn=turn.n, facts=facts, now=self.now))

    @rule()
    def restarts(self) -> None:
        """What is stored is all there is."""
        self.round = ADAPTER.validate_json(ADAPTER.dump_json(self.round))

    @invariant()
    def stages_come_once_and_in_order(self) -> None:
        """Each stage is asked once, after the one before it was closed."""
        asked = [one.stage for one in self.steps if isinstance(one, Ask)]
        assert asked == list(range(len(asked)))
        assert len(self.round.runs) == len(asked)
        for earlier, later in zip(self.round.runs, self.round.runs[1:], strict=False):
            assert earlier.closed_at is not None
            assert earlier.closed_at <= later.opened_at

    @invariant()
    def it_finishes_once(self) -> None:
        """There is one scorecard, when nothing is left to judge."""
        finished = sum(isinstance(one, Finish) for one in self.steps)
        begun = bool(self.round.runs)
        assert finished == int(self.round.state is State.ENDED and begun)
        for number, run in enumerate(self.round.runs if finished else ()):
            assert run.judged == run.revision or not self.round.said_turns(number)

    @invariant()
    def no_question_comes_twice(self) -> None:
        """No follow-up is said twice, and no stage has more than it may."""
        asked = [one.probe.ask for one in self.steps if isinstance(one, Follow)]
        assert len(asked) == len(set(asked))
        for number, stage in enumerate(self.round.plan.stages):
            assert len(self.round.probes(number)) <= stage.probes

    @invariant()
    def answers_belong_to_their_time(self) -> None:
        """What counts was sent while its stage was going on, never before it was asked."""
        for turn in self.round.turns:
            if turn.speaker is Speaker.CANDIDATE:
                run = self.round.runs[turn.stage]
                assert run.opened_at <= turn.at
                assert run.closed_at is None or turn.at <= run.closed_at

    @invariant()
    def quotes_are_of_what_is_there(self) -> None:
        """Nothing that was deleted, or changed after the end, is quoted any more."""
        for number, run in enumerate(self.round.runs):
            if isinstance(run.outcome, Graded) and run.judged == run.revision:
                there = squash(self.round.said(number))
                quotes = [verdict.quote for verdict in run.outcome.judgement.points]
                assert all(squash(quote) in there for quote in quotes)

    @invariant()
    def nobody_gets_more_time_than_there_is(self) -> None:
        """A closed stage never used more than its minutes."""
        for number, run in enumerate(self.round.runs):
            if run.closed_at is not None:
                assert timedelta() <= self.round.used(number)
                assert self.round.used(number) <= self.round.plan.stages[number].lasts

    @invariant()
    def a_live_round_is_looked_at_again(self) -> None:
        """A round never waits for nothing."""
        if self.round.live:
            assert next_look(self.round) is not None or to_judge(self.round) is not None


AnyRound.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestAnyRound = AnyRound.TestCase

"""The clock: done, silence, pauses, time that is up, and what was thought meanwhile."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.content import Probe
from bot.grading import TALK, Graded, Reason, Ungraded
from bot.rounds.events import (
    Done,
    Follow,
    Look,
    Nudge,
    Step,
    Stuck,
    Thought,
    Unfit,
)
from bot.rounds.follow import follow_up
from bot.rounds.moving import CLOCKED, Next, advance, finished, new_turn, released, stopped
from bot.rounds.values import Round, Speaker, State, Why

ABANDONED_AFTER = timedelta(hours=24)
PATIENCE = timedelta(seconds=60)
"""How long a stage waits for a platform that is away, since answers may be on their way."""
THINK_AT_MOST = timedelta(seconds=90)
"""After this nobody waits for a follow-up any more."""
NUDGE_AFTER = timedelta(minutes=2)
"""Silence after which a person is told once that it is their turn; never past half of the time."""
TOO_SHORT = timedelta(seconds=30)
"""With less time than this left no follow-up is asked."""
A_MOMENT = timedelta(seconds=10)
"""So soon after time was up, a word to move on was meant for the stage that is over by itself."""

_MEND = TALK | {Reason.ECHO, Reason.LANGUAGE, Reason.TOO_LONG}
"""Why an answer is none yet: its author can do something about it."""


def done(one: Round, event: Done) -> Next:
    """Move on, or first look for a follow-up where only the candidate can say that it is done."""
    if one.state not in CLOCKED or event.at < one.run.opened_at:
        return one, ()
    if event.stage is not None and event.stage != one.current:
        return one, ()
    if event.stage is None and _meant_before(one, event.at):
        return one, ()
    alive = replace(one, last_at=max(one.last_at, event.at))
    if one.deadline is not None and event.at > one.deadline:
        return advance(alive, one.deadline, event.now, by_time=True)
    settles = one.stage.settle is not None
    if one.state is State.THINKING or settles or not _may_probe(one, event.at):
        return advance(alive, event.at, event.now)
    return _think(alive, event.at), ()


def settled(one: Round, now: datetime) -> Next:
    """Act as if the silence that completes an answer had passed."""
    if one.state is not State.RUNNING or one.settles_at is None:
        return one, ()
    if one.deadline is not None and now > one.deadline:
        return one, ()
    if _may_probe(one, now):
        return _think(one, now), ()
    return advance(one, now, now)


def paused(one: Round, at: datetime) -> Next:
    """Stop the clock."""
    if one.state not in CLOCKED or at < one.run.opened_at:
        return one, ()
    if one.deadline is not None and at > one.deadline:
        return one, ()
    since = one.held_since or at
    held = replace(one, state=State.PAUSED, held_since=since, last_at=max(one.last_at, at))
    return held.with_run(one.current, replace(one.run, told_held=False)), ()


def resumed(one: Round, at: datetime) -> Next:
    """Let the clock run again; what it stood is not used up."""
    if one.state is not State.PAUSED or one.held_since is None:
        return one, ()
    moment = max(at, one.held_since)
    back = replace(released(one, moment), last_at=max(one.last_at, at))
    if one.stage.settle is not None and _may_probe(back, moment):
        back = replace(back, settles_at=moment + one.stage.settle)
    return back, ()


def look(one: Round, event: Look) -> Next:
    """Do what is due, if anything is."""
    now = event.now
    if one.state is State.SCORING:
        return finished(one, now)
    if now - one.last_at >= ABANDONED_AFTER:
        return stopped(one, now, Why.ABANDONED)
    if one.state is State.THINKING and one.held_since is not None:
        if now - one.held_since < THINK_AT_MOST:
            return one, ()
        return advance(one, now, now)
    if one.state is not State.RUNNING or one.deadline is None:
        return one, ()
    if now >= one.deadline:
        if not event.connected and now < one.deadline + PATIENCE:
            return one, ()
        return advance(one, one.deadline, now, by_time=True)
    if one.settles_at is not None and now >= one.settles_at:
        return settled(one, now)
    due = nudge_at(one)
    if due is not None and now >= due:
        return _nudged(one), (Nudge(stage=one.current),)
    return one, ()


def _think(one: Round, at: datetime) -> Round:
    return replace(one, state=State.THINKING, held_since=at, settles_at=None)


def thought(one: Round, event: Thought) -> Next:
    """Keep a judgement, and go on where it was waited for."""
    if event.stage >= len(one.runs):
        return one, ()
    run = one.runs[event.stage]
    if run.judged < event.revision <= run.revision:
        judged = replace(run, outcome=event.outcome, judged=event.revision, offline=event.offline)
        one = one.with_run(event.stage, judged)
    if one.state is State.SCORING:
        return finished(one, event.now)
    waited = one.state is State.THINKING and event.stage == one.current
    if not waited or one.run.judged < one.run.revision:
        return one, ()
    return _answered(one, event.now, event.suggested)


def _answered(one: Round, now: datetime, suggested: Probe | None) -> Next:
    """Follow an answer up, or go on to the next stage."""
    stage, settles = one.current, one.stage.settle is not None
    outcome = one.run.outcome
    if settles and isinstance(outcome, Ungraded) and outcome.reason in _MEND:
        # Not an answer yet: the clock goes on, and the person is told so once.
        if one.run.nudged:
            return (released(one, now), ()) if outcome.reason in TALK else advance(one, now, now)
        said: Step = Unfit(stage=stage, reason=outcome.reason)
        return _nudged(released(one, now)), (said,)
    probe = follow_up(one, stage, suggested) if isinstance(outcome, Graded) else None
    if probe is None:
        return advance(one, now, now)
    back = released(one, now)
    asked = new_turn(back, Speaker.PROBED, probe.ask, now, stage)
    return back.with_turn(replace(asked, point=probe.point)), (Follow(stage=stage, probe=probe),)


def stuck(one: Round, event: Stuck) -> Next:
    """Go on without a follow-up while the grader is down; what was said is judged later."""
    if event.stage >= len(one.runs):
        return one, ()
    run = one.runs[event.stage]
    if event.revision != run.revision or run.judged >= event.revision:
        return one, ()
    one = one.with_run(event.stage, replace(run, failures=run.failures + 1))
    if one.state is State.THINKING and event.stage == one.current:
        return advance(one, event.now, event.now)
    return one, ()


def _meant_before(one: Round, at: datetime) -> bool:
    """Return whether a word to move on crossed with the question that came by itself."""
    if one.current == 0 or not one.runs[one.current - 1].by_time:
        return False
    return at < one.run.opened_at + A_MOMENT and not one.said_turns(one.current)


def _may_probe(one: Round, at: datetime) -> bool:
    """Return whether something new was said that may be followed up, with time to answer."""
    stage = one.current
    probes, said = one.probes(stage), one.said_turns(stage)
    left = one.deadline - at if one.deadline else TOO_SHORT
    return (
        bool(said)
        and len(probes) < one.stage.probes
        and left >= TOO_SHORT
        and (not probes or said[-1].n > probes[-1].n)
    )


def nudge_at(one: Round) -> datetime | None:
    """Return when silence is long enough to be remarked upon, if it was not yet."""
    run, probes, words = one.run, one.probes(one.current), one.said_turns(one.current)
    if run.nudged or (words and not (probes and probes[-1].n > words[-1].n)):
        return None
    since = probes[-1].at if probes else run.opened_at + run.held
    return since + min(NUDGE_AFTER, one.stage.lasts / 2)


def _nudged(one: Round) -> Round:
    return one.with_run(one.current, replace(one.run, nudged=True))

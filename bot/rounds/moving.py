"""From one stage to the next: asking, closing, stopping, and the end."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.rounds.events import Ask, Finish, Opened, Rules, Step, TimeUp
from bot.rounds.values import Round, Run, Speaker, State, Turn, Why

CLOCKED = (State.RUNNING, State.THINKING)
"""States in which the candidate may go on."""

Steps: TypeAlias = tuple[Step, ...]
Next: TypeAlias = tuple[Round, Steps]


def opened(one: Round, event: Opened) -> Next:
    """Let the clock of a round start, once its room is there."""
    if one.state is not State.OPENING:
        return one, ()
    return begin(replace(one, room=event.room), 0, event.now, (Rules(),))


def begin(one: Round, stage: int, now: datetime, before: Steps = ()) -> Next:
    """Ask a stage; its clock starts."""
    begun = replace(
        one,
        state=State.RUNNING,
        runs=(*one.runs, Run(opened_at=now)),
        held_since=None,
        settles_at=None,
    )
    asked = with_words(begun, Speaker.ASKED, one.plan.stages[stage].ask, now)
    return asked, (*before, Ask(stage=stage))


def close(one: Round, at: datetime, *, by_time: bool = False) -> Round:
    """Close the current stage; time that its clock stood is not used up.

    A word to move on may arrive after something that was sent later, which counts all the same.
    """
    run = one.run
    at = max([at, *(t.at for t in one.turns if t.stage == one.current and t.ref is not None)])
    held = run.held + max(timedelta(), at - one.held_since) if one.held_since else run.held
    closed = replace(run, closed_at=max(at, run.opened_at + held), held=held, by_time=by_time)
    return replace(one.with_run(one.current, closed), held_since=None, settles_at=None)


def advance(one: Round, at: datetime, now: datetime, *, by_time: bool = False) -> Next:
    """Close the current stage and ask the next one, or begin to score."""
    steps: Steps = (TimeUp(stage=one.current),) if by_time else ()
    closed = close(one, at, by_time=by_time)
    if closed.current + 1 < len(one.plan.stages):
        # A platform's clock may be ahead of ours.
        begins = max(now, closed.run.closed_at or now)
        return begin(closed, closed.current + 1, begins, steps)
    return _scoring(closed, Why.FINISHED, now, steps)


def stopped(one: Round, at: datetime, why: Why) -> Next:
    """End a round before its last stage is over; what there is will be scored."""
    match one.state:
        case State.OPENING:
            return replace(one, state=State.ENDED, why=why, ended_at=at), ()
        case State.RUNNING | State.THINKING | State.PAUSED:
            deadline = one.deadline
            closed = close(one, min(at, deadline) if deadline else at)
            return _scoring(closed, why, at, ())
        case _:
            return one, ()


def _scoring(one: Round, why: Why, now: datetime, steps: Steps) -> Next:
    return finished(replace(one, state=State.SCORING, why=why), now, steps)


def finished(one: Round, now: datetime, steps: Steps = ()) -> Next:
    """End a round of which everything is judged."""
    if one.state is not State.SCORING or to_judge(one) is not None:
        return one, steps
    return replace(one, state=State.ENDED, ended_at=now), (*steps, Finish())


def released(one: Round, now: datetime) -> Round:
    """Let the clock run again."""
    if one.held_since is None:
        return replace(one, state=State.RUNNING)
    run = replace(one.run, held=one.run.held + max(timedelta(), now - one.held_since))
    return replace(one.with_run(one.current, run), state=State.RUNNING, held_since=None)


def to_judge(one: Round) -> tuple[int, int] | None:
    """Return a stage that has to be judged, and its revision; the one that is waited for first."""
    if one.state is State.THINKING and _unjudged(one, one.current):
        return one.current, one.run.revision
    for stage, run in enumerate(one.runs):
        if run.closed_at is not None and _unjudged(one, stage):
            return stage, run.revision
    return None


def _unjudged(one: Round, stage: int) -> bool:
    run = one.runs[stage]
    return run.judged < run.revision and bool(one.said_turns(stage))


def with_words(one: Round, speaker: Speaker, text: str, at: datetime) -> Round:
    """Return the round with something that we said at the current stage."""
    return one.with_turn(new_turn(one, speaker, text, at, one.current))


def new_turn(one: Round, speaker: Speaker, text: str, at: datetime, stage: int) -> Turn:
    """Return the next turn."""
    return Turn(n=len(one.turns), stage=stage, speaker=speaker, text=text, at=at)

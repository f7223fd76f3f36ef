"""The round as a state machine: pure, from a round and an event to the next round and its steps.

Deadlines are counted from when a stage was asked, without the time that its clock stood. An answer
counts by when it was sent, and for the stage whose time that was. A timer that rings late, early or
twice finds nothing to do.
"""

from datetime import datetime
from typing import assert_never

from bot.rounds.clock import (
    ABANDONED_AFTER,
    THINK_AT_MOST,
    done,
    look,
    nudge_at,
    paused,
    resumed,
    settled,
    stuck,
    thought,
)
from bot.rounds.events import (
    Changed,
    Cleared,
    Done,
    Event,
    Failed,
    Gone,
    Look,
    Opened,
    Pause,
    Resume,
    Said,
    Settled,
    Stop,
    Stuck,
    Thought,
)
from bot.rounds.moving import Next, finished, opened, stopped
from bot.rounds.talking import changed, cleared, gone, said
from bot.rounds.values import Round, State, Turn, Why


def step(one: Round, event: Event) -> Next:  # noqa: PLR0911 - one line for each event
    """Return the round after an event, and what follows from it."""
    if not one.live and not isinstance(event, Gone | Changed):
        return one, ()
    match event:
        case Opened():
            return opened(one, event)
        case Failed(now=now):
            return stopped(one, now, Why.LOST)
        case Said():
            return said(one, event)
        case Changed():
            after, steps = changed(one, event)
            return finished(after, event.now, steps)
        case Gone():
            after, steps = gone(one, event)
            return finished(after, event.now, steps)
        case Done():
            return done(one, event)
        case Settled(now=now):
            return settled(one, now)
        case Pause(at=at):
            return paused(one, at)
        case Resume(at=at):
            return resumed(one, at)
        case Stop(at=at):
            return stopped(one, at, Why.STOPPED)
        case Look():
            return look(one, event)
        case Thought():
            return thought(one, event)
        case Stuck():
            return stuck(one, event)
        case Cleared():
            return cleared(one, event)
        case _ as never:
            assert_never(never)


def next_look(one: Round) -> datetime | None:
    """Return when the round has to be looked at again, if nothing happens before."""
    match one.state:
        case State.OPENING | State.PAUSED:
            return one.last_at + ABANDONED_AFTER
        case State.THINKING:
            return (one.held_since or one.last_at) + THINK_AT_MOST
        case State.RUNNING:
            times = (one.deadline, one.settles_at, nudge_at(one))
            return min(at for at in times if at is not None)
        case State.SCORING | State.ENDED:
            return None
        case _ as never:
            assert_never(never)


def to_clear(one: Round) -> Turn | None:
    """Return a question that the interviewer has yet to look at."""
    return next((turn for turn in one.turns if turn.unclear), None)

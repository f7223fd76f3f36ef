"""What the candidate says, changes and deletes: it counts by when it was sent."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.grading import without_words
from bot.round_content import SheetFact
from bot.rounds import sheet
from bot.rounds.events import Changed, Cleared, Gone, Held, Said, Tell, TooLate, Unquote
from bot.rounds.moving import CLOCKED, Next, new_turn, released, with_words
from bot.rounds.values import Round, Speaker, State, Turn


def said(one: Round, event: Said) -> Next:
    """Take a message into the stage during which it was sent."""
    if any(turn.ref == event.ref for turn in one.turns):
        return one, ()
    stage = _stage_at(one, event.sent_at)
    if stage is None:
        return one, ()
    if not _counts(one, stage, event.sent_at):
        return _too_late(one, stage)
    turn = new_turn(one, Speaker.CANDIDATE, event.text, event.sent_at, stage)
    turn = replace(turn, ref=event.ref)
    alive = replace(one, last_at=max(one.last_at, event.sent_at))
    there = more(alive.with_turn(turn), stage, event.now)
    if stage != one.current or not one.plan.facts:
        return there, ()
    return _looked_up(there, turn, assisted=event.assisted)


def _looked_up(one: Round, turn: Turn, *, assisted: bool) -> Next:
    """Answer a clarifying question from the sheet, and leave the rest to the interviewer.

    After the first step a question may be meant for nobody: only what the sheet knows is answered.
    """
    found = sheet.look_up(one.plan.facts, turn.text)
    if not found.open or turn.stage > 0:
        return _told(one, found.facts, assume=False)
    if assisted:
        return _told(one.with_turn(replace(turn, unclear=True)), found.facts, assume=False)
    return _told(one, found.facts, assume=True)


def _told(one: Round, facts: Sequence[SheetFact], *, assume: bool) -> Next:
    if not facts and not assume:
        return one, ()
    text = " ".join(fact.says for fact in facts)
    told = with_words(one, Speaker.TOLD, text, one.last_at)
    return told, (Tell(facts=tuple(facts), assume=assume),)


def cleared(one: Round, event: Cleared) -> Next:
    """Tell what the interviewer found on the sheet, by the sheet's words only."""
    if event.turn >= len(one.turns) or not one.turns[event.turn].unclear:
        return one, ()
    turn = one.turns[event.turn]
    clear = one.with_turn(replace(turn, unclear=False))
    if one.state not in CLOCKED or turn.stage != one.current:
        return clear, ()
    found = sheet.look_up(one.plan.facts, turn.text)
    more = tuple(f for f in one.plan.facts if f.id in event.facts and f not in found.facts)
    # Nobody is told more than was asked, whatever the interviewer chose.
    more = more[: min(sheet.MOST, found.open)]
    return _told(clear, more, assume=not more)


def changed(one: Round, event: Changed) -> Next:
    """Take a new text, if it was written while its stage was going on."""
    turn = next((turn for turn in one.turns if turn.ref == event.ref), None)
    if (
        turn is None
        or turn.text in ("", event.text)
        or (turn.edited_at is not None and turn.edited_at >= event.edited_at)
    ):
        return one, ()
    if not one.live:
        new = replace(turn, text=event.text, edited_at=event.edited_at)
        return _taken_back(one.with_turn(new), turn.stage)
    if not _counts(one, turn.stage, event.edited_at):
        return _too_late(one, turn.stage)
    changed = one.with_turn(replace(turn, text=event.text, edited_at=event.edited_at))
    return more(changed, turn.stage, event.now), ()


def gone(one: Round, event: Gone) -> Next:
    """Forget a text and its quotes, whenever that happens; what has ended is not judged again."""
    turn = next((turn for turn in one.turns if turn.ref == event.ref), None)
    if turn is None:
        return one, ()
    left, steps = _taken_back(one.with_turn(replace(turn, text="", unclear=False)), turn.stage)
    if not one.live or not turn.text:
        return left, steps
    if left.said_turns(turn.stage):
        return more(left, turn.stage, event.now), ()
    run = left.runs[turn.stage]
    empty = replace(run, revision=run.revision + 1, judged=run.revision + 1, outcome=None)
    return replace(left.with_run(turn.stage, empty), settles_at=None), ()


def _taken_back(one: Round, stage: int) -> Next:
    """Let no verdict quote what is not there any more, nor a scorecard that was shown."""
    run = one.runs[stage]
    if run.outcome is not None:
        silent = without_words(run.outcome, one.said(stage))
        one = one.with_run(stage, replace(run, outcome=silent))
    return one, () if one.live else (Unquote(),)


def more(one: Round, stage: int, now: datetime) -> Round:
    """Note that what was said at a stage has changed."""
    run = one.runs[stage]
    there = one.with_run(stage, replace(run, revision=run.revision + 1))
    settle = one.plan.stages[stage].settle
    if stage != one.current or one.state not in CLOCKED or run.closed_at or settle is None:
        return there
    # Somebody who goes on talking is not interrupted by a follow-up.
    return replace(released(there, now), settles_at=now + settle)


def _stage_at(one: Round, sent_at: datetime) -> int | None:
    """Return the stage that was the current one when something was sent."""
    for stage in range(one.current, -1, -1):
        if sent_at >= one.runs[stage].opened_at:
            return stage
    return None


def _counts(one: Round, stage: int, at: datetime) -> bool:
    """Return whether what was sent then is part of what was said at that stage."""
    run = one.runs[stage]
    if run.closed_at is not None:
        return run.opened_at <= at <= run.closed_at
    if one.state is State.PAUSED and one.held_since is not None and at > one.held_since:
        return False
    return one.deadline is None or at <= one.deadline


def _too_late(one: Round, stage: int) -> Next:
    """Say once for each pause, and once for each stage that is over, that nothing counts."""
    run = one.runs[stage]
    if one.state is State.PAUSED and run.closed_at is None:
        held = one.with_run(stage, replace(run, told_held=True))
        return held, () if run.told_held else (Held(),)
    late = one.with_run(stage, replace(run, told_late=True))
    return late, () if run.told_late else (TooLate(stage=stage),)

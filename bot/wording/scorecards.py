"""How a round ended."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from bot.grading import Reason
from bot.messages import Choice, Post
from bot.rounds.cards import Check, Move, Mover, Scorecard, StageScore
from bot.rounds.values import Round, Why
from bot.wording.feedback import DIAMONDS, REASONS
from bot.wording.rounds import kind_of, minutes
from bot.wording.text import plain, quote
from bot.wording.times import count, day_and_time

_SHARES = ("little", "about a quarter", "about half", "about three quarters", "all")

_HOW = {
    Why.STOPPED: "You stopped it before its end.",
    Why.ABANDONED: "Nobody came back to it for a day.",
    Why.LOST: "Its room is gone.",
}

_OFFLINE = {
    Reason.BUDGET: "this month's budget for grading was used up",
    Reason.UNAVAILABLE: "the grader could not be reached for a long time",
}


def scorecard(one: Round, card: Scorecard) -> Post:
    """Return everything there is to say about a round that is over."""
    lines = []
    if one.why in _HOW:
        lines.append(f"{_HOW[one.why]} This is what there is.")
    if card.signal is None:
        lines.append(_too_little(card))
    else:
        lines += _why(one, card)
    lines += _offline(card.stages)
    if card.stages:
        lines.append("\n".join(f"- {_stage(stage)}" for stage in card.stages))
    if card.levels:
        said = [f"{v.name} {_of_four(v.level)}" for v in card.levels]
        lines.append(f"**dimensions** {' · '.join(said)}")
    if card.must:
        lines.append(f"**must mention** {_checks(card.must)}")
    if card.families:
        lines.append(f"**failures** {_checks(card.families)}")
    if card.best:
        lines.append(f"**best sentence** {card.best.says}\n{quote(card.best.quote)}")
    if card.costliest:
        lines.append(f"**costliest gap** {card.costliest.says}")
    lines += [
        f"**flag** {flag.says}\n{quote(flag.quote)}" if flag.quote else f"**flag** {flag.says}"
        for flag in card.flags
    ]
    if card.practise:
        titles = "\n".join(f"- {question.title}" for question in card.practise)
        lines.append(f"**practise next**\n\n{titles}")
    share = Choice(action="share-round", value=one.id, label="Share with the team")
    choices = (share,) if card.signal is not None and not one.plan.shared else ()
    return Post(
        title=_title(one, card), body="\n\n".join(lines), choices=choices, footer=_footer(card)
    )


def shared(one: Round, card: Scorecard) -> Post:
    """Return what a team sees: the signal and the parts, none of the words."""
    parts = "\n".join(f"- {_stage(stage)}" for stage in card.stages)
    return Post(
        title=f"{plain(one.name)}: {_signal(card)}",
        body=f"{kind_of(one.plan)}, {one.plan.minutes} minutes, {one.plan.difficulty}.\n\n{parts}",
        footer=_footer(card),
    )


def earlier(rounds: Sequence[tuple[Round, Scorecard]]) -> Post:
    """List earlier rounds, newest first, each compared with the one of its kind before it."""
    if not rounds:
        return Post(body="You have had no round yet. `mock` begins one.")
    lines = []
    for at, (one, card) in enumerate(rounds):
        before = next(
            (
                old
                for other, old in rounds[at + 1 :]
                if other.plan.kind is one.plan.kind and old.score is not None
            ),
            None,
        )
        when = day_and_time(one.begun_at, one.plan.zone)
        what = f"{kind_of(one.plan)}, {one.plan.minutes} min, {one.plan.difficulty}"
        lines.append(f"- {when} · {what}: **{_signal(card)}**{_compared(card, before)}")
    return Post(title="Your rounds", body="\n".join(lines))


def _title(one: Round, card: Scorecard) -> str:
    return f"{_signal(card).capitalize()} · {kind_of(one.plan)}"


def _signal(card: Scorecard) -> str:
    return card.signal or "not enough to grade"


def _too_little(card: Scorecard) -> str:
    if any(stage.reason for stage in card.stages):
        return "Too little of it could be judged for a signal. That says nothing about you."
    return "Too little was said for a signal. That says nothing about you."


def _why(one: Round, card: Scorecard) -> list[str]:
    """Return the score, and what moved the signal."""
    moved = [_move(one, move) for move in card.moves]
    share = _SHARES[round((card.score or 0) / 25)] if card.estimate else f"{card.score} of 100"
    first = f"**signal** {card.signal}, from {share} of what an interviewer listens for."
    if not moved:
        return [first]
    return [first + "\n\n" + "\n".join(f"- {line}" for line in moved)]


def _move(one: Round, move: Move) -> str:
    said, were = "", "was" if move.count == 1 else "were"
    match move.by:
        case Mover.BEST_STAGE:
            said = f"carried by “{one.plan.stages[move.stage].name}”"
        case Mover.WORST_STAGE:
            said = f"held back by “{one.plan.stages[move.stage].name}”"
        case Mover.FLAGS:
            said = f"{count(move.count, 'red flag')} for something that was said"
        case Mover.MUST:
            said = f"{move.count} of {move.of} things that must be mentioned {were} not"
        case Mover.FAMILIES:
            said = f"{move.count} of {move.of} kinds of failure {were} considered"
    return f"{said}, which takes it down by one" if move.lowered else said


def _stage(stage: StageScore) -> str:
    time = f"{minutes_used(stage)}{', time was up' if stage.by_time else ''}"
    if stage.reason is not None:
        return f"{stage.name}: not graded. {REASONS[stage.reason]} ({time})"
    if not stage.said:
        return f"{stage.name}: nothing said ({time})"
    if stage.score is None:
        return f"{stage.name}: nothing to judge ({time})"
    full = round(stage.score / 100 * DIAMONDS)
    return f"{'◆' * full}{'◇' * (DIAMONDS - full)} {stage.name} ({time})"


def minutes_used(stage: StageScore) -> str:
    """Return `3.5 of 5 min`, in whole halves."""
    halves = stage.used // timedelta(seconds=30)
    return f"{halves / 2:g} of {minutes(stage.lasts)}"


def _offline(stages: Sequence[StageScore]) -> Iterator[str]:
    """Yield why stages were judged offline, each reason with its stages."""
    for reason, why in _OFFLINE.items():
        names = [f"“{stage.name}”" for stage in stages if stage.offline is reason]
        if names:
            yield f"Judged offline, since {why}: {', '.join(names)}."


def _of_four(level: int | None) -> str:
    return "not assessed" if level is None else f"{level} of 4"


def _checks(checks: Sequence[Check]) -> str:
    met = [check.name for check in checks if check.met]
    left = [check.name for check in checks if not check.met]
    parts = []
    if met:
        parts.append(f"said: {'; '.join(met)}")
    if left:
        parts.append(f"left out: {'; '.join(left)}")
    return ". ".join(parts)


def _compared(card: Scorecard, before: Scorecard | None) -> str:
    if before is None or card.score is None or before.score is None:
        return ""
    change = card.score - before.score
    if change == 0:
        return ", the same as before"
    return f", {abs(change)} points {'better' if change > 0 else 'worse'} than before"


def _footer(card: Scorecard) -> str:
    if card.estimate:
        return "offline estimate: coverage, not correctness"
    return f"graded by {', '.join(card.graders)}" if card.graders else ""

"""Taking a round one step on: one write, with what is said and when to look again."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.consequences import (
    NOTHING,
    Consequences,
    Outgoing,
    Revise,
    RoundId,
    Say,
    Tell,
    Wake,
    WakeKind,
)
from bot.flows.deps import Deps
from bot.messages import Image, OutboxKey, Post
from bot.pictures import Radar
from bot.ports import Points, RoundChange
from bot.rounds.cards import Scorecard
from bot.rounds.events import (
    Ask,
    Event,
    Finish,
    Follow,
    Held,
    Nudge,
    Rules,
    Step,
    Stuck,
    TimeUp,
    TooLate,
    Unfit,
    Unquote,
)
from bot.rounds.events import Tell as TellFacts
from bot.rounds.machine import next_look, step, to_clear
from bot.rounds.moving import to_judge
from bot.rounds.practice import practice
from bot.rounds.scorecard import scorecard
from bot.rounds.values import Round, Why
from bot.wording import charts, scorecards
from bot.wording import rounds as wording

AGAIN = timedelta(seconds=5)
"""How soon a round is looked at again whose platform is away."""


async def happen(
    deps: Deps, round_id: RoundId, event: Event, extra: Consequences = NOTHING
) -> Round | None:
    """Let something happen to a round, with consequences of its own; returns the round after it.

    None where there is no such round, or the event of `extra` was handled before.
    """
    sketch = await _sketch(deps, round_id, event)
    return await deps.store.rounds.change(
        round_id, lambda before: _changed(deps, before, event, extra, sketch)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sketch:
    """A picture of a scorecard, made before the write in which it is said."""

    chart: Radar
    image: Image | None


async def _sketch(deps: Deps, round_id: RoundId, event: Event) -> _Sketch | None:
    """Return the picture of the scorecard that an event brings to a round as it is now, if any.

    Nothing can be painted within a write. Where the round moves on before it, there is no picture.
    """
    before = await deps.store.rounds.get(round_id)
    after, steps = step(before, event) if before else (None, ())
    if after is None or not any(isinstance(one, Finish | Unquote) for one in steps):
        return None
    card = scorecard(after)
    chart = charts.scorecard(scorecards.scorecard(after, card).title, card)
    return _Sketch(chart=chart, image=await deps.painter.paint(chart)) if chart else None


def _changed(
    deps: Deps, before: Round, event: Event, extra: Consequences, sketch: _Sketch | None
) -> RoundChange:
    after, steps = step(before, event)
    if after != before:
        after = replace(after, version=before.version + 1)
    says: list[Outgoing] = []
    points = None
    for number, one in enumerate(steps):
        if isinstance(one, Finish):
            card = scorecard(after, practice(deps.bank, after))
            says += _scored(after, card, sketch)
            points = points_of(after, card) if after.plan.shared else None
        elif isinstance(one, Unquote):
            says += _unquoted(after, scorecard(after, practice(deps.bank, after)), sketch)
        else:
            said = _say(after, f"{after.version}/{number}", _post(deps, after, one))
            if isinstance(one, Follow) and isinstance(said, Say):
                # It may quote the one who is asked.
                said = replace(said, about=after.user)
            says.append(said)
    then = Consequences(
        says=[*says, *extra.says],
        wakes=[*_wakes(deps, before, after, event), *extra.wakes],
        event=extra.event,
    )
    return RoundChange(round=after, then=then, points=points)


def _post(deps: Deps, one: Round, what: Step) -> Post:
    match what:
        case Rules():
            return wording.rules(one.plan)
        case Ask(stage=stage):
            return wording.ask(one, stage)
        case Follow(stage=stage, probe=probe):
            return wording.follow_up(one, stage, probe.ask)
        case TellFacts(facts=facts, assume=assume):
            return wording.told(facts, assume=assume)
        case Nudge(stage=stage):
            return wording.nudge(one, stage, deps.now())
        case Unfit(reason=reason):
            return wording.unfit(reason)
        case TimeUp(stage=stage):
            return wording.time_up(one, stage)
        case TooLate(stage=stage):
            return wording.too_late(one, stage)
        case Held():
            return wording.held()
        case Finish() | Unquote():
            raise TypeError("a scorecard is no single post")
        case _ as never:
            assert_never(never)


def _wakes(deps: Deps, before: Round, after: Round, event: Event) -> list[Wake]:
    """Return when to look at the round again, and whether there is something to think about."""
    wakes = []
    if (at := next_look(after)) is not None:
        # What is due and was not done now waits for its platform.
        at = max(at, deps.now() + AGAIN) if after == before else at
        wakes.append(Wake(kind=WakeKind.ROUND, key=after.id, at=at))
    waits = to_judge(after) is not None and to_judge(after) != to_judge(before)
    asks = to_clear(after) is not None and to_clear(after) != to_clear(before)
    if (waits or asks) and not isinstance(event, Stuck):
        wakes.append(Wake(kind=WakeKind.THINK, key=after.id, at=deps.now()))
    return wakes


def _scored(one: Round, card: Scorecard, sketch: _Sketch | None) -> list[Outgoing]:
    """Return the scorecard for the person, and where it is shared, what the team sees of it."""
    post, key = _drawn(one, card, sketch), _card_key(one)
    if one.room is None or one.why is Why.LOST:
        return [Tell(key=key, address=one.near, user=one.user, post=post)]
    says: list[Outgoing] = [Say(key=key, address=one.room, post=post, about=one.user)]
    if one.plan.shared and card.signal is not None:
        says.append(shared(one, card))
    return says


def _unquoted(one: Round, card: Scorecard, sketch: _Sketch | None) -> list[Outgoing]:
    """Return the scorecard anew, in the place of the one that was shown in the room."""
    if one.room is None or one.why is Why.LOST:
        return []
    key, of = OutboxKey(f"unquoted/{one.id}/{one.version}"), _card_key(one)
    return [Revise(key=key, address=one.room, of=of, post=_drawn(one, card, sketch))]


def _drawn(one: Round, card: Scorecard, sketch: _Sketch | None) -> Post:
    post = scorecards.scorecard(one, card)
    if sketch and sketch.chart == charts.scorecard(post.title, card):
        post = replace(post, image=sketch.image)
    return post


def _card_key(one: Round) -> OutboxKey:
    return OutboxKey(f"scorecard/{one.id}")


def shared(one: Round, card: Scorecard) -> Say:
    """Return what a team sees of a scorecard; it is said once, however often it is asked for."""
    post = scorecards.shared(one, card)
    key = OutboxKey(f"shared/{one.id}")
    return Say(key=key, address=one.near, post=post, about=one.user)


def points_of(one: Round, card: Scorecard) -> Points | None:
    """Return what a round is worth on the board of rounds, which says how it ended."""
    if card.score is None:
        return None
    day = one.begun_at.astimezone(ZoneInfo(one.plan.zone)).date()
    return Points(points=card.score, day=day, estimate=card.estimate)


def _say(one: Round, key: str, post: Post) -> Outgoing:
    name = OutboxKey(f"round/{one.id}/{key}")
    if one.room is None or one.why is Why.LOST:
        return Tell(key=name, address=one.near, user=one.user, post=post)
    return Say(key=name, address=one.room, post=post)

"""What a round waits for: its stages judged, its follow-ups worded, its questions read."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog

from bot.consequences import Consequences, Outgoing, RoundId, Say, Wake, WakeKind
from bot.errors import GraderDown
from bot.flows import calls
from bot.flows.deps import Deps
from bot.flows.stepping import happen
from bot.grading import Graded, GradeOutcome, Reason, Ungraded
from bot.messages import OutboxKey
from bot.ports import GradeRequest, Turn, Turned
from bot.records import Reservation
from bot.rounds.events import Cleared, Follow, Stuck, Thought
from bot.rounds.machine import step, to_clear
from bot.rounds.moving import to_judge
from bot.rounds.values import Round, RoundCall, Speaker, State
from bot.rounds.values import Turn as Said
from bot.wording import money
from bot.wording import rounds as wording
from bot.words import visible

log = structlog.get_logger(__name__)


async def think(deps: Deps, round_id: RoundId) -> None:
    """Answer what was asked, then judge what waits first; what else waits has its own wake."""
    one = await deps.store.rounds.get(round_id)
    while one is not None and one.live and (turn := to_clear(one)) is not None:
        one = await _clear(deps, one, turn)
    if one is not None and one.live and (found := to_judge(one)) is not None:
        await _judge(deps, one, *found)


async def _judge(deps: Deps, one: Round, stage: int, revision: int) -> None:
    request = _request(one, stage)
    call = RoundCall(round=one.id, what=f"s{stage}", revision=revision)
    micros = deps.grader.estimate(request) + _to_word(deps, one, stage)
    if not await _reserved(deps, one, call, micros):
        await _judge_offline(deps, one, stage, revision, Reason.BUDGET)
        return
    try:
        judged = await calls.judge(deps, request)
    except GraderDown as error:
        await deps.store.rounds.settle(call, error.spent)
        if _given_up(one, stage):
            await _judge_offline(deps, one, stage, revision, Reason.UNAVAILABLE)
        else:
            await _stuck(deps, one, stage, revision, error)
        return
    turned = await _follow_up(deps, one, stage, revision, judged.outcome)
    # A bill that is not settled stays as it was estimated, which is what a crash here leaves.
    await deps.store.rounds.settle(call, (*judged.spent, *turned.spent))
    thought = _thought(deps, stage, revision, judged.outcome)
    await happen(deps, one.id, replace(thought, suggested=turned.probe))


async def _judge_offline(deps: Deps, one: Round, stage: int, revision: int, why: Reason) -> None:
    """Judge without the grader that was meant to: a round ends, and says how it was judged."""
    if deps.offline is None:
        ungraded = Ungraded(reason=why, grader=deps.grader.name)
        await happen(deps, one.id, _thought(deps, stage, revision, ungraded))
        return
    judged = await calls.judge(replace(deps, grader=deps.offline), _request(one, stage))
    thought = _thought(deps, stage, revision, judged.outcome)
    await happen(deps, one.id, replace(thought, offline=why))


def _given_up(one: Round, stage: int) -> bool:
    """Return whether a grader that is down was asked often enough, for this stage or another."""
    away = any(run.offline is Reason.UNAVAILABLE for run in one.runs)
    return away or one.runs[stage].failures + 1 >= calls.TRIES


def _request(one: Round, stage: int) -> GradeRequest:
    return GradeRequest(
        question=one.plan.question_of(stage),
        answer=visible(one.said(stage)).strip(),
        person=one.person,
    )


def _thought(deps: Deps, stage: int, revision: int, outcome: GradeOutcome) -> Thought:
    return Thought(stage=stage, revision=revision, outcome=outcome, now=deps.now())


async def _follow_up(
    deps: Deps, one: Round, stage: int, revision: int, outcome: GradeOutcome
) -> Turned:
    """Return the interviewer's own words for the follow-up that the author's would be."""
    if not deps.interviewer.model or not isinstance(outcome, Graded):
        return Turned()
    _, steps = step(one, _thought(deps, stage, revision, outcome))
    follow = next((each for each in steps if isinstance(each, Follow)), None)
    if follow is None:
        return Turned()
    question = one.plan.question_of(stage)
    turn = replace(_turn(one, stage), point=question.point(follow.probe.point))
    return await _turned(deps, turn)


async def _clear(deps: Deps, one: Round, turn: Said) -> Round | None:
    """Let the interviewer read a clarifying question; it chooses entries, the sheet speaks."""
    facts = one.plan.facts
    asked = replace(_turn(one, turn.stage), said=visible(turn.text), facts=facts, point=None)
    call = RoundCall(round=one.id, what=f"q{turn.n}", revision=1)
    turned = Turned()
    if await _reserved(deps, one, call, deps.interviewer.estimate(asked)):
        turned = await _turned(deps, asked)
        await deps.store.rounds.settle(call, turned.spent)
    cleared = Cleared(turn=turn.n, facts=turned.facts, now=deps.now())
    return await happen(deps, one.id, cleared)


async def _turned(deps: Deps, turn: Turn) -> Turned:
    """Return a suggestion, or none while there is nobody to make one: nobody waits for words."""
    try:
        return await deps.interviewer.turn(turn)
    except GraderDown as error:
        log.warning("interviewer down", reason=error.reason)
        return Turned(spent=error.spent)


def _turn(one: Round, stage: int) -> Turn:
    asked = [t.text for t in one.turns if t.speaker in (Speaker.ASKED, Speaker.PROBED)]
    return Turn(
        question=one.plan.question_of(stage),
        said=visible(one.said(stage)),
        asked=tuple(asked),
        person=one.person,
    )


def _to_word(deps: Deps, one: Round, stage: int) -> int:
    """Return the most that wording a follow-up can cost."""
    waits = one.state is State.THINKING and stage == one.current
    return deps.interviewer.estimate(_turn(one, stage)) if waits else 0


async def _reserved(deps: Deps, one: Round, call: RoundCall, micros: int) -> bool:
    """Set money aside; False where the month's budget does not allow it."""
    if not micros:
        return True
    found = await deps.store.teams.get(one.team)
    team = found[0] if found else None
    day = _local(deps.now(), one)
    cap = team.monthly_cap if team else None
    reservation = Reservation(
        team=one.team, model=deps.grader.model, micros=micros, day=day.date(), cap=cap
    )
    begun = await deps.store.rounds.reserve(call, reservation)
    if begun.over_budget and team is not None:
        key = OutboxKey(f"budget/{one.team}/{day:%Y-%m}/{cap}")
        note = Say(key=key, address=team.admin_address, post=money.budget_used_up(reservation))
        await deps.store.outbox.say(Consequences(says=[note]))
    return not begun.over_budget


async def _stuck(deps: Deps, one: Round, stage: int, revision: int, error: GraderDown) -> None:
    failures = one.runs[stage].failures
    log.warning("grader down in a round", reason=error.reason, failures=failures + 1)
    says: list[Outgoing] = []
    if one.state is State.SCORING and one.room is not None:
        key = OutboxKey(f"scorecard-later/{one.id}")
        says.append(Say(key=key, address=one.room, post=wording.scorecard_later()))
    again = deps.now() + calls.wait_after(failures, error)
    wakes = [Wake(kind=WakeKind.THINK, key=one.id, at=again)]
    event = Stuck(stage=stage, revision=revision, now=deps.now())
    await happen(deps, one.id, event, Consequences(says=says, wakes=wakes))


def _local(now: datetime, one: Round) -> datetime:
    return now.astimezone(ZoneInfo(one.plan.zone))

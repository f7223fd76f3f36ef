"""Grading: a settled attempt is judged once for each revision, and its feedback goes out."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import assert_never

import structlog

from bot import appeals as rules
from bot.consequences import Consequences, Outgoing, Say, Sign, Tell, Wake, WakeKind
from bot.errors import GraderDown
from bot.flows import calls
from bot.flows.deps import Deps
from bot.grading import FORMULA, TALK, Graded, GradeOutcome, Reason, Ungraded
from bot.messages import Mark, OutboxKey, Post, ReplyHandle
from bot.metrics import GRADES
from bot.packs import digest as question_digest
from bot.ports import GradeRequest, Judged
from bot.records import (
    AttemptId,
    AttemptState,
    AttemptView,
    Feedback,
    Reservation,
    Saving,
    SlotState,
)
from bot.wording import feedback as wording
from bot.wording import money

log = structlog.get_logger(__name__)


async def settle(deps: Deps, attempt_id: AttemptId) -> None:
    """Grade an attempt if it has settled; what came before its time is looked at again then."""
    view = await deps.store.attempts.get(attempt_id)
    if view is None:
        return
    attempt = view.attempt
    match attempt.state:
        case AttemptState.COLLECTING if attempt.settles_at > deps.now():
            wake = Wake(kind=WakeKind.SETTLE, key=attempt.id, at=attempt.settles_at)
            await deps.store.outbox.say(Consequences(wakes=[wake]))
        case AttemptState.COLLECTING | AttemptState.PENDING | AttemptState.GRADING:
            await _grade(deps, view)
        case AttemptState.GRADED | AttemptState.UNGRADED | AttemptState.WITHDRAWN:
            return
        case _ as never:
            assert_never(never)


async def _grade(deps: Deps, view: AttemptView) -> None:
    request = await calls.request_for(deps, view)
    digest = _digest(request, deps.grader.fingerprint)
    reservation = calls.reservation(deps, view, request)
    begun = await deps.store.attempts.begin(view.attempt, digest, reservation)
    if begun is None:
        return
    if begun.over_budget:
        await _wait_for_budget(deps, view, reservation)
        return
    if begun.same is not None:
        await _save(deps, view, Judged(outcome=begun.same), digest, ())
        return
    try:
        judged = await calls.judge(deps, request)
    except GraderDown as error:
        await _postpone(deps, view, error)
        return
    warning = calls.near_cap(view, reservation, begun)
    await _save(deps, view, judged, digest, warning)


async def _save(
    deps: Deps, view: AttemptView, judged: Judged, digest: str, notes: Sequence[Outgoing]
) -> None:
    outcome, before = judged.outcome, view.outcome
    if isinstance(outcome, Graded) and (judged.spread or judged.feedback):
        outcome = replace(outcome, spread=judged.spread, remark=judged.feedback)
    if isinstance(outcome, Graded) and isinstance(before, Graded):
        ruled = rules.with_rulings(view.about.question, outcome, before, view.text)
        # What was ruled on this answer is no grade for the same words of others.
        outcome, digest = ruled, digest if ruled is outcome else ""
    saving = Saving(
        outcome=outcome,
        digest=digest,
        day=calls.local_day(view, view.attempt.first_sent_at),
        spent=judged.spent,
    )
    says = [*notes, *_says(view, outcome), *_steering(view, judged)]
    then = Consequences(says=says)
    if isinstance(outcome, Ungraded) and isinstance(before, Graded):
        saved = await deps.store.attempts.keep_grade(view.attempt, judged.spent, then)
    else:
        saved = await deps.store.attempts.save_outcome(view.attempt, saving, then)
    kind = "graded" if isinstance(outcome, Graded) else outcome.reason
    GRADES.labels(outcome.grader, kind if saved else "superseded").inc()


async def _postpone(deps: Deps, view: AttemptView, error: GraderDown) -> None:
    failures = view.attempt.failures
    log.warning("grader down", reason=error.reason, failures=failures + 1)
    if failures + 1 >= calls.TRIES:
        outcome = Ungraded(reason=Reason.UNAVAILABLE, grader=deps.grader.name)
        await _save(deps, view, Judged(outcome=outcome, spent=error.spent), "", ())
        return
    wait = calls.wait_after(failures, error)
    says: list[Outgoing] = []
    if failures == 0:
        says.append(_tell(view, "pending", wording.pending(view, wait)))
        says += _sign(view, Mark.PENDING)
    says += calls.down(deps, view, error)
    then = Consequences(says=says, wakes=[_again(deps, view, wait)])
    await deps.store.attempts.postpone(view.attempt, failures + 1, error.spent, then)


async def _wait_for_budget(deps: Deps, view: AttemptView, reservation: Reservation) -> None:
    """Keep an answer pending while the month's budget is used up; the admins are told once."""
    says: list[Outgoing] = [calls.used_up(view, reservation)]
    says.append(_tell(view, "pending", money.waiting_for_budget(view)))
    says += _sign(view, Mark.PENDING)
    then = Consequences(says=says, wakes=[_again(deps, view, calls.LONGEST_WAIT)])
    await deps.store.attempts.postpone(view.attempt, view.attempt.failures, (), then)


def _steering(view: AttemptView, judged: Judged) -> list[Outgoing]:
    """Tell the admins of an answer that speaks to its grader."""
    if not judged.tripwires:
        return []
    key = _key("steering", view)
    return [calls.to_admins(view, key, wording.steering(view, judged.tripwires))]


def _again(deps: Deps, view: AttemptView, wait: timedelta) -> Wake:
    return Wake(kind=WakeKind.SETTLE, key=view.attempt.id, at=deps.now() + wait)


def _says(view: AttemptView, outcome: GradeOutcome) -> list[Outgoing]:
    """Return what a person, the thread and the admins are told about an outcome."""
    team = view.about.team
    aloud = team.feedback is Feedback.FULL or view.attempt.private
    # Who asked for another grade is told that there is none.
    again = isinstance(view.outcome, Graded)
    match outcome:
        case Graded(score=0) if view.attempt.practice and not aloud:
            # After the close a thread is for talking.
            return []
        case Graded():
            told: Outgoing = _tell(view, "feedback", feedback(view, outcome))
            if not aloud:
                told = Say(
                    key=_key("feedback", view),
                    address=view.about.place,
                    post=wording.one_line(view),
                    about=view.attempt.user,
                )
            return [*_sign(view, Mark.GRADED), told]
        case Ungraded(reason=reason) if reason in TALK and not aloud and not again:
            return []
        case Ungraded():
            says: list[Outgoing] = [_tell(view, "ungraded", wording.ungraded(view, outcome))]
            if wording.needs_admin(outcome):
                note = wording.grading_given_up(view, outcome)
                says.append(calls.to_admins(view, _key("given-up", view), note))
            return says


def feedback(view: AttemptView, outcome: Graded) -> Post:
    """Return the full feedback, as much as may be said while the question is open or closed."""
    is_open = view.about.slot.state is SlotState.OPEN
    return wording.feedback(view, outcome, is_open=is_open)


def _digest(request: GradeRequest, grader: str) -> str:
    """Name what is judged, by whom and by what: the same again gets the same grade."""
    question = question_digest(request.question)
    parts = (question, grader, str(FORMULA), request.answer, *request.rulings)
    return hashlib.sha256("\x00".join(parts).encode(errors="surrogatepass")).hexdigest()


def _key(kind: str, view: AttemptView) -> OutboxKey:
    return OutboxKey(f"{kind}/{view.attempt.id}/{view.attempt.revision}")


def _tell(view: AttemptView, kind: str, post: Post, reply: ReplyHandle | None = None) -> Tell:
    return Tell(
        key=_key(kind, view),
        address=view.about.place,
        user=view.attempt.user,
        post=post,
        reply=reply,
    )


def _sign(view: AttemptView, mark: Mark) -> list[Sign]:
    if view.last_message is None:
        return []
    return [
        Sign(
            key=_key(f"mark-{mark}", view),
            address=view.about.place,
            message=view.last_message,
            mark=mark,
        )
    ]

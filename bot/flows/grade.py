"""Grading: a settled attempt is judged once for each revision, and its feedback goes out."""

import hashlib
from datetime import timedelta
from time import perf_counter
from typing import assert_never
from zoneinfo import ZoneInfo

import structlog

from bot.consequences import Consequences, Outgoing, Say, Sign, Tell, Wake, WakeKind
from bot.errors import GraderDown
from bot.flows.deps import Deps
from bot.grading import FORMULA, Graded, GradeOutcome, Reason, Ungraded
from bot.messages import Mark, OutboxKey, Post, ReplyHandle
from bot.metrics import GRADES, GRADING_SECONDS
from bot.packs import digest as question_digest
from bot.ports import GradeRequest
from bot.records import AttemptId, AttemptState, AttemptView, Feedback, SlotState
from bot.wording import feedback as wording
from bot.words import visible

TRIES = 8
"""How often a grader that is down is asked before a human has to look."""

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
"""Pauses between tries; each is twice the one before."""

QUIET = (Reason.EMPTY, Reason.NOT_AN_ANSWER)
"""Talk in a thread is left alone."""

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
    grader = deps.grader.name
    answer = visible(view.text).strip()
    digest = _digest(view, answer, grader)
    begun = await deps.store.attempts.begin(view.attempt, digest)
    if begun is None:
        return
    outcome: GradeOutcome | None = begun.same
    if outcome is None:
        started = perf_counter()
        try:
            outcome = await deps.grader.grade(
                GradeRequest(question=view.about.question, answer=answer)
            )
        except GraderDown as error:
            await _postpone(deps, view, error)
            return
        GRADING_SECONDS.labels(grader).observe(perf_counter() - started)
    await _save(deps, view, outcome, digest)


async def _save(deps: Deps, view: AttemptView, outcome: GradeOutcome, digest: str) -> None:
    zone = ZoneInfo(view.about.team.zone)
    day = view.attempt.first_sent_at.astimezone(zone).date()
    says = _says(view, outcome)
    saved = await deps.store.attempts.save_outcome(
        view.attempt, outcome, digest, day, Consequences(says=says)
    )
    kind = "graded" if isinstance(outcome, Graded) else outcome.reason
    GRADES.labels(outcome.grader, kind if saved else "superseded").inc()


async def _postpone(deps: Deps, view: AttemptView, error: GraderDown) -> None:
    failures = view.attempt.failures
    log.warning("grader down", reason=error.reason, failures=failures + 1)
    if failures + 1 >= TRIES:
        outcome = Ungraded(reason=Reason.UNAVAILABLE, grader=deps.grader.name)
        await _save(deps, view, outcome, "")
        return
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2**failures)
    if error.retry_after is not None:
        wait = max(wait, min(LONGEST_WAIT, timedelta(seconds=error.retry_after)))
    wake = Wake(kind=WakeKind.SETTLE, key=view.attempt.id, at=deps.now() + wait)
    says: list[Outgoing] = []
    if failures == 0:
        says.append(_tell(view, "pending", wording.pending(view, wait)))
        says += _sign(view, Mark.PENDING)
    await deps.store.attempts.postpone(view.attempt, Consequences(says=says, wakes=[wake]))


def _says(view: AttemptView, outcome: GradeOutcome) -> list[Outgoing]:
    """Return what a person, the thread and the admins are told about an outcome."""
    team = view.about.team
    aloud = team.feedback is Feedback.FULL or view.attempt.private
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
                )
            return [*_sign(view, Mark.GRADED), told]
        case Ungraded(reason=reason) if reason in QUIET and not aloud:
            return []
        case Ungraded():
            says: list[Outgoing] = [_tell(view, "ungraded", wording.ungraded(view, outcome))]
            if wording.needs_admin(outcome):
                note = wording.grading_given_up(view, outcome)
                address = team.admin_address
                says.append(Say(key=_key("given-up", view), address=address, post=note))
            return says


def feedback(view: AttemptView, outcome: Graded) -> Post:
    """Return the full feedback, as much as may be said while the question is open or closed."""
    is_open = view.about.slot.state is SlotState.OPEN
    return wording.feedback(view, outcome, is_open=is_open)


def _digest(view: AttemptView, answer: str, grader: str) -> str:
    """Name what is judged, by whom and by what: the same again gets the same grade."""
    parts = (question_digest(view.about.question), grader, str(FORMULA), answer)
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
